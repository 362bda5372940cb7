import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import pino from 'pino'
import { expect, onTestFinished, test, vi } from 'vitest'
import { closeShopDatabase, openShopDatabase } from '../../main/engine/recovery/open-shop-database.ts'
import { listBackups } from '../../main/store/backups.ts'
import { openDatabase } from '../../main/store/database.ts'
import { countPapers, getJob, saveJob } from '../../main/store/jobs.ts'
import { mainJob } from '../../main/store/migrations/0001-main-job.ts'
import { countedOn } from '../../main/store/migrations/0016-counted-on.ts'
import { migrate, schemaVersion } from '../../main/store/migrations.ts'
import { getOrder } from '../../main/store/orders.ts'
import { addEvent, keepCursors, listUnheard } from '../../main/store/outbox.ts'
import { listOutcomes } from '../../main/store/outcomes.ts'
import { newJob } from '../../shared/domain/print-job.ts'
import { tempFolder } from '../support/temp-folder.ts'

vi.setConfig({ testTimeout: 60_000 })

/** As version 1 of the program left it, with an order whose ticket waits. */
function firstVersion(path: string): string {
  const db = new Database(path)
  db.pragma('journal_mode = WAL')
  db.exec(mainJob)
  db.exec(`
    insert into opened values (1, 0);
    insert into orders values (1, 'mini', 'mp-1', 1, 'h', 'paid', 'waiting', 'shop', '2026-11-22', 1, 1, 0, '{}', '{}', 7);
    insert into tickets values (1, 1, 1, 'kitchen', 'steam', 'kitchen', 1, '{"kind":"kitchen"}', 7);
    insert into jobs (id, ticket, order_row, printer, kind, state, copy, reprint, doubtful, unproven, created_at)
      values (1, 1, 1, 'kitchen', 'kitchen', 'queued', 1, 0, 0, 0, 7);
    pragma user_version = 1`)
  db.close()
  return path
}

const schema = (path: string) => {
  const db = new Database(path, { readonly: true })
  try {
    return [
      db.pragma('user_version', { simple: true }),
      ...db.prepare('select sql from sqlite_schema order by name').all(),
    ]
  } finally {
    db.close()
  }
}

test('a database of the first version comes along whole', () => {
  const path = firstVersion(join(tempFolder(), 'gudang.db'))
  const db = openDatabase(path)
  expect(db.pragma('user_version', { simple: true })).toBe(schemaVersion)
  expect(getOrder(db, 1)).toMatchObject({ order_id: 'mp-1', number: 1, purged_at: null })
  expect([getJob(db, 1)?.state, countPapers(db, 1)]).toEqual(['queued', 0])
  saveJob(db, 1, { ...newJob(), state: 'printed', evidence: 'status' })
  expect(listOutcomes(db, { after: 0, limit: 10 })).toMatchObject([{ order_id: 'mp-1', state: 'printed' }])
  db.close()
  const fresh = join(tempFolder(), 'gudang.db')
  openDatabase(fresh).close()
  expect(schema(path)[0]).toEqual(schema(fresh)[0])
  expect(schema(path).length).toBe(schema(fresh).length)
})

/** Runs the migration a statement at a time in a process of its own, which kills itself after the `last` one. */
function killedAfter(path: string, last: number): NodeJS.Signals | null {
  const at = (name: string) => JSON.stringify(fileURLToPath(new URL(`../../main/store/${name}`, import.meta.url)))
  const script = `
    import Database from 'better-sqlite3'
    const { migrate } = await import(${at('migrations.ts')})
    const db = new Database(${JSON.stringify(path)})
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    const whole = db.exec.bind(db)
    let done = 0
    db.exec = text => {
      let piece = ''
      for (const part of text.split(';')) {
        piece += part + ';'
        if (piece.trim() === ';') continue
        try {
          whole(piece)
        } catch (error) {
          // The semicolon was one inside a trigger.
          if (/incomplete input/.test(error.message)) continue
          throw error
        }
        piece = ''
        done += 1
        if (done === ${last}) process.kill(process.pid, 'SIGKILL')
      }
      return db
    }
    migrate(db)`
  const { signal, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    encoding: 'utf8',
  })
  if (signal === null) throw new Error(`it was not killed: ${stderr}`)
  return signal
}

