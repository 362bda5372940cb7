import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BillMatch } from '../../../../shared/domain/reconciliation/bill-match.ts'
import type { Discrepancy } from '../../../../shared/domain/reconciliation/discrepancy.ts'
import { matchBill } from '../../../../shared/domain/reconciliation/match-bill.ts'
import { anyDraw, type Expected, matchOf, tellDay } from '../../../support/bill-plans.ts'

// Planted differences are found, each once and under its name; nothing else is. `GUDANG_DAYS=10000` for the long run.

const days = Number(process.env.GUDANG_DAYS ?? 300)
const anyDay = fc.array(anyDraw, { maxLength: 40 })

function found(match: BillMatch): Discrepancy[] {
  return [...matchBill(match)]
}

const text = (one: Expected) => `${one.class} ${one.subject} ${one.orderId}`
const brief = (some: readonly Expected[]) => some.map(text).sort()

test('planted differences are found exactly, and nothing else is', () => {
  fc.assert(
    fc.property(anyDay, draws => {
      const day = tellDay(draws)
      expect(brief(found(matchOf(day)))).toEqual(brief(day.expected))
    }),
    { numRuns: days },
  )
})

test('in whatever order rows and orders come, and however often it is asked', () => {
  const whole = (some: Discrepancy[]) => some.map(one => JSON.stringify(one)).sort()
  fc.assert(
    fc.property(anyDay, fc.array(fc.double({ noNaN: true }), { minLength: 200, maxLength: 200 }), (draws, keys) => {
      const day = tellDay(draws)
      const shuffled = tellDay(draws, index => keys[index % keys.length] ?? 0)
      const first = whole(found(matchOf(day)))
      expect(whole(found(matchOf(day)))).toEqual(first)
      expect(whole(found(matchOf(shuffled)))).toEqual(first)
    }),
    { numRuns: Math.ceil(days / 3) },
  )
})
