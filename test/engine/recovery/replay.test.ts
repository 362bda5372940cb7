import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import { expect, test, vi } from 'vitest'
import { createAlarmBook } from '../../../main/engine/alarm-book.ts'
import { createBell } from '../../../main/engine/bell.ts'
import { createKeyedHash } from '../../../main/engine/intake/keyed-hash.ts'
import { forgetOutcomes } from '../../../main/engine/recovery/doubts.ts'
import { replayJournal } from '../../../main/engine/recovery/replay.ts'
import { type Db, sql } from '../../../main/store/database.ts'
import type { Journal, JournalVerdict } from '../../../main/store/journal.ts'
import { isEntry, readJournal } from '../../../main/store/journal-reading.ts'
import { getOpenRestoration } from '../../../main/store/restorations.ts'
import { settingsSchema } from '../../../shared/domain/settings.ts'
import { openTestDatabase } from '../../support/database.ts'
import { order } from '../../support/orders.ts'
import { shopSettings } from '../../support/shop.ts'
import { createShopClock, morning } from '../../support/shop-clock.ts'
import { tempFolder } from '../../support/temp-folder.ts'

vi.setConfig({ testTimeout: 60_000 })

const count = 350
const verdicts: Record<number, string> = { 5: 'not-durable', 7: 'invalid', 120: 'not-durable' }

/** A morning's journal: orders that were accepted, some that were refused, outcomes of the first hundred. */
function writeJournal(folder: string): void {
  const lines = Array.from({ length: count }, (_, index) => {
    const seq = `s-${index}`
    const body = JSON.stringify(
      order({ orderId: `mp-${index}`, placedAt: new Date(morning).toISOString(), payment: {} }),
    )
    const entry = {
      seq,
      at: morning + index,
      source: 'mini',
      webhookId: `m-${index}`,
      bodyHash: seq,
      contentHash: seq,
      body,
    }
    const out = {
      source: 'mini',
      orderId: `mp-${index}`,
      revision: 1,
      place: 0,
      state: 'printed',
      evidence: 'status',
      papers: 1,
    }
    return [entry, { seq, verdict: verdicts[index] ?? 'accepted' }, ...(index < 100 ? [{ out }] : [])]
  })
  writeFileSync(
    join(folder, '2026-11-21.jsonl'),
    lines
      .flat()
      .map(one => `${JSON.stringify(one)}\n`)
      .join(''),
  )
}

/** `cutAfter`: so many batches are taken in, then the power goes. `fullDisk`: the journal takes nothing more. */
function replayInto(db: Db, journalFolder: string, { cutAfter = Number.POSITIVE_INFINITY, fullDisk = false } = {}) {
  const clock = createShopClock()
  const alarms = createAlarmBook({ db, clock, bell: createBell(), language: 'zh-CN' })
  const concluded: JournalVerdict[] = []
  let readings = 0
  const journal: Journal = {
    append: async () => {},
    tell: async () => {},
    close: async () => {},
    async conclude(given) {
      if (fullDisk) throw Object.assign(new Error('no room'), { code: 'ENOSPC' })
      concluded.push(...given)
    },
  }
  /** The third reading is the one that takes in what is behind. */
  async function* readUntilCut(folder: string, fromDay: string) {
    readings += 1
    let entries = 0
    for await (const line of readJournal(folder, fromDay)) {
      if (isEntry(line)) entries += 1
      if (readings === 3 && entries > cutAfter * 100) throw new Error('the power went out')
      yield line
    }
  }
  const settings = settingsSchema.parse(shopSettings)
  const log = pino({ enabled: false })
  const keyedHash = createKeyedHash('a token')
  const deps = {
    db,
    settings,
    alarms,
    keyedHash,
    journal,
    journalFolder,
    readJournal: readUntilCut,
    log,
    now: () => clock.now(),
  }
  return { alarms, done: replayJournal(deps), concluded }
}

