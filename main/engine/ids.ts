// Rows are numbered; outside they are called o1, t1, j1 …, so that a person on the phone can say which kind is meant.

export type IdKind = 'o' | 't' | 'j' | 'a' | 'q' | 'c' | 'k' | 'p' | 'n' | 'b' | 'd' | 's' | 'x'

export function showId(kind: IdKind, row: number): string {
  return `${kind}${row}`
}

/** Null: that is no id of this kind. */
export function readId(kind: IdKind, id: string): number | null {
  const match = /^([a-z])(\d{1,15})$/.exec(id)
  return match?.[1] === kind ? Number(match[2]) : null
}
