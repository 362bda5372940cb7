import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countCash, expectedCash, piecesSum, type Shift } from '../../../shared/domain/drawer.ts'

const nothing = { sales: 0, refunds: 0, paidIn: 0, paidOut: 0 }
const fen = fc.integer({ min: 0, max: 100_000 })
const sums = fc.record({ sales: fen, refunds: fen, paidIn: fen, paidOut: fen })

test('pieces come to their face values', () => {
  expect(piecesSum({})).toBe(0)
  expect(piecesSum({ 10000: 2, 50: 3, 10: 1 })).toBe(20_160)
})

test('whatever each shift took out, the day’s difference is the sum of its shifts’ differences', () => {
  const plan = fc.array(fc.record({ sums, counted: fen, left: fen }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(fen, plan, (firstFloat, parts) => {
      let float = firstFloat
      const shifts = parts.map(({ sums, counted, left }, index): Shift => {
        const expected = expectedCash(float, sums)
        const shift: Shift = {
          ...sums,
          ...{ id: `s${index}`, day: 'd', from: '', openedBy: 'a', float, expected, until: '', endedBy: 'a' },
          ...{ handedTo: null, counted, pieces: null, difference: counted - expected, left, note: null },
        }
        float = left
        return shift
      })
      const cash = countCash(shifts, nothing, null)
      expect(cash.difference).toBe(shifts.reduce((all, shift) => all + (shift.difference ?? 0), 0))
      expect(cash.expected).toBe(expectedCash(firstFloat, cash))
    }),
    { numRuns: 100 },
  )
})

test('a day without shifts is what its orders moved', () => {
  expect(countCash([], { ...nothing, sales: 500, refunds: 100 }, 390)).toMatchObject({
    ...{ float: 0, expected: 400, counted: 390, difference: -10, outside: 0 },
  })
  expect(countCash([], nothing, null)).toMatchObject({ expected: 0, counted: null, difference: null })
})
