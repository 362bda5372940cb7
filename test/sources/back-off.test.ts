import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backOffMs, doubledMs } from '../../main/sources/back-off.ts'

test('it doubles up to the longest, and half of it is chance', () => {
  const waits = [0, 1, 2, 3, 4, 5, 50].map(failures => backOffMs(failures, 30_000, () => 1))
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
  expect(doubledMs(5_000, 60_000)).toBe(60_000)
  fc.assert(
    fc.property(fc.nat(2_000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (failures, chance) => {
      const wait = backOffMs(failures, 60_000, () => chance)
      expect(wait).toBeGreaterThanOrEqual(500)
      expect(wait).toBeLessThanOrEqual(60_000)
    }),
  )
})
