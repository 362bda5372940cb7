import fc from 'fast-check'
import { expect, test } from 'vitest'
import { businessDay } from '../../../shared/domain/business-day.ts'

const shanghai = { timezone: 'Asia/Shanghai', businessDayStart: '04:00' }
const newYork = { timezone: 'America/New_York', businessDayStart: '04:00' }
const minute = 60_000
const hour = 60 * minute

test.each([
  ['2026-11-22T03:59:59.999+08:00', '2026-11-21'],
  ['2026-11-22T04:00:00+08:00', '2026-11-22'],
  ['2026-11-23T00:30:00+08:00', '2026-11-22'],
  ['2027-01-01T03:00:00+08:00', '2026-12-31'],
  ['2027-01-01T04:00:00+08:00', '2027-01-01'],
  ['2028-02-29T12:00:00+08:00', '2028-02-29'],
  ['2028-03-01T03:59:00+08:00', '2028-02-29'],
  ['2027-03-01T03:59:00+08:00', '2027-02-28'],
])('in Hangzhou %s is business day %s', (at, day) => expect(businessDay(Date.parse(at), shanghai)).toBe(day))

test.each([
  // The clock goes from 02:00 to 03:00 on 8 March 2026 and from 02:00 back to 01:00 on 1 November.
  ['2026-03-08T03:59:00-04:00', '2026-03-07'],
  ['2026-03-08T04:00:00-04:00', '2026-03-08'],
  ['2026-11-01T03:59:00-05:00', '2026-10-31'],
  ['2026-11-01T04:00:00-05:00', '2026-11-01'],
])('in New York %s is business day %s', (at, day) => expect(businessDay(Date.parse(at), newYork)).toBe(day))

test('a day that begins in the hour the clock skips begins when it has skipped', () => {
  const shop = { ...newYork, businessDayStart: '02:30' }
  expect(businessDay(Date.parse('2026-03-08T01:59:59-05:00'), shop)).toBe('2026-03-07')
  expect(businessDay(Date.parse('2026-03-08T03:00:00-04:00'), shop)).toBe('2026-03-08')
})

test('a day that begins in the hour the clock repeats begins once', () => {
  const shop = { ...newYork, businessDayStart: '01:30' }
  expect(businessDay(Date.parse('2026-11-01T01:29:59-04:00'), shop)).toBe('2026-10-31')
  expect(businessDay(Date.parse('2026-11-01T01:30:00-04:00'), shop)).toBe('2026-11-01')
  expect(businessDay(Date.parse('2026-11-01T01:10:00-05:00'), shop)).toBe('2026-11-01')
  expect(businessDay(Date.parse('2026-11-01T23:00:00-05:00'), shop)).toBe('2026-11-01')
})

test('midnight repeated: the day that had begun goes on', () => {
  // Havana puts its clock back from 01:00 to 00:00.
  const shop = { timezone: 'America/Havana', businessDayStart: '00:30' }
  expect(businessDay(Date.parse('2026-11-01T00:45:00-04:00'), shop)).toBe('2026-11-01')
  expect(businessDay(Date.parse('2026-11-01T00:10:00-05:00'), shop)).toBe('2026-11-01')
})

test('a day that a zone leaves out is as short as the night before it', () => {
  // Apia went from 29 to 31 December 2011.
  const shop = { timezone: 'Pacific/Apia', businessDayStart: '04:00' }
  expect(businessDay(Date.parse('2011-12-30T09:59:59Z'), shop)).toBe('2011-12-29')
  expect(businessDay(Date.parse('2011-12-30T10:00:00Z'), shop)).toBe('2011-12-30')
  expect(businessDay(Date.parse('2011-12-30T14:00:00Z'), shop)).toBe('2011-12-31')
})

test('an impossible time is an error, not a day', () => {
  expect(() => businessDay(Number.NaN, shanghai)).toThrow(RangeError)
})

const anyMoment = fc.integer({ min: Date.parse('1990-01-01T00:00:00Z'), max: Date.parse('2060-01-01T00:00:00Z') })
const anyShop = fc.record({
  timezone: fc.constantFrom(
    'Asia/Shanghai',
    'America/New_York',
    'Europe/Berlin',
    'Australia/Lord_Howe',
    'America/Havana',
    'Asia/Kathmandu',
    'Antarctica/Troll',
    'Pacific/Kiritimati',
  ),
  businessDayStart: fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(parts => parts.map(part => String(part).padStart(2, '0')).join(':')),
})

test('without DST it is plain arithmetic', () => {
  fc.assert(
    fc.property(anyMoment, at => {
      const since1992 = at + 3 * 365 * 24 * hour // China had summer time until 1991
      const plain = new Date(since1992 + 8 * hour - 4 * hour).toISOString().slice(0, 10)
      expect(businessDay(since1992, shanghai)).toBe(plain)
    }),
    { numRuns: 300 },
  )
})

test('it is the day of the furthest time that the wall clock has shown', () => {
  fc.assert(
    fc.property(anyMoment, anyShop, (moment, shop) => {
      const at = Math.floor(moment / minute) * minute
      const clock = new Intl.DateTimeFormat('sv-SE', {
        timeZone: shop.timezone,
        dateStyle: 'short',
        timeStyle: 'short',
      })
      let furthest = ''
      for (let past = at - 26 * hour; past <= at; past += 5 * minute) {
        const shown = clock.format(past)
        if (shown > furthest) furthest = shown
      }
      furthest = furthest > clock.format(at) ? furthest : clock.format(at)
      const day = new Date(`${furthest.slice(0, 10)}T00:00:00Z`)
      // The scan looks every five minutes, so a start within the five minutes before the clock was put back may be missed.
      if (furthest.slice(11) < shop.businessDayStart) day.setUTCDate(day.getUTCDate() - 1)
      const expected = day.toISOString().slice(0, 10)
      const found = businessDay(at, shop)
      expect(found >= expected).toBe(true)
      if (furthest === clock.format(at)) expect(found).toBe(expected)
    }),
    { numRuns: 60 },
  )
})

test('it never goes back, and never skips a day', () => {
  fc.assert(
    fc.property(anyMoment, anyShop, fc.integer({ min: 1, max: 25 * hour }), (at, shop, later) => {
      const before = Date.parse(businessDay(at, shop))
      const after = Date.parse(businessDay(at + later, shop))
      expect(after - before).toBeGreaterThanOrEqual(0)
      expect(after - before).toBeLessThanOrEqual(2 * 24 * hour)
    }),
    { numRuns: 500 },
  )
})

test('over the nights of a change, quarter by quarter', () => {
  for (const [timezone, from] of [
    ['America/New_York', '2026-10-31T20:00:00Z'],
    ['America/New_York', '2026-03-07T20:00:00Z'],
    ['Antarctica/Troll', '2026-10-24T12:00:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T00:00:00Z'],
  ] as const) {
    for (const businessDayStart of ['00:00', '01:30', '02:10', '02:59', '04:00']) {
      let last = ''
      const days = new Set<string>()
      for (let at = Date.parse(from); at < Date.parse(from) + 36 * hour; at += 15 * minute) {
        const day = businessDay(at, { timezone, businessDayStart })
        expect(day >= last).toBe(true)
        last = day
        days.add(day)
      }
      expect(days.size).toBeLessThanOrEqual(3)
    }
  }
})
