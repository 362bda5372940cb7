import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { createAlarmBook } from '../../../main/engine/alarm-book.ts'
import { createBell } from '../../../main/engine/bell.ts'
import { createDifferenceBook } from '../../../main/engine/differences/difference-book.ts'
import { createPaperWatch } from '../../../main/engine/differences/paper-watch.ts'
import { createKeyedHash } from '../../../main/engine/intake/keyed-hash.ts'
import { readSubmission } from '../../../main/engine/intake/submission.ts'
import { takeOrder } from '../../../main/engine/intake/take-order.ts'
import { settingsSchema } from '../../../shared/domain/settings.ts'
import type { DiscrepancyView } from '../../../shared/domain/views/difference-views.ts'
import { openTestDatabase } from '../../support/database.ts'
import { createHandClock } from '../../support/hand-clock.ts'
import { changed, order } from '../../support/orders.ts'
import { openShop, shopSettings } from '../../support/shop.ts'
import { createShopHandClock } from '../../support/shop-hand-clock.ts'

// PAID_NOT_PRINTED stands within seconds and goes by itself; orders that only wait their turn are none.

const second = 1_000

async function openWatchedShop(settings: Record<string, unknown> = {}) {
  const clock = createShopHandClock()
  const shop = await openShop({ clock, settings: { policy: { alarmAfterSeconds: 10 }, ...settings } })
  const ask = <Body>(path: string) => shop.get<Body>(path).then(reply => reply.body)
  const list = (query = '') => ask<DiscrepancyView[]>(`/api/v1/discrepancies${query}`)
  const wait = async <T>(asked: Promise<T>): Promise<T> =>
    clock.until(() => asked.then(answer => ({ answer }))).then(one => one.answer)
  return {
    ...{ clock, shop },
    list: (query?: string) => wait(list(query)),
    push: (given: object) => wait(shop.push(given)),
    post: <Body>(path: string, body: unknown, headers?: Record<string, string>) =>
      wait(shop.post<Body>(path, body, headers)),
    obey: (what: Parameters<typeof shop.engine.obey>[1]) => wait(shop.engine.obey('kitchen', what)),
    codes: () => wait(shop.alarmCodes()),
  }
}

test('a paid order that does not print is a difference within seconds, and none when paper is confirmed', async () => {
  const { shop, clock, list, push, obey } = await openWatchedShop()
  await obey({ power: 'off' })
  await push(order({ orderId: 'mp-1', pickupNo: 'A007' }))
  await clock.pass(6 * second)
  expect(await list()).toEqual([])
  await clock.pass(4 * second)
  const [one, ...others] = await list('?state=open&day=2026-11-22')
  expect(others).toEqual([])
  expect(one).toEqual({
    ...{
      id: 'd1',
      class: 'PAID_NOT_PRINTED',
      severity: 'critical',
      day: '2026-11-22',
      source: 'mini',
      orderId: 'mp-1',
    },
    ...{ expected: null, actual: null, state: 'open' },
    suggestion: 'A007 付了 7.50 元，小票没打出来：点这里补打',
    history: [{ at: expect.stringMatching(/^2026-11-21T23:01:/), what: 'found', by: null, note: null }],
  })
  // It is about the same thing as the printer's alarm, which says better what to do.
  expect(shop.engine.desk.alarms().map(alarm => alarm.code)).toEqual(['printer-offline'])

  await obey({ power: 'on' })
  await clock.until(() => shop.engine.desk.jobs({}).every(job => job.state === 'printed'))
  await clock.pass(3 * second)
  expect(await list()).toMatchObject([
    { id: 'd1', state: 'cleared', history: [{ what: 'found' }, { what: 'cleared' }] },
  ])
})

test('a restart in the middle changes nothing of it', async () => {
  const { shop, clock, list, push } = await openWatchedShop()
  shop.engine.desk.pause('kitchen', { by: '王姐' })
  await push(order({ orderId: 'mp-1' }))
  await clock.pass(15 * second)
  const before = await list()
  expect(before).toMatchObject([{ class: 'PAID_NOT_PRINTED', state: 'open' }])
  await clock.until(() => shop.reopen().then(() => true))
  await clock.pass(5 * second)
  expect(await list()).toEqual(before)
})

test('orders behind others at a printer that prints are none', async () => {
  const { clock, list, push } = await openWatchedShop()
  for (let n = 0; n < 20; n += 1) await push(order({ orderId: `mp-${n}` }))
  await clock.pass(60 * second)
  expect(await list()).toEqual([])
})

