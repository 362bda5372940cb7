import { dateText, wallTime } from '../wall-clock.ts'
import type { BillPlatform } from './bill.ts'
import type { DayBook } from './day-book.ts'
import type { Discrepancy } from './discrepancy.ts'

// Platforms make a day's bill in the morning after it, usually by nine; by noon somebody should ask.

const dueHour = 12
const hour = 3_600_000
const day = 24 * hour

/** What is known of one platform's bills. */
export type BillHabit = {
  platform: BillPlatform
  /** calendar days on which money came through it */
  days: readonly string[]
  /** its bills, whatever their kind */
  covered: readonly { from: number; until: number }[]
}

/**
 * Bills that ought to be here by now and are not. A shop that has never had one of a platform is not asked for it: it may
 * reconcile elsewhere.
 */
export function lateBills(
  { platform, days, covered }: BillHabit,
  now: number,
  book: DayBook,
  timezone: string,
): Discrepancy[] {
  if (covered.length === 0) return []
  return days.flatMap(date => {
    const noon = noonOf(date, timezone)
    const dueAt = noon + day
    if (now < dueAt || covered.some(({ from, until }) => from <= noon && noon < until)) return []
    return [
      {
        class: 'BILL_LATE' as const,
        subject: `bill:${platform}/${date}`,
        day: book.business(noon),
        ...{ source: null, orderId: null, expected: null, actual: null },
        facts: { platform, date, dueAt },
      },
    ]
  })
}

/** The calendar day around its noon; an hour less or more where clocks were changed that day. */
export function dayOfNoon(noon: number): { from: number; until: number } {
  return { from: noon - dueHour * hour, until: noon + dueHour * hour }
}

/** 12:00 on that day's wall clock. */
export function noonOf(date: string, timezone: string): number {
  // Within a day of it at most, whatever the zone; then the clock on the wall says how far.
  let at = Date.parse(`${date}T${dueHour}:00:00Z`)
  for (let turn = 0; turn < 3; turn += 1) {
    const wall = wallTime(at, timezone)
    const shown = Date.parse(`${dateText(wall)}T00:00:00Z`) + (wall.hour * 60 + wall.minute) * 60_000
    at += Date.parse(`${date}T${dueHour}:00:00Z`) - shown
  }
  return at
}
