import { clockText, dateText, wallTime } from '../domain/wall-clock.ts'

/** A moment on paper: `07:01:02` in the shop's zone, with `11-21 ` before it on another day than `today`'s, and the
 * year too in another year. Epoch ms or ISO 8601; what is no moment is shown as it is, for a ticket must still print. */
export function paperTime(at: number | string, today: number, timezone: string): string {
  const moment = typeof at === 'number' ? at : Date.parse(at)
  if (!Number.isFinite(moment)) return String(at)
  const then = wallTime(moment, timezone)
  const now = wallTime(today, timezone)
  const date = dateText(then)
  if (date === dateText(now)) return clockText(then)
  return `${then.year === now.year ? date.slice('2026-'.length) : date} ${clockText(then)}`
}

/** The same with its whole date, for paper that leaves the shop and for clocks that may be wrong. */
export function paperDateTime(at: number, timezone: string): string {
  const moment = wallTime(at, timezone)
  return `${dateText(moment)} ${clockText(moment)}`
}
