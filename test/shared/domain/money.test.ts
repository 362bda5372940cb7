import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sumFen, yuan } from '../../../shared/domain/money.ts'

test.each([
  [400, '4.00'],
  [0, '0.00'],
  [5, '0.05'],
  [99, '0.99'],
  [-250, '-2.50'],
  [-5, '-0.05'],
  [100_000_000, '1000000.00'],
])('%i fen read %s yuan', (fen, text) => expect(yuan(fen)).toBe(text))

test('yuan loses no fen', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e11, max: 1e11 }), fen => {
      expect(yuan(fen)).toMatch(/^-?\d+\.\d\d$/)
      expect(Number(yuan(fen).replace('.', ''))).toBe(fen === 0 ? 0 : fen)
    }),
  )
})

test('sums', () => {
  expect(sumFen([])).toBe(0)
  expect(sumFen([250, 150, 1])).toBe(401)
})
