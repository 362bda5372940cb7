import { businessDay } from '../business-day.ts'
import { dateText, wallTime } from '../wall-clock.ts'

export type ShopDays = { timezone: string; businessDayStart: string }

/** Which days a moment belongs to, for millions of moments: days only ever turn on a whole minute. */
export type DayBook = {
  /** the shop's business day */
  business(at: number): string
  /** what the calendar on the wall says: the day of a platform's bill */
  calendar(at: number): string
}

const minute = 60_000
/** A month has 44,640 minutes. */
const mostKnown = 50_000

export function createDayBook(shop: ShopDays): DayBook {
  const known = new Map<number, { business: string; calendar: string }>()
  function days(at: number) {
    const key = Math.floor(at / minute)
    let found = known.get(key)
    if (found === undefined) {
      if (known.size >= mostKnown) known.clear()
      found = {
        business: businessDay(key * minute, shop),
        calendar: dateText(wallTime(key * minute, shop.timezone)),
      }
      known.set(key, found)
    }
    return found
  }
  return { business: at => days(at).business, calendar: at => days(at).calendar }
}
