import fc from 'fast-check'
import { expect, test } from 'vitest'
import { awaitsPayment, isCalledOff, type Order } from '../../../shared/domain/order.ts'
import { type PlannedTicket, planTickets } from '../../../shared/domain/plan-tickets.ts'
import { kitchenView } from '../../../shared/domain/revision.ts'
import type { TicketContent, TicketLine } from '../../../shared/domain/ticket.ts'
import { anyOrder, anySettings } from './orders.ts'

// No dish is lost and none is made twice: what the papers of all revisions add up to is what the last revision wants.

const told = { number: 1, demo: false, amountFault: false }
const flat = (lines: TicketLine[]): TicketLine[] => lines.flatMap(line => [line, ...flat(line.parts)])
const kitchenTickets = (tickets: PlannedTicket[]): TicketContent[] =>
  tickets.map(ticket => ticket.content).filter((content): content is TicketContent => 'lines' in content)
const firstCopies = (tickets: PlannedTicket[]) =>
  kitchenTickets(tickets).filter(content => content.copyNo === null || content.copyNo === 1)
const wantedOf = (order: Order) =>
  new Map(kitchenView(order).map(({ line, quantity }) => [line.lineId, Math.round(quantity * 1000)]))

/** What the kitchen believes: thousandths of each line at each station. */
type Ledger = Map<string, Map<string, number>>

function enter(ledger: Ledger, tickets: PlannedTicket[]): void {
  for (const { kind, station, lines } of firstCopies(tickets)) {
    if (kind === 'change' || station === null) continue
    const sign = kind === 'void' ? -1 : 1
    for (const { lineId, quantity } of flat(lines)) {
      const places = ledger.get(lineId) ?? new Map<string, number>()
      places.set(station.id, (places.get(station.id) ?? 0) + sign * Math.round(quantity * 1000))
      ledger.set(lineId, places)
    }
  }
}

const standing = (ledger: Ledger) =>
  [...ledger].flatMap(([lineId, places]) =>
    [...places].filter(([, quantity]) => quantity !== 0).map(([station, quantity]) => ({ lineId, station, quantity })),
  )

test('first time: every line exactly once, its parts with it, n of all', () => {
  fc.assert(
    fc.property(anyOrder, anySettings, (order, settings) => {
      const tickets = planTickets({ before: null, after: order, settings, ...told })
      if (awaitsPayment(order) || isCalledOff(order)) {
        expect(tickets).toEqual([])
        return
      }
      const contents = firstCopies(tickets)
      const lines = contents.flatMap(content => flat(content.lines))
      expect(new Set(lines.map(line => line.lineId)).size).toBe(lines.length)
      expect(new Map(lines.map(line => [line.lineId, Math.round(line.quantity * 1000)]))).toEqual(wantedOf(order))
      for (const line of lines) {
        for (const part of line.parts) {
          expect(order.items.find(one => one.lineId === part.lineId)?.comboOf).toBe(line.lineId)
        }
      }
      for (const outermost of contents.flatMap(content => content.lines)) {
        expect(order.items.find(one => one.lineId === outermost.lineId)?.comboOf).toBeNull()
      }
      expect(contents.map(content => content.n)).toEqual(contents.map((_, index) => index + 1))
      for (const { of } of contents) expect(of).toBe(contents.length)
      expect(tickets.filter(ticket => ticket.kind === 'receipt')).toHaveLength(
        settings.receipt.when === 'always' ? 1 : 0,
      )
    }),
    { numRuns: 150 },
  )
})

test('copies are the same paper as often as the station wants', () => {
  fc.assert(
    fc.property(anyOrder, anyOrder, anySettings, (before, after, settings) => {
      const contents = kitchenTickets(planTickets({ before, after, settings, ...told }))
      for (const station of settings.stations) {
        const here = contents.filter(content => content.station?.id === station.id)
        for (const n of new Set(here.map(content => content.n))) {
          const papers = here.filter(content => content.n === n)
          const numbers = papers.map(paper => paper.copyNo)
          expect(numbers).toEqual(station.copies === 1 ? [null] : Array.from(papers, (_, index) => index + 1))
          expect(papers).toHaveLength(station.copies)
          for (const paper of papers) expect({ ...paper, copyNo: null }).toEqual({ ...papers[0], copyNo: null })
        }
        const once = here.filter(content => content.copyNo === null || content.copyNo === 1)
        for (const kind of ['void', 'change']) {
          expect(once.filter(content => content.kind === kind).length).toBeLessThanOrEqual(1)
        }
        if (station.split === 'together') {
          expect(once.filter(content => content.kind === 'addition').length).toBeLessThanOrEqual(1)
        }
      }
    }),
    { numRuns: 150 },
  )
})

test('over any chain of revisions the papers add up to the last one, station by station, routing changed in between', () => {
  const chain = fc.array(fc.tuple(anyOrder, anySettings), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(chain, revisions => {
      const ledger: Ledger = new Map()
      const stationOf = (lineId: string) =>
        standing(ledger).find(one => one.lineId === lineId && one.quantity > 0)?.station ?? null
      let before: Order | null = null
      for (const [after, settings] of revisions) {
        const tickets = planTickets({ before, after, settings, stationOf, ...told })
        for (const { kind, changes, lines } of kitchenTickets(tickets)) {
          expect(lines.length + changes.length).toBeGreaterThan(0)
          expect(kind === 'kitchen').toBe(before === null)
        }
        if (awaitsPayment(after) || (before === null && isCalledOff(after))) {
          expect(tickets).toEqual([])
          continue
        }
        enter(ledger, tickets)
        before = after
        const now = standing(ledger)
        // Nobody is told to stop what he was not told to make, and no line is made in two places.
        for (const { quantity } of now) expect(quantity).toBeGreaterThan(0)
        expect(new Map(now.map(one => [one.lineId, one.quantity]))).toEqual(wantedOf(after))
        expect(now).toHaveLength(wantedOf(after).size)
      }
    }),
    { numRuns: 250 },
  )
})

test('without a record of where dishes went the sums hold all the same', () => {
  fc.assert(
    fc.property(fc.array(anyOrder, { minLength: 1, maxLength: 5 }), anySettings, (revisions, settings) => {
      const ledger: Ledger = new Map()
      let before: Order | null = null
      for (const after of revisions) {
        if (awaitsPayment(after) || (before === null && isCalledOff(after))) continue
        enter(ledger, planTickets({ before, after, settings, ...told }))
        before = after
        const sums = new Map<string, number>()
        for (const { lineId, quantity } of standing(ledger)) sums.set(lineId, (sums.get(lineId) ?? 0) + quantity)
        for (const [lineId, quantity] of sums) if (quantity === 0) sums.delete(lineId)
        expect(sums).toEqual(wantedOf(after))
      }
    }),
    { numRuns: 150 },
  )
})