test('what a person decided not to print is one at once, without an alarm; printing it from there clears it', async () => {
  const { shop, clock, list, push, post, obey } = await openWatchedShop()
  await obey({ power: 'off' })
  await push(order({ orderId: 'mp-1' }))
  const [job] = shop.engine.desk.jobs({})
  await post(`/api/v1/jobs/${job?.jobId}/cancel`, { by: '王姐' })
  await obey({ power: 'on' })
  await clock.pass(5 * second)
  expect(await list()).toMatchObject([{ class: 'PAID_NOT_PRINTED', state: 'open' }])
  expect(shop.engine.desk.alarms()).toEqual([])

  const headers = { 'idempotency-key': 'k1' }
  const done = { released: 0, reprinted: 1 }
  expect((await post('/api/v1/discrepancies/d1/print', { by: '王姐' }, headers)).body).toEqual(done)
  expect((await post('/api/v1/discrepancies/d1/print', { by: '王姐' }, headers)).status).toBeLessThan(500)
  await clock.until(() => shop.engine.desk.jobs({}).some(one => one.state === 'printed'))
  await clock.pass(3 * second)
  expect(shop.engine.desk.jobs({}).filter(one => one.state === 'printed')).toHaveLength(1)
  expect(await list()).toMatchObject([
    { state: 'cleared', history: [{ what: 'found' }, { what: 'printed', by: '王姐' }, { what: 'cleared' }] },
  ])
})

test('one that is called off is owed nothing', async () => {
  const { clock, list, push, obey } = await openWatchedShop()
  await obey({ power: 'off' })
  const paid = order({ orderId: 'mp-1', revision: 1 })
  await push(paid)
  await clock.pass(15 * second)
  await push(changed(paid, { revision: 2, status: 'cancelled' }))
  await clock.pass(3 * second)
  expect(await list()).toMatchObject([{ state: 'cleared' }])
})

test('a pre-order waits for its hour', async () => {
  const { clock, list, push } = await openWatchedShop({ policy: { releaseMinutesBefore: 10 } })
  await push(order({ orderId: 'mp-1', expectedAt: '2026-11-22T09:00:00+08:00' }))
  await clock.pass(60 * second)
  expect(await list()).toEqual([])
})

test('its own alarm where no other speaks of the ticket, and none any more when that one does, or paper is there', () => {
  const db = openTestDatabase()
  const clock = createHandClock()
  const bell = createBell()
  const alarms = createAlarmBook({ db, clock, bell, language: 'zh-CN' })
  const book = createDifferenceBook({ db, now: () => clock.now() })
  const settings = settingsSchema.parse(shopSettings)
  const watch = createPaperWatch({
    db,
    settings,
    clock,
    alarms,
    book,
    log: pino({ level: 'silent' }),
    changed: () => {},
  })
  onTestFinished(() => watch.stop())
  const deps = { db, settings, alarms, keyedHash: createKeyedHash('a token'), now: () => clock.now() }
  const take = (orderId: string, pickupNo: string) => {
    const body = Buffer.from(JSON.stringify(order({ orderId, pickupNo })))
    const submission = readSubmission({ sourceId: 'mini', webhookId: null, receivedAt: 0, body })
    takeOrder(deps, { id: 'mini', type: 'push', channel: 'alipay-mini' }, submission)
  }
  take('mp-1', 'A007')
  const codes = () => alarms.standing().map(alarm => [alarm.code, alarm.facts.orders])

  // There is no lane here, and nobody else who would say anything.
  clock.pass(7 * second)
  expect(codes()).toEqual([])
  // The promise: within ten seconds.
  clock.pass(3 * second)
  expect(codes()).toEqual([['paid-not-printed', 'A007']])
  alarms.raise('printer-offline', 'kitchen', { printer: '后厨', detail: '', waiting: 1, standIn: '' })
  clock.pass(2 * second)
  expect(codes().map(([code]) => code)).toEqual(['printer-offline'])
  alarms.end('printer-offline', 'kitchen')
  clock.pass(2 * second)
  expect(codes()).toEqual([['paid-not-printed', 'A007']])
  // Somebody has seen that; another order is another alarm, to be heard.
  alarms.ack(Number(alarms.standing()[0]?.id.slice(1)), '小王')
  take('mp-2', 'A008')
  clock.pass(10 * second)
  expect(alarms.standing()).toMatchObject([{ acked: false, facts: { count: 2, orders: 'A007、A008' } }])
  alarms.ack(Number(alarms.standing()[0]?.id.slice(1)), '小王')
  db.exec(`update jobs set state = 'printed' where order_row = 1`)
  clock.pass(2 * second)
  expect(alarms.standing()).toMatchObject([{ acked: true, facts: { count: 1, orders: 'A008' } }])
  db.exec(`update jobs set state = 'printed'`)
  clock.pass(2 * second)
  expect(codes()).toEqual([])
})
