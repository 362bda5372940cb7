import type { OrderLine } from './order.ts'

// A combo is a tree: each child names its parent's lineId. parseOrder lets no dangling parent and no circle in; the
// walks below end all the same, because a paid order must never hang the kitchen.

/** The lines in an order in which every parent comes before its children. */
export function parentsFirst(lines: readonly OrderLine[]): OrderLine[] {
  const byId = linesById(lines)
  const taken = new Set<OrderLine>()
  const sorted: OrderLine[] = []
  for (const line of lines) {
    const chain: OrderLine[] = []
    let next: OrderLine | undefined = line
    while (next !== undefined && !taken.has(next)) {
      taken.add(next)
      chain.push(next)
      next = next.comboOf === null ? undefined : byId.get(next.comboOf)
    }
    sorted.push(...chain.reverse())
  }
  return sorted
}

/** lineId → the lineId at the top of its combo; its own where it stands alone. */
export function topParents(lines: readonly OrderLine[]): Map<string, string> {
  const tops = new Map<string, string>()
  for (const line of parentsFirst(lines)) {
    const parentTop = line.comboOf === null ? undefined : tops.get(line.comboOf)
    tops.set(line.lineId, parentTop ?? line.lineId)
  }
  return tops
}

export function linesById(lines: readonly OrderLine[]): Map<string, OrderLine> {
  return new Map(lines.map(line => [line.lineId, line]))
}
