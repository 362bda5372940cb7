import { topParents } from './combo.ts'
import type { OrderLine } from './order.ts'
import type { RoutingRule, Settings } from './settings.ts'

/**
 * lineId → station id. The first rule that matches wins; what no rule matches goes to the default station, so that
 * nothing is ever left out. A combo's children go where its top parent goes, whatever rule they would match.
 */
export function routeLines(
  lines: readonly OrderLine[],
  settings: Pick<Settings, 'routing' | 'defaultStation'>,
): Map<string, string> {
  const tops = topParents(lines)
  const own = new Map<string, string>()
  for (const line of lines) {
    if (tops.get(line.lineId) !== line.lineId) continue
    const rule = settings.routing.find(one => ruleMatches(one, line))
    own.set(line.lineId, rule?.station ?? settings.defaultStation)
  }
  return new Map(
    lines.map(line => [line.lineId, own.get(tops.get(line.lineId) ?? line.lineId) ?? settings.defaultStation]),
  )
}

/** The printers that an order's lines are routed to: who may have something to print once it is taken. */
export function printersFor(
  lines: readonly OrderLine[],
  settings: Pick<Settings, 'routing' | 'defaultStation' | 'stations'>,
): Set<string> {
  const wanted = new Set(routeLines(lines, settings).values())
  return new Set(settings.stations.filter(station => wanted.has(station.id)).map(station => station.printer))
}

function ruleMatches(rule: RoutingRule, line: OrderLine): boolean {
  if (rule.sku !== undefined && rule.sku !== line.sku) return false
  if (rule.category !== undefined && rule.category !== line.category) return false
  return rule.name === undefined || matchesWildcard(rule.name, line.name)
}

/**
 * `*` stands for any text, everything else for itself; the whole text must match. The pieces between stars are looked
 * for once each, from left to right: taking the first find never spoils a later one, so nothing is tried twice (a
 * regular expression made of the pattern would backtrack).
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  const [head = '', ...rest] = pattern.split('*')
  const tail = rest.pop()
  if (tail === undefined) return text === pattern
  if (!text.startsWith(head) || !text.endsWith(tail)) return false
  const end = text.length - tail.length
  let from = head.length
  for (const piece of rest) {
    const found = text.indexOf(piece, from)
    if (found === -1) return false
    from = found + piece.length
  }
  return from <= end
}
