/** What rises in itself, and is read a piece at a time. */
export type Run<Item> = Iterator<Item, undefined>

/**
 * Runs that rise → one stream that does. A heap of the runs' first items: each item costs some comparisons, whatever the
 * number of items.
 */
export function* mergeRuns<Item>(runs: readonly Run<Item>[], compare: (a: Item, b: Item) => number): Generator<Item> {
  const heap = runs.flatMap(run => {
    const next = run.next()
    return next.done === true ? [] : [{ run, item: next.value }]
  })
  for (let at = (heap.length >> 1) - 1; at >= 0; at -= 1) sink(at)
  for (let top = heap[0]; top !== undefined; top = heap[0]) {
    yield top.item
    const next = top.run.next()
    if (next.done === true) {
      const last = heap.pop()
      if (last !== undefined && heap.length > 0) heap[0] = last
    } else {
      top.item = next.value
    }
    sink(0)
  }

  function sink(from: number): void {
    let at = from
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2]
      let least = at
      if (isBefore(left, least)) least = left
      if (isBefore(right, least)) least = right
      const [one, other] = [heap[at], heap[least]]
      if (least === at || one === undefined || other === undefined) return
      heap[at] = other
      heap[least] = one
      at = least
    }
  }

  function isBefore(one: number, other: number): boolean {
    const [a, b] = [heap[one], heap[other]]
    return a !== undefined && b !== undefined && compare(a.item, b.item) < 0
  }
}
