import { expect, test } from 'vitest'
import { isSilent } from '../../../shared/domain/silent-source.ts'

test('silent: nothing within the hour, and usually there is', () => {
  expect(isSilent(0, [9, 8, 3, 12, 0, 0, 0])).toBe(true)
  expect(isSilent(0, [3, 3, 3, 3, 3, 3, 3])).toBe(true)
})

test('not silent: one order came, or the hour is a quiet one, or nothing is known yet', () => {
  expect(isSilent(1, [9, 8, 3, 12, 9, 9, 9])).toBe(false)
  expect(isSilent(0, [9, 8, 3, 2, 2, 2, 2])).toBe(false)
  expect(isSilent(0, [40, 0, 0, 0, 0, 0, 0])).toBe(false)
  expect(isSilent(0, [])).toBe(false)
})
