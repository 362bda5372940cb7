import { expect, test } from 'vitest'
import { calendarDay } from '../../../shared/domain/calendar-day.ts'

const shown = ({ from, until }: { from: number; until: number }) => [from, until].map(at => new Date(at).toISOString())

test('from midnight to midnight on the shop’s clock, also where clocks are changed', () => {
  expect(shown(calendarDay('2026-11-22', 'Asia/Shanghai'))).toEqual([
    '2026-11-21T16:00:00.000Z',
    '2026-11-22T16:00:00.000Z',
  ])
  expect(shown(calendarDay('2026-12-31', 'UTC'))).toEqual(['2026-12-31T00:00:00.000Z', '2027-01-01T00:00:00.000Z'])
  // 23 and 25 hours.
  expect(shown(calendarDay('2026-03-29', 'Europe/Berlin'))).toEqual([
    '2026-03-28T23:00:00.000Z',
    '2026-03-29T22:00:00.000Z',
  ])
  expect(shown(calendarDay('2026-10-25', 'Europe/Berlin'))).toEqual([
    '2026-10-24T22:00:00.000Z',
    '2026-10-25T23:00:00.000Z',
  ])
})