test.each([1, 3, 6])(
  'killed after statement %i of a later step: as if it had never begun, and the next start does it',
  last => {
    const path = firstVersion(join(tempFolder(), 'gudang.db'))
    const before = schema(path)
    expect(killedAfter(path, last)).toBe('SIGKILL')
    expect(schema(path)).toEqual(before)
    const db = openDatabase(path)
    expect(getOrder(db, 1)?.order_id).toBe('mp-1')
    db.close()
  },
)

test('killed in the first step: an empty file, and the next start makes it', () => {
  const path = join(tempFolder(), 'gudang.db')
  expect(killedAfter(path, 9)).toBe('SIGKILL')
  expect(schema(path)).toEqual([0])
  openDatabase(path).close()
  expect(schema(path)[0]).toBe(schemaVersion)
})

test('before it is changed it is backed up as it was', () => {
  const folder = tempFolder()
  const path = firstVersion(join(folder, 'gudang.db'))
  const before = schema(path)
  const log = pino({ enabled: false })
  closeShopDatabase(openShopDatabase(folder, { now: () => Date.parse('2026-11-22T07:01:10Z'), log }), log)
  const [backup, ...more] = listBackups(join(folder, 'backups'))
  expect([schema(backup?.file ?? ''), more]).toEqual([before, []])
  closeShopDatabase(openShopDatabase(folder, { now: () => Date.parse('2026-11-23T07:01:10Z'), log }), log)
  expect(listBackups(join(folder, 'backups'))).toHaveLength(1)
})

function databaseOf0001() {
  const db = new Database(':memory:')
  onTestFinished(() => void db.close())
  db.exec(mainJob)
  db.pragma('user_version = 1')
  return db
}

test('0005: what happened before is known and is told to nobody; what happens from now on is', () => {
  const db = databaseOf0001()
  db.exec(`insert into outbox (event_id, type, source, at, data, delivered_at)
    values ('e1', 'order.rejected', 'mini', 0, '{}', 1), ('e2', 'printer.alarm', null, 0, '{}', null)`)
  migrate(db)
  keepCursors(db, ['mini'])
  addEvent(db, { type: 'printer.recovered', source: null, at: 2, data: {} })
  expect(db.prepare('select event_id from outbox order by id').pluck().all().slice(0, 2)).toEqual(['e1', 'e2'])
  expect(listUnheard(db, 'mini', 10).map(event => event.type)).toEqual(['printer.recovered'])
})

test('0016: of a source that the events were counted anew behind, what it never heard is told after all', () => {
  const db = databaseOf0001()
  migrate(db)
  db.exec(`insert into outbox (event_id, type, source, at, data) values ('e1', 'order.printed', 'mini', 0, '{}')`)
  db.exec(`insert into outbox_cursors (source, heard) values ('mini', 7), ('cloud', 1)`)
  db.exec(countedOn)
  expect([listUnheard(db, 'mini', 10), listUnheard(db, 'cloud', 10)]).toMatchObject([[{ event_id: 'e1' }], []])
})

test('0002: what was held says why; the rest is not', () => {
  const db = databaseOf0001()
  db.exec(`insert into tickets (id, kind, printer, content, created_at) values (1, 'kitchen', 'kitchen', '{}', 0)`)
  const insert = db.prepare(
    `insert into jobs (ticket, printer, kind, state, copy, reprint, doubtful, unproven, plain, created_at)
     values (1, 'kitchen', 'kitchen', ?, 1, 0, ?, ?, ?, 0)`,
  )
  for (const [state, doubtful, unproven, plain] of [
    ['held', 1, 3, 0],
    ['held', 1, 1, 1],
    ['held', 0, 0, 1],
    ['held', 0, 0, 0],
    ['queued', 0, 0, 0],
    ['printed', 0, 0, 0],
  ]) {
    insert.run(state, doubtful, unproven, plain)
  }
  db.exec(`insert into printers (id, address, learned, paused) values ('kitchen', 'virtual', '{"silences":1}', 1)`)
  migrate(db)
  expect(db.prepare('select held_for from jobs order by id').pluck().all()).toEqual([
    ...['uncertain', 'uncertain', 'unprintable', 'no-printer'],
    ...[null, null],
  ])
  expect(db.prepare('select id, learned, paused, unproven from printers').all()).toEqual([
    { id: 'kitchen', learned: '{"silences":1}', paused: 1, unproven: 0 },
  ])
})
