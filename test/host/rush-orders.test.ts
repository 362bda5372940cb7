import { expect, test } from 'vitest'
import { demoSettings } from '../../main/host/headless/demo/demo-shop.ts'
import { createRushOrders } from '../../main/host/headless/demo/rush-orders.ts'
import { amountFaults } from '../../shared/domain/amounts.ts'
import { type Order, parseOrder, serviceModes } from '../../shared/domain/order.ts'
import { settingsSchema } from '../../shared/domain/settings.ts'

/** Numbers that look random and come again: a linear congruence (Numerical Recipes' constants). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

test('a morning rush: valid orders whose sums agree, of every mode, with notes, times, changes and cancels', () => {
  const rush = createRushOrders(settingsSchema.parse(demoSettings), seeded(7))
  const known = new Map<string, Order>()
  const seen = new Set<string>()
  for (let second = 0; second < 1_000; second += 2) {
    const parsed = parseOrder(rush.next(Date.parse('2026-11-22T07:00:00+08:00') + second * 1_000))
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
    const { order } = parsed
    expect(parsed.notes).toEqual([])
    if (order.status !== 'cancelled') expect(amountFaults(order)).toEqual([])
    const before = known.get(order.orderId)
    expect(order.revision).toBe((before?.revision ?? 0) + 1)
    known.set(order.orderId, order)
    if (before === undefined) {
      expect(new Set(order.items.map(item => item.name)).size).toBe(order.items.length)
      if (order.serviceMode !== null) seen.add(order.serviceMode)
      if (order.note !== null) seen.add('note')
      if (order.expectedAt !== null) seen.add('time')
    } else if (order.status === 'cancelled') seen.add('cancel')
    else seen.add(order.items.length > before.items.length ? 'addition' : 'removal')
  }
  const wanted = [...serviceModes.filter(mode => mode !== 'other'), 'note', 'time', 'addition', 'removal', 'cancel']
  expect([...seen].sort()).toEqual(wanted.sort())
})
