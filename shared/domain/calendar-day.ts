import { wallTime } from './wall-clock.ts'

// A day from midnight to midnight on the shop's clock, as other people's systems count days. The shop's own day is its
// business day (business-day.ts).

/** `day`: YYYY-MM-DD. UTC milliseconds, `until` is no part of it. */
export function calendarDay(day: string, timezone: string): { from: number; until: number } {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  return { from: momentOf(midnight, timezone), until: momentOf(midnight + 24 * 3_600_000, timezone) }
}

/** When the zone's clock shows that (as if it were UTC). Looked at twice: the offset may change in between. */
function momentOf(shown: number, timezone: string): number {
  const first = shown - offsetAt(shown, timezone)
  return shown - offsetAt(first, timezone)
}

function offsetAt(at: number, timezone: string): number {
  const whole = Math.floor(at / 1000) * 1000
  const { year, month, day, hour, minute, second } = wallTime(whole, timezone)
  return Date.UTC(year, month - 1, day, hour, minute, second) - whole
}
