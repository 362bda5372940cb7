import type { Order } from './order.ts'
import { orderMarks } from './order-marks.ts'
import { type PlannedTicket, ticketHead } from './plan-tickets.ts'
import { kitchenView } from './revision.ts'
import { routeLines } from './routing.ts'
import type { Settings } from './settings.ts'
import { ticketLines } from './ticket-line.ts'

/**
 * 催菜: one paper for each station that makes something of the order, with all that it makes of it. What is refunded is
 * not asked for, and nothing is of an order that is called off. One paper, however many copies a station has of others.
 */
export function planRush(input: {
  /** as the kitchen knows it */
  order: Order
  settings: Pick<Settings, 'stations' | 'routing' | 'defaultStation'>
  number: number
  demo: boolean
  amountFault: boolean
  /** where a line was sent, as recorded when it was; null: not known, routing decides */
  stationOf: (lineId: string) => string | null
}): PlannedTicket[] {
  const { order, settings } = input
  const routes = routeLines(order.items, settings)
  const placeOf = (lineId: string) => input.stationOf(lineId) ?? routes.get(lineId) ?? settings.defaultStation
  const wanted = kitchenView(order)
  const asked = settings.stations
    .map(station => ({ station, entries: wanted.filter(({ line }) => placeOf(line.lineId) === station.id) }))
    .filter(({ entries }) => entries.length > 0)
  return asked.map(({ station, entries }, index) => ({
    printerId: station.printer,
    stationId: station.id,
    kind: 'rush',
    content: {
      kind: 'rush',
      marks: orderMarks('催菜', order, input),
      number: input.number,
      n: index + 1,
      of: asked.length,
      copyNo: null,
      station: { id: station.id, name: station.name },
      ...ticketHead(order),
      lines: ticketLines(entries, order.items),
      note: order.note,
      changes: [],
    },
  }))
}
