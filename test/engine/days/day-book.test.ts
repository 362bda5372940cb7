import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { createDayCounter } from '../../../main/engine/days/day-counter.ts'
import { purgeOrder } from '../../../main/store/ageing.ts'
import { getTotals, listAdjustments, sumAdjustments } from '../../../main/store/days.ts'
import { sumOutsideShifts } from '../../../main/store/drawer.ts'
import { fillDayTotals } from '../../../main/store/migrations/0011-business-days.ts'
import { findOrder } from '../../../main/store/orders.ts'
import { countVisitors } from '../../../main/store/visits.ts'
import type { OrderInput } from '../../../shared/domain/order.ts'
import { line, order } from '../../support/orders.ts'
import { openTaking } from '../../support/taking.ts'

// The books are kept as orders come and change; whatever comes, they say what a count of all orders says.

const day = '2026-11-22'
const runs = { numRuns: Number(process.env.GUDANG_RUNS ?? 25) }
vi.setConfig({ testTimeout: 20_000 + runs.numRuns * 500 })

const step = fc.record({
  which: fc.integer({ min: 1, max: 4 }),
  source: fc.constantFrom('mini', 'mini', 'demo'),
  status: fc.constantFrom('paid', 'paid', 'paid', 'unpaid', 'cancelled', 'refunded'),
  method: fc.constantFrom('cash', 'alipay'),
  terms: fc.constantFrom('prepaid', 'after-meal'),
  fen: fc.integer({ min: 1, max: 5_000 }),
  refunds: fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 2 }),
  customer: fc.option(fc.constantFrom('u1', 'u2')),
})

function orderOf(one: typeof step extends fc.Arbitrary<infer Step> ? Step : never): OrderInput {
  return order({
    ...{ orderId: `o-${one.which}`, status: one.status as OrderInput['status'] },
    items: [line('1', '包子', 1, { unitPrice: one.fen })],
    payment: { method: one.method, terms: one.terms },
    refunds: one.refunds.map((amount, index) => ({ refundNo: `r${index}`, amount })),
    customer: one.customer === null ? null : { id: one.customer },
  })
}

test('after any orders and revisions, totals, drawer and a fresh count of the day agree; adjustments are what came since', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 14 }), fc.nat(14), (steps, closedAfter) => {
      const taking = openTaking()
      const { db } = taking
      const count = () => {
        const counter = createDayCounter({ ...taking, openDifferences: () => 0 })
        return counter.count(day, null)
      }
      const atClose: ReturnType<typeof count>[] = []
      steps.forEach((one, index) => {
        if (index === closedAfter) {
          atClose.push(count())
          db.exec(`insert into tickets (kind, printer, content, created_at) values ('report', 'kitchen', '{}', 0);
            insert into day_closes select '${day}', 0, 'a', null, '{}', max(id) from tickets`)
        }
        taking.take(orderOf(one), one.source)
      })
      const { report, demo } = count()
      for (const [series, numbers] of [['shop', report] as const, ['demo', demo] as const]) {
        const totals = getTotals(db, day, series) ?? { orders: 0, sales: 0, refunded: 0, called_off: 0 }
        const { orders = 0, sales = 0, refunded = 0, calledOff } = numbers ?? {}
        expect(totals).toMatchObject({ orders, sales, refunded, called_off: calledOff?.count ?? 0 })
        const [frozen] = atClose
        const then = frozen === undefined ? numbers : series === 'shop' ? frozen.report : frozen.demo
        const later = sumAdjustments(db, day, series)
        expect(later).toEqual({
          orders: orders - (then?.orders ?? 0),
          sales: sales - (then?.sales ?? 0),
          refunded: refunded - (then?.refunded ?? 0),
        })
      }
      const booked = db.prepare('select day, series, orders, sales, refunded, called_off from day_totals').all()
      db.exec(`delete from day_totals; ${fillDayTotals}`)
      const filled = db.prepare('select day, series, orders, sales, refunded, called_off from day_totals')
      // A series of which nothing counts has no row, or one of zeros.
      const telling = (rows: unknown[]) => rows.filter(row => JSON.stringify(row).match(/:[1-9-]/))
      expect(telling(filled.all())).toEqual(telling(booked))
      const cash = report.methods.find(row => row.method === 'cash') ?? { sales: 0, refunded: 0 }
      const drawer = sumOutsideShifts(db, day)
      expect([drawer.sales, drawer.refunds]).toEqual([cash.sales, cash.refunded])
      db.close()
    }),
    runs,
  )
})

test('an adjustment names its order, what changed, and whose word it was', () => {
  const { db, take } = openTaking()
  take(order({ orderId: 'a', revision: 1 }))
  db.exec(`insert into tickets (kind, printer, content, created_at) values ('report', 'kitchen', '{}', 0);
    insert into day_closes select '${day}', 0, 'a', null, '{}', max(id) from tickets`)
  take(order({ orderId: 'a', revision: 2, note: '不要辣' }))
  expect(listAdjustments(db, { day, after: 0, limit: 10 })).toEqual([])
  take(order({ orderId: 'a', revision: 4, items: [line('1', '鲜肉包', 4)] }))
  expect(listAdjustments(db, { day, after: 0, limit: 10 })).toMatchObject([
    {
      kind: 'order-changed',
      order_id: 'a',
      orders: 0,
      sales: 250,
      refunded: 0,
      by: 'mini',
      reason: 'mini/a, revision 4',
    },
  ])
})

test('customers are told apart by a hash, new or returning; when they are forgotten the counts stay', () => {
  const { db, take, setTime } = openTaking()
  const visit = (orderId: string, id: string | null, source = 'mini') =>
    take(order({ orderId, customer: { id } }), source)
  visit('a', 'u1')
  visit('b', 'u1')
  visit('c', ' u2 ')
  visit('d', '')
  visit('e', null)
  visit('f', 'u1', 'demo')
  expect(getTotals(db, day, 'shop')).toMatchObject({ orders: 5, customers: 2, newcomers: 2, spent: 2_250 })
  setTime('2026-11-23T07:00:00+08:00')
  visit('g', 'u1')
  visit('h', 'u3')
  const refunded = { ...order({ orderId: 'g', customer: { id: 'u1' } }), status: 'refunded' as const }
  take(refunded)
  expect(getTotals(db, '2026-11-23', 'shop')).toMatchObject({ customers: 2, newcomers: 1, spent: 750 })
  expect(countVisitors(db, { from: day, until: '2026-11-23' })).toEqual({ customers: 3, newcomers: 3 })
  expect(countVisitors(db, { from: '2026-11-23', until: '2026-11-23' })).toEqual({ customers: 2, newcomers: 1 })
  const stored = JSON.stringify(db.prepare('select hex(customer) as hash from visits').all())
  expect(stored).not.toMatch(new RegExp(`${Buffer.from('u1').toString('hex')}`, 'i'))
  for (const orderId of ['a', 'b', 'c']) purgeOrder(db, findOrder(db, 'mini', orderId)?.id ?? 0, 0)
  expect(db.prepare('select count(*) as n from visits').get()).toEqual({ n: 2 })
  expect(getTotals(db, day, 'shop')).toMatchObject({ customers: 2, newcomers: 2 })
})
