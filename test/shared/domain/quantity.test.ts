import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addQuantity, formatQuantity, subtractQuantity } from '../../../shared/domain/quantity.ts'

const thousandths = fc.integer({ min: 0, max: 999_000 })

test.each([
  [2, '2'],
  [0.5, '0.5'],
  [0.001, '0.001'],
  [1.25, '1.25'],
  [999, '999'],
  [0, '0'],
  [0.1 + 0.2, '0.3'],
])('%d reads %s', (quantity, text) => expect(formatQuantity(quantity)).toBe(text))

test('sums and differences are exact in thousandths', () => {
  expect(addQuantity(0.1, 0.2)).toBe(0.3)
  expect(subtractQuantity(0.3, 0.1)).toBe(0.2)
  fc.assert(
    fc.property(thousandths, thousandths, (a, b) => {
      expect(addQuantity(a / 1000, b / 1000)).toBe((a + b) / 1000)
      expect(subtractQuantity(addQuantity(a / 1000, b / 1000), b / 1000)).toBe(a / 1000)
      expect(formatQuantity(a / 1000)).toBe(String(a / 1000))
    }),
  )
})
