// Delivery platforms number a shop's orders from 1 each day (饿了么 daySn, 美团 day_seq), without leaving any out. So a hole
// in what has come is an order that did not: the only way to miss one that the platform was sure to have delivered.

/** How long a hole may stay: the messages of two orders overtake each other. */
export const sequenceGraceMs = 60_000

/** One order's number, and when it came (ms). */
export type SeenNumber = { number: number; seenAt: number }
/** A number that is missing, and since when that can be known: since a higher one came. */
export type SequenceGap = { number: number; since: number }

/**
 * Lowest first. `first`: the number to begin at; where a shop was connected in the middle of a day, what came before that
 * is not missing.
 */
export function sequenceGaps(seen: readonly SeenNumber[], first = 1): SequenceGap[] {
  const firstSeen = new Map<number, number>()
  for (const { number, seenAt } of seen) {
    firstSeen.set(number, Math.min(seenAt, firstSeen.get(number) ?? Number.POSITIVE_INFINITY))
  }
  const numbers = [...firstSeen.keys()].filter(isNumber).sort((a, b) => b - a)
  const gaps: SequenceGap[] = []
  let since = Number.POSITIVE_INFINITY
  let above: number | null = null
  for (const number of [...numbers, first - 1]) {
    if (number < first - 1) break
    for (let missing = (above ?? number) - 1; missing > number; missing -= 1) {
      // Somebody's nonsense (#100000000) is no reason to count for an hour.
      if (gaps.length < mostGaps) gaps.push({ number: missing, since })
      else break
    }
    since = Math.min(since, firstSeen.get(number) ?? since)
    above = number
  }
  return gaps.reverse()
}

const mostGaps = 1_000

/** The number in a body of `gudang.order/1`, where its source has one. */
export function daySeqOf(raw: unknown): number | null {
  const value = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>).daySeq : null
  return isNumber(value) ? value : null
}

/** `3、7–9、12` */
export function numbersInWords(numbers: readonly number[], separator: string): string {
  const runs: [number, number][] = []
  for (const number of numbers) {
    const run = runs.at(-1)
    if (run !== undefined && run[1] === number - 1) run[1] = number
    else runs.push([number, number])
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(separator)
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value <= 100_000
}
