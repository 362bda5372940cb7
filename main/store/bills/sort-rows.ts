import { compareKeys } from '../../../shared/domain/reconciliation/sorted-groups.ts'

/** The order in which rows rise by their keys: null first, then as SQLite's BINARY has it; equal ones by their line. */
export function sortKeys(keys: readonly (string | null)[], lines: Uint32Array, count: number): Uint32Array {
  const order = new Uint32Array(count)
  for (let index = 0; index < count; index += 1) order[index] = index
  const compare = (a: number, b: number) =>
    compareNullable(keys[a] ?? null, keys[b] ?? null) || (lines[a] ?? 0) - (lines[b] ?? 0)
  let isSorted = true
  for (let at = 1; isSorted && at < count; at += 1) isSorted = compare(at - 1, at) <= 0
  return isSorted ? order : order.sort(compare)
}

export function compareNullable(a: string | null, b: string | null): number {
  if (a === b) return 0
  if (a === null) return -1
  if (b === null) return 1
  return compareKeys(a, b)
}
