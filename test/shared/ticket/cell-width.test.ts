import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cells, takeCells } from '../../../shared/ticket/cell-width.ts'

test('ASCII takes one cell, everything else two', () => {
  expect(cells('')).toBe(0)
  expect(cells(' ~A9')).toBe(4)
  expect(cells('鲜肉包')).toBe(6)
  expect(cells('×→…①é')).toBe(10)
  expect(cells('𠮷')).toBe(2)
})

test('takes whole characters only', () => {
  expect(takeCells('鲜肉包', 5)).toBe('鲜肉')
  expect(takeCells('a鲜', 2)).toBe('a')
  expect(takeCells('𠮷x', 2)).toBe('𠮷')
  expect(takeCells('鲜', 1)).toBe('')
  expect(takeCells('abc', 0)).toBe('')
})

test('what is taken fits, begins the text, and one character more would not fit', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, n) => {
      const taken = takeCells(text, n)
      expect(text.startsWith(taken)).toBe(true)
      expect(cells(taken)).toBeLessThanOrEqual(n)
      const [next] = text.slice(taken.length)
      if (next !== undefined) expect(cells(taken) + cells(next)).toBeGreaterThan(n)
    }),
  )
})
