// Streams that rise by a key, read side by side: the oldest way to join two files, and the one that needs no memory.

/** As SQLite's BINARY orders text: by UTF-8, which JavaScript's own `<` does not for what lies beyond U+FFFF. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0
  const shorter = Math.min(a.length, b.length)
  for (let at = 0; at < shorter; at += 1) {
    const x = a.charCodeAt(at)
    const y = b.charCodeAt(at)
    if (x !== y) return weight(x) - weight(y)
  }
  return a.length - b.length
}

/** Halves of a pair stand for what comes after all single units. */
function weight(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

/** Everything of one key, of both sides. */
export type Pair<Left, Right> = { key: string; left: Left[]; right: Right[] }

/**
 * Both streams' groups, key by key; what has no key is left out. Throws where a stream does not rise: it would be joined
 * wrongly, and nobody would notice.
 */
export function* joinSorted<Left, Right>(
  left: { items: Iterable<Left>; keyOf: (item: Left) => string | null },
  right: { items: Iterable<Right>; keyOf: (item: Right) => string | null },
): Generator<Pair<Left, Right>> {
  const lefts = groups(left.items, left.keyOf)
  const rights = groups(right.items, right.keyOf)
  try {
    let one = lefts.next()
    let other = rights.next()
    while (!(one.done && other.done)) {
      const order = one.done ? 1 : other.done ? -1 : compareKeys(one.value.key, other.value.key)
      yield {
        key: !one.done && order <= 0 ? one.value.key : other.done ? '' : other.value.key,
        left: !one.done && order <= 0 ? one.value.items : [],
        right: !other.done && order >= 0 ? other.value.items : [],
      }
      if (order <= 0) one = lefts.next()
      if (order >= 0) other = rights.next()
    }
  } finally {
    // A statement that somebody leaves in the middle keeps its database busy.
    lefts.return(undefined)
    rights.return(undefined)
  }
}

function* groups<Item>(
  items: Iterable<Item>,
  keyOf: (item: Item) => string | null,
): Generator<{ key: string; items: Item[] }, undefined> {
  let group: { key: string; items: Item[] } | null = null
  for (const item of items) {
    const key = keyOf(item)
    if (key === null) continue
    if (group !== null && group.key === key) {
      group.items.push(item)
      continue
    }
    if (group !== null && compareKeys(group.key, key) > 0) throw new Error('a stream to be joined does not rise')
    if (group !== null) yield group
    group = { key, items: [item] }
  }
  if (group !== null) yield group
  return undefined
}
