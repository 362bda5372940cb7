import { wallTime } from './wall-clock.ts'

// The business day begins at the shop's hour (04:00), not at midnight, so that a night's trade stays together. Times are
// UTC milliseconds; the zone is the shop's, never the computer's, which may be set wrong.

type ShopClock = { timezone: string; businessDayStart: string }

const dayLength = 24 * 60 * 60 * 1000

/** `YYYY-MM-DD` of the business day that `at` falls in. Never goes back as time goes on, not even when clocks do. */
export function businessDay(at: number, shop: ShopClock): string {
  const [hours = 0, minutes = 0] = shop.businessDayStart.split(':').map(Number)
  const start = (hours * 60 + minutes) * 60_000
  return new Date(furthestWallTime(at, shop.timezone) - start).toISOString().slice(0, 10)
}

/**
 * The latest time that the shop's wall clock has shown by now, as if it were UTC. It is what the clock shows now, but
 * for the hours after it was put back: a day that has begun at 02:30 does not begin a second time.
 */
function furthestWallTime(at: number, timezone: string): number {
  const offset = zoneOffset(at, timezone)
  const earlierOffset = zoneOffset(at - dayLength, timezone)
  if (earlierOffset <= offset) return at + offset
  let before = at - dayLength
  let after = at
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (zoneOffset(middle, timezone) === offset) after = middle
    else before = middle
  }
  return Math.max(at + offset, before + earlierOffset)
}

/** How far the zone's wall clock is ahead of UTC at that moment. */
function zoneOffset(at: number, timezone: string): number {
  const whole = Math.floor(at / 1000) * 1000
  const { year, month, day, hour, minute, second } = wallTime(whole, timezone)
  return Date.UTC(year, month - 1, day, hour, minute, second) - whole
}

/** The first moment of the business day; it lasts until the next one begins. */
export function businessDayStart(day: string, shop: ShopClock): number {
  let before = Date.parse(`${day}T00:00:00Z`) - 2 * dayLength
  let at = before + 4 * dayLength
  while (at - before > 1) {
    const middle = Math.floor((before + at) / 2)
    if (businessDay(middle, shop) < day) before = middle
    else at = middle
  }
  return at
}

/** Is it a day of the calendar, as `YYYY-MM-DD`? */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

export function dayAfter(day: string, days = 1): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayLength).toISOString().slice(0, 10)
}
