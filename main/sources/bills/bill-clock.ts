import { wallTime } from '../../../shared/domain/wall-clock.ts'

/** Of a calendar day, the moment (milliseconds UTC) at which it begins; undefined: there is no such day. */
export type Midnight = (year: number, month: number, day: number) => number | undefined

const hour = 3_600_000

/** Alipay's and WeChat's bills show the time in China, wherever the shop is. */
export const chinaMidnight: Midnight = (year, month, day) => {
  const at = utc(year, month, day)
  return at === undefined ? undefined : at - 8 * hour
}

/** Other tables show the shop's own clock. */
export function midnightIn(timezone: string): Midnight {
  return (year, month, day) => {
    const wanted = utc(year, month, day)
    if (wanted === undefined) return undefined
    // The offset of the day before, then of where that leads to: right on both sides of a change of clocks.
    let at = wanted
    for (let round = 0; round < 2; round += 1) at = wanted - offsetAt(at, timezone)
    return at
  }
}

/** `2026年11月22日 00:00:00`, `2026-11-22 00:00:00`, `2026-11-22`; null: none of them. */
export function parseBillTime(text: string, midnight: Midnight): number | null {
  const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[\sT]*(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?)?/.exec(
    text.trim(),
  )
  if (match === null) return null
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map(part => Number(part ?? 0))
  const start = midnight(year, month, day)
  if (start === undefined || hours > 24 || minutes > 59 || seconds > 60) return null
  return start + ((hours * 60 + minutes) * 60 + seconds) * 1000
}

function utc(year: number, month: number, day: number): number | undefined {
  const at = Date.UTC(year, month - 1, day)
  const date = new Date(at)
  const right = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return right && year >= 2000 && year < 2200 ? at : undefined
}

function offsetAt(at: number, timezone: string): number {
  const { year, month, day, hour, minute, second } = wallTime(at, timezone)
  return Date.UTC(year, month - 1, day, hour, minute, second) - at
}
