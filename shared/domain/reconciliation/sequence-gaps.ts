import type { Discrepancy } from './discrepancy.ts'

/** A number that a platform or a shop gave an order: `A057`, `#9`. */
export type Numbered = { number: string; at: number }

export type NumberRow = { source: string; day: string; numbers: readonly Numbered[] }

/** Fewer say nothing about how they are counted. */
const fewest = 8
/** A row with more holes than one in ten is not counted one by one: numbers are shared with others, or drawn. */
const mostHoles = 0.1
/** Somebody who paid may have been numbered a little before or after. */
const nearMs = 5 * 60_000

/**
 * Holes in what is counted one by one: an order that never came. Only within a row, never before its first or behind its
 * last: the one may have begun anywhere, the other may still be on its way. A hole at a time when a payment came without an
 * order is that payment's, which says more.
 */
export function sequenceGaps(
  { source, day, numbers }: NumberRow,
  paidWithoutOrder: readonly number[] = [],
): Discrepancy[] {
  const unexplained = [...paidWithoutOrder].sort((a, b) => a - b)
  return [...Map.groupBy(numbers.flatMap(split), one => one.prefix)].flatMap(([prefix, row]) => {
    const sorted = row.toSorted((a, b) => a.count - b.count)
    const distinct = new Set(sorted.map(one => one.count))
    if (distinct.size < fewest || distinct.size < sorted.length) return []
    const holes = sorted.flatMap((one, at) => {
      const before = sorted[at - 1]
      return before === undefined ? [] : between(before, one)
    })
    if (holes.length > sorted.length * mostHoles) return []
    return holes.flatMap(hole => {
      const payment = unexplained.findIndex(at => at >= hole.from - nearMs && at <= hole.until + nearMs)
      if (payment >= 0) {
        unexplained.splice(payment, 1)
        return []
      }
      const number = `${prefix}${String(hole.count).padStart(hole.width, '0')}`
      return [gap({ source, day }, number, hole)]
    })
  })
}

type Counted = { prefix: string; count: number; width: number; at: number }

function split({ number, at }: Numbered): Counted[] {
  const match = /^(\D{0,8})(\d{1,6})$/.exec(number.trim())
  const [, prefix = '', digits = ''] = match ?? []
  return match === null
    ? []
    : [{ prefix, count: Number(digits), width: digits.startsWith('0') ? digits.length : 0, at }]
}

type Hole = { count: number; width: number; from: number; until: number }

function between(before: Counted, after: Counted): Hole[] {
  const missing = Math.min(after.count - before.count - 1, 1_000)
  const width = Math.max(before.width, after.width)
  const [from, until] = [Math.min(before.at, after.at), Math.max(before.at, after.at)]
  return Array.from({ length: missing }, (_, index) => ({ count: before.count + index + 1, width, from, until }))
}

function gap({ source, day }: Pick<NumberRow, 'source' | 'day'>, number: string, { from, until }: Hole): Discrepancy {
  return {
    class: 'DAYSEQ_GAP',
    subject: `number:${source}/${day}/${number}`,
    ...{ day, source, orderId: null, expected: null, actual: null },
    facts: { number, from, until },
  }
}
