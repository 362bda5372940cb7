import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Discrepancy, DiscrepancyClass } from '../../../../shared/domain/reconciliation/discrepancy.ts'
import { discrepancyClasses } from '../../../../shared/domain/reconciliation/discrepancy.ts'
import { matchBill } from '../../../../shared/domain/reconciliation/match-bill.ts'
import { anyDraw, type Expected, matchOf, tellDay } from '../../../support/bill-plans.ts'
import { anyBills, anyMembers, anyNumbers, anyPapers, anyVouchers } from '../../../support/day-plans.ts'

// Whole days with differences of every class planted at random, all legs at once: solved exactly. GUDANG_DAYS=10000 for the
// long run.

const days = Number(process.env.GUDANG_DAYS ?? 200)

const text = (one: Expected | Discrepancy) => `${one.class} ${one.subject} ${one.orderId}`

test('every leg finds what was planted in it, and nothing else', () => {
  const planted = new Map<DiscrepancyClass, number>()
  fc.assert(
    fc.property(
      fc.array(anyDraw, { maxLength: 30 }),
      fc.tuple(anyPapers, anyNumbers, anyVouchers, anyMembers, anyBills),
      (draws, legs) => {
        const day = tellDay(draws)
        const found = [...matchBill(matchOf(day)), ...legs.flatMap(leg => leg.found)]
        const expected = [...day.expected, ...legs.flatMap(leg => leg.expected)]
        expect(found.map(text).sort()).toEqual(expected.map(text).sort())
        for (const one of expected) planted.set(one.class, (planted.get(one.class) ?? 0) + 1)
      },
    ),
    { numRuns: days },
  )
  // A class that nobody planted has not been tested.
  expect([...planted.keys()].toSorted()).toEqual([...discrepancyClasses].toSorted())
})
