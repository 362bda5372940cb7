/** A moment on paper: `07:01:02` in the shop's zone, with `11-21 ` before it on another day than `today`'s, and the
 * year too in another year. Epoch ms or ISO 8601; what is no moment is shown as it is, for a ticket must still print. */
export function paperTime(at: number | string, today: number, timezone: string): string {
  const moment = typeof at === 'number' ? at : Date.parse(at)
  if (!Number.isFinite(moment)) return String(at)
  const then = wallClock(moment, timezone)
  const now = wallClock(today, timezone)
  if (then.date === now.date) return then.time
  return `${then.date.slice(0, 4) === now.date.slice(0, 4) ? then.date.slice(5) : then.date} ${then.time}`
}

/** The same with its whole date, for paper that leaves the shop and for clocks that may be wrong. */
export function paperDateTime(at: number, timezone: string): string {
  const { date, time } = wallClock(at, timezone)
  return `${date} ${time}`
}

function wallClock(at: number, timezone: string): { date: string; time: string } {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {}
  for (const { type, value } of formatOf(timezone).formatToParts(at)) parts[type] = value
  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    time: `${parts.hour}:${parts.minute}:${parts.second}`,
  }
}

/** Making a format costs more than a whole ticket; a program serves a handful of zones. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  formats.set(timezone, made)
  return made
}
