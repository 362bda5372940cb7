import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyChange, readChange, withKnownRefunds } from '../../../shared/domain/order-change.ts'

const known = {
  orderId: 'o',
  status: 'paid',
  items: [
    { lineId: '1', name: '包子', sku: 'BZ', quantity: 2 },
    { lineId: '2', name: '豆浆', quantity: 1, aliases: ['DJ', '热豆浆'] },
    { lineId: '3', name: '包子', sku: 'BZ', quantity: 1.5 },
  ],
}
const change = (over: object) => {
  const note = readChange({
    orderId: 'o',
    revision: 1,
    channel: 'meituan',
    at: null,
    status: null,
    refund: null,
    ...over,
  })
  if (note === null) throw new Error('no change')
  return note
}
const refund = (refundNo: string, ...goods: [string, number][]) =>
  change({
    refund: {
      refundNo,
      amount: 100,
      at: null,
      goods: goods.map(([name, quantity]) => ({ name, aliases: [name], quantity })),
    },
  })
const linesOf = (body: Record<string, unknown>) =>
  (body.refunds as { lines: { lineId: string; quantity: number }[] }[]).flatMap(one => one.lines)

describe('what was paid back', () => {
  test('is found by any of its names, in the lines that have something left', () => {
    const first = applyChange(known, refund('r1', ['包子', 3], ['DJ', 1]))
    expect(linesOf(first.body)).toEqual([
      { lineId: '1', quantity: 2 },
      { lineId: '3', quantity: 1 },
      { lineId: '2', quantity: 1 },
    ])
    expect([first.unmatched, first.isNews]).toEqual([[], true])
    const second = applyChange(first.body, refund('r2', ['BZ', 1]))
    expect(linesOf(second.body).slice(3)).toEqual([{ lineId: '3', quantity: 0.5 }])
    expect(second.unmatched).toEqual(['BZ'])
  })
  test('is put in once, whatever else is said with it', () => {
    const { body } = applyChange(known, refund('r1', ['包子', 1]))
    expect(applyChange(body, refund('r1', ['豆浆', 1]))).toEqual({ body, unmatched: [], isNews: false })
  })
  test('never is more than was ordered', () => {
    const good = fc.tuple(fc.constantFrom('包子', 'BZ', 'DJ', '豆浆', '龙虾'), fc.integer({ min: 1, max: 4 }))
    fc.assert(
      fc.property(fc.array(fc.array(good, { maxLength: 3 }), { maxLength: 5 }), all => {
        let body: Record<string, unknown> = known
        all.forEach((goods, index) => {
          body = applyChange(body, refund(`r${index}`, ...goods)).body
        })
        for (const { lineId, quantity } of known.items) {
          const back = body === known ? [] : linesOf(body).filter(one => one.lineId === lineId)
          expect(back.reduce((sum, one) => sum + one.quantity, 0)).toBeLessThanOrEqual(quantity)
          expect(back.every(one => one.quantity > 0)).toBe(true)
        }
      }),
      { numRuns: 100 },
    )
  })
  test('stays when a later snapshot does not list it', () => {
    const { body } = applyChange(known, refund('r1', ['包子', 1]))
    expect(withKnownRefunds(body, { ...known, note: '快' })).toEqual({ ...body, note: '快' })
    expect(withKnownRefunds(body, body)).toBeNull()
    expect(withKnownRefunds(known, known)).toBeNull()
  })
})

test('the end is the end', () => {
  const off = applyChange(known, change({ status: 'cancelled' }))
  expect([off.body.status, off.isNews]).toEqual(['cancelled', true])
  const back = applyChange(off.body, change({ status: 'refunded' }))
  expect([back.body.status, back.isNews]).toEqual(['refunded', true])
  expect(applyChange(back.body, change({ status: 'cancelled' }))).toMatchObject({
    isNews: false,
    body: { status: 'refunded' },
  })
})

test('what is no change is none', () => {
  expect([null, {}, { orderId: 'o', status: 'paid' }, { ...change({}), revision: -1 }].map(readChange)).toEqual(
    Array(4).fill(null),
  )
})
