/** Orders that are neither on paper nor in an alarm, and second papers that do not say so. */
export const lost = 'lost'
export const unmarkedDoubles = 'unmarked doubles'

/** What a run of simulated days went through, for the table at its end. */
export type Tally = {
  add(what: string, count?: number): void
  readonly counts: ReadonlyMap<string, number>
}

export function createTally(): Tally {
  // They stand in the table although there are none: somebody has counted.
  const counts = new Map([
    [lost, 0],
    [unmarkedDoubles, 0],
  ])
  return {
    add: (what, count = 1) => void counts.set(what, (counts.get(what) ?? 0) + count),
    counts,
  }
}

export function tallyTable(counts: ReadonlyMap<string, number>): string {
  const rows = [...counts].sort(([a], [b]) => a.localeCompare(b))
  const width = Math.max(0, ...rows.map(([what]) => what.length))
  return rows.map(([what, count]) => `${what.padEnd(width)}  ${count}`).join('\n')
}