const picture = (db: Db) => ({
  orders: sql(db, 'select order_id, revision, number, day, received_at from orders order by id').all(),
  tickets: sql(db, 'select order_row, revision, kind, number from tickets order by id').all(),
  jobs: sql(db, 'select ticket, state, doubtful, evidence from jobs order by id').all(),
  quarantine: sql(db, 'select body_hash from quarantine order by id').all(),
})

function emptyDatabase(): Db {
  const db = openTestDatabase()
  forgetOutcomes(db, { at: morning, backupAt: null })
  return db
}

test('a day is filled in from nothing: gapless numbers, what was refused stays out, what is not known to be printed is doubtful', async () => {
  const folder = tempFolder()
  writeJournal(folder)
  const db = emptyDatabase()
  const { alarms, done } = replayInto(db, folder)
  await done
  const { orders, jobs, quarantine } = picture(db)
  expect(orders).toHaveLength(count - 3)
  expect(sql(db, 'select number from orders order by id').pluck().all()).toEqual(orders.map((_, index) => index + 1))
  expect(sql(db, 'select distinct day from orders').pluck().all()).toEqual(['2026-11-22'])
  expect(quarantine).toEqual([{ body_hash: 's-7' }])
  const states = (jobs as { state: string; doubtful: number; evidence: string | null }[]).map(one => one.state)
  expect(states.filter(state => state === 'printed')).toHaveLength(98)
  expect(states.filter(state => state === 'uncertain')).toHaveLength(count - 3 - 98)
  expect(sql(db, `select count(*) from jobs where state = 'uncertain' and doubtful = 0`).pluck().get()).toBe(0)
  expect(sql(db, `select min(lost_papers) from tickets`).pluck().get()).toBe(1)
  expect(alarms.standing().map(one => [one.code, one.facts.orders, one.facts.tickets])).toContainEqual([
    ...['database-restored', count - 3, count - 3 - 98],
  ])
})

test.each([0, 1, 2, 3])('cut short after batch %i and done again: as if it had been done once', async cutAfter => {
  const folder = tempFolder()
  writeJournal(folder)
  const [once, twice] = [emptyDatabase(), emptyDatabase()]
  await replayInto(once, folder).done
  await replayInto(twice, folder, { cutAfter }).done.catch(error => expect(String(error)).toContain('power'))
  expect(getOpenRestoration(twice)).toBeDefined()
  const { done, alarms } = replayInto(twice, folder)
  await done
  expect(picture(twice)).toEqual(picture(once))
  expect(getOpenRestoration(twice)).toBeUndefined()
  expect(alarms.standing().map(one => one.code)).toContain('database-restored')
  // And once more: nothing is left to take in.
  await replayInto(twice, folder).done
  expect(picture(twice)).toEqual(picture(once))
})

test('a disk that is full takes no verdicts: all is taken in, and the next time found known', async () => {
  const folder = tempFolder()
  writeJournal(folder)
  const [once, twice] = [emptyDatabase(), emptyDatabase()]
  await replayInto(once, folder).done
  await replayInto(twice, folder, { fullDisk: true }).done
  expect(picture(twice)).toEqual(picture(once))
  await replayInto(twice, folder).done
  expect(picture(twice)).toEqual(picture(once))
})

test('what had no verdict gets one', async () => {
  const folder = tempFolder()
  writeJournal(folder)
  const body = JSON.stringify(order({ orderId: 'late', payment: {} }))
  const entry = {
    seq: 'x',
    at: morning + 9_000,
    source: 'gone',
    webhookId: null,
    bodyHash: 'x',
    contentHash: 'x',
    body,
  }
  writeFileSync(join(folder, '2026-11-22.jsonl'), `${JSON.stringify(entry)}\n`)
  const db = emptyDatabase()
  const { done, concluded } = replayInto(db, folder)
  await done
  expect(concluded).toEqual([{ seq: 'x', verdict: 'accepted' }])
  // Its source is not in the settings any more; the order is kept all the same.
  expect(sql(db, `select source, number from orders where order_id = 'late'`).get()).toEqual({
    source: 'gone',
    number: 348,
  })
})
