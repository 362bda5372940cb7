import { describe, expect, test } from 'vitest'
import type { OrderInput } from '../../../shared/domain/order.ts'
import { eventually } from '../../support/eventually.ts'
import { line, order } from '../../support/orders.ts'
import { openShop, shopSettings } from '../../support/shop.ts'
import { kinds, marks, openPaperShop, papers, take } from './paper-shop.ts'

// What stands on the paper of an order besides its dishes, from the push to the virtual printer’s paper.

const buns = line('1', '鲜肉包', 2)

const milk = line('2', '豆浆')

describe('numbers, marks and alarms', () => {
  test('demo orders are marked 演示 and numbered apart', async () => {
    const { shop } = await openPaperShop()
    await take(shop, order())
    const demo = await shop.push(order({ orderId: 'd-1' }), { source: 'demo' })
    expect(demo.body.tickets.map(ticket => ticket.number)).toEqual([1])
    expect((await take(shop, order())).tickets[0]?.number).toBe(2)
    const read = await eventually(async () => {
      const read = await shop.order('d-1', 'demo')
      expect(read.state).toBe('printed')
      return read
    })
    expect([read.demo, read.jobs[0]?.marks]).toEqual([true, ['演示']])
    expect((await shop.get(`/api/v1/jobs/${read.jobs[0]?.jobId}/paper.txt`)).text).toContain('演示')
  })
  test('numbers begin anew with the business day, at 04:00', async () => {
    const shop = await openShop({ silent: true })
    await take(shop, order())
    await take(shop, order())
    shop.clock.jump(20 * 3_600_000)
    const night = await take(shop, order({ orderId: 'night' }))
    shop.clock.jump(3_600_000)
    const morning = await take(shop, order({ orderId: 'morning' }))
    expect([night.tickets[0]?.number, morning.tickets[0]?.number]).toEqual([3, 1])
    expect([(await shop.order('night')).day, (await shop.order('morning')).day]).toEqual(['2026-11-22', '2026-11-23'])
  })
  test.each<[string, (given: OrderInput) => OrderInput]>([
    ['a line', given => ({ ...given, items: [{ ...buns, amount: 499 }, milk] })],
    ['the total', given => ({ ...given, total: { ...given.total, payable: 1 }, payment: { amount: 1 } })],
    ['what was paid', given => ({ ...given, payment: { ...given.payment, amount: 1 } })],
  ])('sums that differ (%s): printed with 金额异常, and alarmed', async (_, spoil) => {
    const { shop } = await openPaperShop()
    await take(shop, spoil(order({ orderId: 'mp-1', items: [buns, milk] })))
    const out = await papers(shop, 'mp-1')
    expect([kinds(out), marks(out)]).toEqual([['kitchen'], ['金额异常']])
    expect(out[0]?.text).toContain('金额异常')
    expect(await shop.alarms()).toMatchObject([{ code: 'order-amount', subject: 'mini/mp-1' }])
    expect((await shop.order('mp-1')).amountFault).toBe(true)
  })
  test('a shop without printers takes orders, holds their tickets and says so; a printer lets them go', async () => {
    const shop = await openShop({ settings: { printers: [] } })
    await take(shop, order({ orderId: 'mp-1' }))
    expect((await shop.order('mp-1')).jobs.map(job => job.state)).toEqual(['held'])
    expect(await shop.alarms()).toMatchObject([{ code: 'no-printers', facts: { waiting: 1 } }])
    await shop.close()
    const again = await openShop({ folder: shop.folder, settings: shopSettings })
    expect(kinds(await papers(again, 'mp-1'))).toEqual(['kitchen'])
    expect(await again.alarmCodes()).toEqual([])
  })
  test('printed late: 积压', async () => {
    const shop = await openShop({ silent: true })
    await take(shop, order({ orderId: 'mp-1' }))
    shop.clock.jump(31 * 60_000)
    await shop.put('/api/v1/virtual-printers/kitchen', { power: 'on' })
    expect(marks(await papers(shop, 'mp-1'))).toEqual(['积压'])
  })
})
