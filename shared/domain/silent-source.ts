// A source that used to deliver and no longer does: its link broke quietly. Judged by what came in the same stretch of the
// same weekday in the weeks before, so that nights, days off and slow afternoons need no settings.

const minute = 60_000
const week = 7 * 24 * 60 * minute

/** How far back one silence is looked at; a longer one is only more of the same. */
const longestStretch = 3 * 60 * minute
/** Shorter than this is a pause between two customers. */
const shortestStretch = 15 * minute
/** Weeks looked back, and how many of them must have been seen to speak of "usually". */
const weeksBack = 4
const fewestWeeks = 2
/** Where orders come by chance, and so many are usual, none at all comes about once in a thousand times. */
const fewestUsual = 7

export type Stretch = { from: number; to: number }

/** It was heard a moment ago; that an engine just started has heard nothing yet is no news. */
export function isDelivering({ now, lastAt }: { now: number; lastAt: number | null }): boolean {
  return lastAt !== null && now - lastAt < shortestStretch
}

/** The silence until now: since the last order, but not since before we watched. Null: too short to say anything. */
export function silentStretch(given: { now: number; lastAt: number | null; watchedSince: number }): Stretch | null {
  const { now, lastAt, watchedSince } = given
  const from = Math.max(lastAt ?? watchedSince, watchedSince, now - longestStretch)
  return now - from < shortestStretch ? null : { from, to: now }
}

/** The same stretch one to four weeks before, as far as the source was known then. */
export function stretchesBefore({ from, to }: Stretch, firstAt: number | null): Stretch[] {
  if (firstAt === null) return []
  return Array.from({ length: weeksBack }, (_, index) => (index + 1) * week)
    .map(back => ({ from: from - back, to: to - back }))
    .filter(stretch => stretch.from >= firstAt)
}

/** How many orders are usual for a stretch in which none came; null: as few as not to wonder. */
export function missedOrders(countsBefore: readonly number[]): number | null {
  if (countsBefore.length < fewestWeeks) return null
  const sorted = [...countsBefore].sort((a, b) => a - b)
  // The lower one of two in the middle: a feast last week is no promise for this one.
  const usual = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
  return usual < fewestUsual ? null : usual
}

export function minutesOf({ from, to }: Stretch): number {
  return Math.floor((to - from) / minute)
}
