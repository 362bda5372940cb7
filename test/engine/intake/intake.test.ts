import pino from 'pino'
import { expect, test } from 'vitest'
import { createAlarmBook } from '../../../main/engine/alarm-book.ts'
import { createBell } from '../../../main/engine/bell.ts'
import { createIntake } from '../../../main/engine/intake/intake.ts'
import { createKeyedHash } from '../../../main/engine/intake/keyed-hash.ts'
import { readSubmission } from '../../../main/engine/intake/submission.ts'
import { createDiskWatch } from '../../../main/engine/recovery/disk-watch.ts'
import { type Db, sql } from '../../../main/store/database.ts'
import type { Journal, JournalVerdict } from '../../../main/store/journal.ts'
import { createReserve } from '../../../main/store/reserve.ts'
import { settingsSchema } from '../../../shared/domain/settings.ts'
import { openTestDatabase } from '../../support/database.ts'
import { order } from '../../support/orders.ts'
import { shopSettings } from '../../support/shop.ts'
import { createShopClock } from '../../support/shop-clock.ts'
import { tempFolder } from '../../support/temp-folder.ts'

// What the door cannot show: orders that reach the disk together in one transaction.

function openTestIntake(db: Db, onExpect: (printerIds: ReadonlySet<string>) => void = () => {}) {
  const clock = createShopClock()
  const now = () => clock.now()
  const settings = settingsSchema.parse(shopSettings)
  const bell = createBell()
  const alarms = createAlarmBook({ db, clock, bell, language: 'zh-CN' })
  const verdicts: JournalVerdict[] = []
  const journal: Journal = {
    append: async () => {},
    conclude: async given => void verdicts.push(...given),
    tell: async () => {},
    close: async () => {},
  }
  const log = pino({ enabled: false })
  const disk = createDiskWatch({
    reserve: createReserve(tempFolder(), async () => {}),
    alarms,
    log,
    onTrouble: () => {},
  })
  const lanes = { wakeLanes: () => {}, expectTickets: onExpect }
  const keyedHash = createKeyedHash('a token')
  const intake = createIntake({ db, settings, alarms, keyedHash, bell, log, now, journal, disk, ...lanes })
  const [source] = settings.sources
  if (source === undefined) throw new Error('no source')
  const take = (orderId: string, pad = '', members = {}) => {
    const body = Buffer.from(JSON.stringify({ ...order({ orderId, payment: {}, ...members }), pad }))
    return intake.take(source, readSubmission({ sourceId: source.id, webhookId: null, receivedAt: now(), body }))
  }
  return { intake, take, alarms, verdicts }
}

const ids = Array.from({ length: 20 }, (_, index) => `o-${index}`)
const stored = (db: Db) => sql<{ order_id: string }>(db, 'select order_id from orders order by id').all()

test('a disk that is full half-way through refuses all that were to be stored together', async () => {
  const db = openTestDatabase()
  const { take, alarms, verdicts, intake } = openTestIntake(db)
  expect((await take('first')).result).toBe('accepted')
  await intake.drained()
  db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 60}`)
  // The first of them goes alone and fits; the others wait for it and are one batch.
  const answers = await Promise.all(ids.map(orderId => take(orderId, 'x'.repeat(20_000))))
  expect(answers.map(answer => answer.result)).toEqual(['accepted', ...Array(19).fill('not-durable')])
  expect(stored(db).map(row => row.order_id)).toEqual(['first', 'o-0'])
  expect(alarms.standing().map(alarm => alarm.code)).toEqual(['disk-full', 'not-durable'])
  await intake.drained()
  expect(verdicts.map(one => one.verdict)).toEqual(['accepted', 'accepted', ...Array(19).fill('not-durable')])

  db.pragma('max_page_count = 1000000')
  const again = await Promise.all(ids.map(orderId => take(orderId, 'x'.repeat(20_000))))
  expect(again.filter(answer => answer.result === 'accepted')).toHaveLength(19)
  expect(alarms.standing()).toEqual([])
  expect(sql(db, 'select number from orders order by id').pluck().all()).toEqual(
    Array.from({ length: 21 }, (_, index) => index + 1),
  )
})

test('an order that this version cannot store is kept aside, and takes none of its neighbours along', async () => {
  const db = openTestDatabase()
  const { take, alarms } = openTestIntake(db)
  db.exec(`create trigger poison before insert on tickets when new.content like '%o-7%' or new.order_row =
    (select id from orders where order_id = 'o-7') begin select raise(abort, 'cannot'); end`)
  const answers = await Promise.all(ids.map(orderId => take(orderId)))
  expect(answers[7]).toMatchObject({ result: 'invalid', issues: [{ path: '' }] })
  expect(answers.filter(answer => answer.result === 'accepted')).toHaveLength(19)
  expect(stored(db).map(row => row.order_id)).toEqual(ids.filter(id => id !== 'o-7'))
  // The number that it had taken was given back.
  expect(sql(db, 'select max(number) from orders').pluck().get()).toBe(19)
  expect(sql(db, 'select raw from quarantine').pluck().all()).toEqual([expect.stringContaining('"o-7"')])
  expect(alarms.standing().map(alarm => alarm.code)).toEqual(['order-invalid'])
})

test('drained: nothing waits any more', async () => {
  const db = openTestDatabase()
  const { take, intake } = openTestIntake(db)
  let answered = 0
  for (const orderId of ids) void take(orderId).then(() => ++answered)
  await intake.drained()
  expect([answered, stored(db).length]).toEqual([20, 20])
  await intake.drained()
})

test('the printers of a paid order are told while it goes to disk, those of others are not', async () => {
  const db = openTestDatabase()
  const told: { printers: string[]; stored: number }[] = []
  const { take } = openTestIntake(db, printers => told.push({ printers: [...printers], stored: stored(db).length }))
  await take('paid')
  await take('unpaid', '', { status: 'unpaid', payment: null })
  await take('broken', '', { items: [] })
  expect(told).toEqual([
    { printers: ['kitchen'], stored: 0 },
    { printers: [], stored: 1 },
    { printers: [], stored: 2 },
  ])
})
