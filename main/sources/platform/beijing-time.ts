// Platforms write Beijing's wall clock without saying so, or seconds since 1970. China has one zone and no summer time.

const offset = '+08:00'
const offsetMs = 8 * 3_600_000

/** `2017-10-30T20:08:07`, `2017-10-30 20:08:07` → with their offset; what has one keeps it. Null: it is no such time. */
export function beijingTime(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const found = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?$/.exec(value.trim())
  return found === null ? null : `${found[1]}T${found[2]}${found[3] ?? offset}`
}

export function beijingTimeOf(seconds: number): string | null {
  const at = new Date(seconds * 1000 + offsetMs)
  return seconds > 0 && !Number.isNaN(at.getTime()) && at.getUTCFullYear() < 10_000
    ? `${at.toISOString().slice(0, 19)}${offset}`
    : null
}

/** Seconds since 1970 of an ISO time; null: it is none. */
export function secondsOf(time: string | null): number | null {
  const at = time === null ? Number.NaN : Date.parse(time)
  return Number.isNaN(at) ? null : Math.floor(at / 1000)
}
