import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { mainJob } from '../../main/store/migrations/0001-main-job.ts'
import { migrate } from '../../main/store/migrations.ts'

// Databases that older versions made, brought to this version.

function databaseOf0001() {
  const db = new Database(':memory:')
  onTestFinished(() => void db.close())
  db.exec(mainJob)
  db.pragma('user_version = 1')
  return db
}

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
