import { topParents } from './combo.ts'
import { awaitsPayment, isCalledOff, type Order, type OrderLine } from './order.ts'
import { orderMarks } from './order-marks.ts'
import { compareRevisions, type RevisionDifference } from './revision.ts'
import { routeLines } from './routing.ts'
import type { Settings, StationSettings } from './settings.ts'
import type { Mark, OrderChange, PaperContent, TicketKind, TicketLine } from './ticket.ts'
import { type KitchenLine, ticketLines } from './ticket-line.ts'

export type PlanInput = {
  /** the last revision the kitchen was given, null if none was */
  before: Order | null
  after: Order
  settings: Pick<Settings, 'stations' | 'routing' | 'defaultStation' | 'receipt' | 'shop'>
  /** the order's number of the business day */
  number: number
  demo: boolean
  amountFault: boolean
  /** where a line was sent, as recorded when it was; null: not known, routing decides */
  stationOf?: (lineId: string) => string | null
}

export type PlannedTicket = {
  printerId: string
  stationId: string | null
  kind: TicketKind
  content: PaperContent
}

/** One paper for one station, before copies. `order` is the revision that the cook's own papers show. */
type Draft = {
  station: StationSettings
  kind: 'kitchen' | 'addition' | 'void' | 'change'
  mark: Mark | null
  order: Order
  lines: TicketLine[]
  changes: OrderChange[]
}

/** All papers that a revision makes, kitchen tickets by station first, then the receipt. */
export function planTickets(input: PlanInput): PlannedTicket[] {
  const { before, after } = input
  if (awaitsPayment(after)) return []
  if (before === null && isCalledOff(after)) return []
  const difference = compareRevisions(before, after)
  const places = placesOf(input, difference)
  const drafts = input.settings.stations.flatMap(station => draftsFor(station, input, difference, places))
  return [...drafts.flatMap((draft, index) => copies(draft, index + 1, drafts.length, input)), ...receipt(input)]
}

/**
 * What a station hears of, in the order in which a cook must act: what to stop, what to make otherwise, what is new. A
 * void speaks of papers that hang there already, so it carries their pickup number, not a newer one.
 */
function draftsFor(
  station: StationSettings,
  input: PlanInput,
  difference: RevisionDifference,
  places: Places,
): Draft[] {
  const { before, after } = input
  const here = (entries: KitchenLine[], placeOf: (line: OrderLine) => string) =>
    entries.filter(({ line }) => placeOf(line) === station.id)
  const removed = ticketLines(here(difference.removed, places.sent), before?.items ?? [])
  const changed = ticketLines(here(difference.changed, places.sent), after.items)
  const added = ticketLines(here(difference.added, places.wanted), after.items)
  const changes = after.items.some(line => difference.kept.has(line.lineId) && places.sent(line) === station.id)
    ? difference.changes
    : []
  const drafts: Draft[] = []
  if (before !== null && removed.length > 0) {
    const mark = difference.calledOff ? '作废' : '退菜'
    drafts.push({ station, kind: 'void', mark, order: before, lines: removed, changes: [] })
  }
  if (changed.length > 0 || changes.length > 0) {
    drafts.push({ station, kind: 'change', mark: '改单', order: after, lines: changed, changes })
  }
  const newKind =
    before === null ? ({ kind: 'kitchen', mark: null } as const) : ({ kind: 'addition', mark: '加菜' } as const)
  for (const lines of split(added, station)) {
    drafts.push({ station, ...newKind, order: after, lines, changes: [] })
  }
  return drafts
}

function split(lines: TicketLine[], station: StationSettings): TicketLine[][] {
  if (lines.length === 0) return []
  return station.split === 'together' ? [lines] : lines.map(line => [line])
}

/** `sent`: where the kitchen has a line already. `wanted`: where what is added goes. */
type Places = { sent: (line: OrderLine) => string; wanted: (line: OrderLine) => string }

/**
 * A dish stays where it was sent for as long as it is the same dish, even if routing has been changed since: its void
 * must reach the cook who is making it, and so must more of it. What joins a combo goes where the combo is.
 */
function placesOf(input: PlanInput, difference: RevisionDifference): Places {
  const { before, after, settings } = input
  const stations = new Set(settings.stations.map(station => station.id))
  const recorded = (lineId: string): string | null => {
    const id = input.stationOf?.(lineId) ?? null
    return id !== null && stations.has(id) ? id : null
  }
  const oldTops = topParents(before?.items ?? [])
  const oldRoutes = routeLines(before?.items ?? [], settings)
  const newTops = topParents(after.items)
  const newRoutes = routeLines(after.items, settings)
  const sent = ({ lineId }: OrderLine): string =>
    recorded(lineId) ??
    recorded(oldTops.get(lineId) ?? lineId) ??
    oldRoutes.get(lineId) ??
    newRoutes.get(lineId) ??
    settings.defaultStation
  const wanted = (line: OrderLine): string => {
    if (difference.kept.has(line.lineId)) return sent(line)
    const topId = newTops.get(line.lineId) ?? line.lineId
    const top = difference.kept.has(topId) ? after.items.find(one => one.lineId === topId) : undefined
    return top === undefined ? (newRoutes.get(topId) ?? settings.defaultStation) : sent(top)
  }
  return { sent, wanted }
}

/** Each copy is a paper and a job of its own; all copies of a ticket are the same n of `of`. */
function copies(draft: Draft, n: number, of: number, input: PlanInput): PlannedTicket[] {
  const { station, kind, order, lines, changes } = draft
  return Array.from({ length: station.copies }, (_, index) => ({
    printerId: station.printer,
    stationId: station.id,
    kind,
    content: {
      kind,
      marks: orderMarks(draft.mark, order, input),
      number: input.number,
      n,
      of,
      copyNo: station.copies > 1 ? index + 1 : null,
      station: { id: station.id, name: station.name },
      ...ticketHead(order),
      lines,
      note: order.note,
      changes,
    },
  }))
}

function receipt(input: PlanInput): PlannedTicket[] {
  const { before, after, settings, number } = input
  const { printer, when } = settings.receipt
  if (when !== 'always' || printer === undefined || before !== null) return []
  const content: PaperContent = {
    kind: 'receipt',
    marks: orderMarks(null, after, input),
    number,
    order: after,
    shopName: settings.shop.name,
  }
  return [{ printerId: printer, stationId: null, kind: 'receipt', content }]
}

/** What every kitchen ticket says of its order. */
export function ticketHead(order: Order) {
  const { pickupNo, tableNo, serviceMode, channel, guests, placedAt, expectedAt } = order
  return { pickupNo, tableNo, serviceMode, channel, guests, placedAt, expectedAt }
}
