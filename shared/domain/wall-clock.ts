/** What a clock on the wall shows. `month` from 1. */
export type WallTime = { year: number; month: number; day: number; hour: number; minute: number; second: number }

/** Making an Intl formatter costs a hundred times what using it costs; a program serves a handful of zones. */
const formatters = new Map<string, Intl.DateTimeFormat>()

/** The moment (UTC milliseconds) in an IANA time zone: the shop's, never the computer's, which may be set wrong. */
export function wallTime(at: number, timezone: string): WallTime {
  const shown: WallTime = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0 }
  for (const { type, value } of formatter(timezone).formatToParts(at)) {
    if (Object.hasOwn(shown, type)) shown[type as keyof WallTime] = Number(value)
  }
  return shown
}

/** `2026-11-22` */
export function dateText({ year, month, day }: WallTime): string {
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
}

/** `07:01:02` */
export function clockText({ hour, minute, second }: WallTime): string {
  return `${two(hour)}:${two(minute)}:${two(second)}`
}

/** `11-22 07:01`, where the year is plain. */
export function dayAndMinute(at: number, timezone: string): string {
  const shown = wallTime(at, timezone)
  return `${dateText(shown).slice('2026-'.length)} ${clockText(shown).slice(0, 'hh:mm'.length)}`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}

function formatter(timezone: string): Intl.DateTimeFormat {
  const known = formatters.get(timezone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formatters.set(timezone, made)
  return made
}
