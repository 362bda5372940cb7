import { expect, test } from 'vitest'
import { paperDateTime, paperTime } from '../../../shared/ticket/paper-clock.ts'

const today = Date.parse('2026-11-22T00:30:00+08:00')

test.each([
  ['2026-11-22T00:00:00+08:00', '00:00:00'],
  ['2026-11-21T16:00:05Z', '00:00:05'],
  ['2026-11-21T23:59:59+08:00', '11-21 23:59:59'],
  ['2025-12-31T23:00:00+08:00', '2025-12-31 23:00:00'],
  ['soon', 'soon'],
])('%s in Shanghai is %s', (at, shown) => {
  expect(paperTime(at, today, 'Asia/Shanghai')).toBe(shown)
})

test('the day is the shop zone’s day', () => {
  expect(paperTime(today, today, 'UTC')).toBe('16:30:00')
  expect(paperDateTime(today, 'UTC')).toBe('2026-11-21 16:30:00')
  expect(paperTime('2026-11-22T01:00:00Z', today, 'UTC')).toBe('11-22 01:00:00')
})
