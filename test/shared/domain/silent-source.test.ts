import { describe, expect, test } from 'vitest'
import {
  isDelivering,
  minutesOf,
  missedOrders,
  silentStretch,
  stretchesBefore,
} from '../../../shared/domain/silent-source.ts'

const minute = 60_000
const hour = 60 * minute
const week = 7 * 24 * hour
/** a Sunday morning */
const now = Date.parse('2026-11-22T08:00:00+08:00')

describe('the silence until now', () => {
  test.each<[string, number | null, number, { from: number; to: number } | null]>([
    ['since the last order', now - 40 * minute, now - week, { from: now - 40 * minute, to: now }],
    ['a pause between two customers', now - 14 * minute, now - week, null],
    ['not before we watched', now - 40 * minute, now - 20 * minute, { from: now - 20 * minute, to: now }],
    ['an engine just started', now - 5 * hour, now - minute, null],
    ['no order ever', null, now - hour, { from: now - hour, to: now }],
    ['three hours at most', now - week, now - 2 * week, { from: now - 3 * hour, to: now }],
    ['an order of tomorrow, by a clock that jumped', now + hour, now - week, null],
  ])('%s', (_, lastAt, watchedSince, stretch) => {
    expect(silentStretch({ now, lastAt, watchedSince })).toEqual(stretch)
  })
  test('in minutes', () => expect(minutesOf({ from: now - 40 * minute - 1, to: now })).toBe(40))
  test('and whether there is none', () => {
    expect(isDelivering({ now, lastAt: now - 14 * minute })).toBe(true)
    expect(isDelivering({ now, lastAt: now - 15 * minute })).toBe(false)
    expect(isDelivering({ now, lastAt: null })).toBe(false)
  })
})

describe('the same stretch in the weeks before', () => {
  const stretch = { from: now - hour, to: now }
  test('four of them, each a week apart', () => {
    expect(stretchesBefore(stretch, now - 10 * week)).toEqual(
      [1, 2, 3, 4].map(back => ({ from: now - hour - back * week, to: now - back * week })),
    )
  })
  test('as far as the source was known', () => {
    expect(stretchesBefore(stretch, now - 2.5 * week)).toHaveLength(2)
    expect(stretchesBefore(stretch, now - 2 * week - hour + 1)).toHaveLength(1)
    expect(stretchesBefore(stretch, null)).toEqual([])
  })
})

describe('what is usual', () => {
  test.each<[string, number[], number | null]>([
    ['every week as many', [9, 10, 11, 10], 10],
    ['a feast last week is no promise', [80, 9, 8, 10], 9],
    ['a week when the shop was closed', [9, 0, 10, 11], 9],
    ['closed every other week', [0, 20, 0, 20], null],
    ['too few to wonder', [6, 6, 6, 6], null],
    ['just enough', [7, 7, 7, 7], 7],
    ['two weeks are known', [8, 12], 8],
    ['one week is no custom', [50], null],
    ['nothing is known', [], null],
  ])('%s', (_, counts, usual) => expect(missedOrders(counts)).toBe(usual))
})
