// Alipay says times as China's clock shows them, `2026-11-22 07:01:01`, whatever zone this computer is in. China has had no
// summer time since 1991.

const eightHours = 8 * 3_600_000

/** Milliseconds since 1970. Null: it is no time. */
export function chinaTime(text: unknown): number | null {
  if (typeof text !== 'string') return null
  const [, date, time] = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d{1,3})?$/.exec(text.trim()) ?? []
  if (date === undefined || time === undefined) return null
  const at = Date.parse(`${date}T${time}Z`)
  return Number.isNaN(at) ? null : at - eightHours
}

/** `2026-11-22 07:01:01` */
export function chinaClock(at: number): string {
  return new Date(at + eightHours).toISOString().slice(0, 19).replace('T', ' ')
}

/** `2026-11-22` */
export function chinaDay(at: number): string {
  return chinaClock(at).slice(0, 10)
}
