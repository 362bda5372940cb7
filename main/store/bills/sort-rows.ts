import { compareKeys } from '../../../shared/domain/reconciliation/sorted-groups.ts'

type Keys = readonly (string | null)[]

/** Seven bits a character, four characters a word. */
const perWord = 4
/** Each pass sorts by half a word. */
const halfBits = 14
const buckets = 1 << halfBits
/** Behind what all of them have in common: more passes than this, and comparing is as good. */
const mostWords = 12

/** The order in which rows rise by their keys: null first, then as SQLite's BINARY has it; equal ones by their line. */
export function sortKeys(keys: Keys, lines: Uint32Array, count: number): Uint32Array {
  const order = new Uint32Array(count)
  for (let index = 0; index < count; index += 1) order[index] = index
  const compare = (a: number, b: number) =>
    compareNullable(keys[a] ?? null, keys[b] ?? null) || (lines[a] ?? 0) - (lines[b] ?? 0)
  let isSorted = true
  for (let at = 1; isSorted && at < count; at += 1) isSorted = compare(at - 1, at) <= 0
  if (isSorted) return order
  const words = packKeys(keys, count)
  return words === null ? order.sort(compare) : sortByWords([lines.subarray(0, count), ...words], order)
}

export function compareNullable(a: string | null, b: string | null): number {
  if (a === b) return 0
  if (a === null) return -1
  if (b === null) return 1
  return compareKeys(a, b)
}

/**
 * Keys as columns of words, the last characters first; null where they are not ASCII, or too long. A radix sort over them
 * takes a twentieth of what comparing a hundred thousand keys does that begin with the same date.
 */
function packKeys(keys: Keys, count: number): Uint32Array[] | null {
  const common = commonLength(keys, count)
  let longest = 0
  for (let at = 0; at < count; at += 1) longest = Math.max(longest, keys[at]?.length ?? 0)
  const width = Math.ceil((longest - common) / perWord)
  if (width > mostWords) return null
  const words = Array.from({ length: width }, () => new Uint32Array(count))
  for (let at = 0; at < count; at += 1) {
    const key = keys[at] ?? ''
    for (let word = 0; word < width; word += 1) {
      const from = common + word * perWord
      let value = 0
      for (let index = from; index < from + perWord; index += 1) {
        const code = index < key.length ? key.charCodeAt(index) : 0
        if (code > 0x7f) return null
        value = (value << 7) | code
      }
      const column = words[width - 1 - word]
      if (column !== undefined) column[at] = value
    }
  }
  return words
}

function commonLength(keys: Keys, count: number): number {
  const first = keys[0] ?? ''
  let common = first.length
  for (let at = 1; at < count && common > 0; at += 1) {
    const key = keys[at] ?? ''
    common = Math.min(common, key.length)
    while (common > 0 && key.slice(0, common) !== first.slice(0, common)) common -= 1
  }
  return common
}

/** Least significant word first; each pass keeps the order of the one before. */
function sortByWords(words: readonly Uint32Array[], order: Uint32Array): Uint32Array {
  let from = order
  let to: Uint32Array = new Uint32Array(order.length)
  const starts = new Uint32Array(buckets + 1)
  for (const word of words) {
    for (const shift of [0, halfBits, 2 * halfBits]) {
      starts.fill(0)
      for (let at = 0; at < from.length; at += 1)
        bump(starts, (((word[from[at] ?? 0] ?? 0) >>> shift) & (buckets - 1)) + 1)
      // All of them in one bucket: nothing to move. Numbers of keys use no third part.
      if (starts.includes(from.length)) continue
      for (let bucket = 1; bucket <= buckets; bucket += 1)
        starts[bucket] = (starts[bucket] ?? 0) + (starts[bucket - 1] ?? 0)
      for (let at = 0; at < from.length; at += 1) {
        const index = from[at] ?? 0
        const bucket = ((word[index] ?? 0) >>> shift) & (buckets - 1)
        to[bump(starts, bucket)] = index
      }
      const swap = from
      from = to
      to = swap
    }
  }
  return from
}

/** What it was before. */
function bump(counts: Uint32Array, at: number): number {
  const before = counts[at] ?? 0
  counts[at] = before + 1
  return before
}
