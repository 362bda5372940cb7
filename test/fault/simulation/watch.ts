import { sql } from '../../../main/store/database.ts'
import type { TicketKind } from '../../../shared/domain/ticket.ts'
import type { Sent } from './cable.ts'
import type { Piece } from './evidence.ts'
import type { SimOrder } from './sim-order.ts'
import { type SimPrinter, ticketOf } from './sim-printer.ts'
import type { SimShop } from './sim-shop.ts'
import { lost, type Tally } from './tally.ts'

// What must hold at every moment of a day (reliability.md §3.4), looked at from outside of the engine.

export type Watch = {
  /** A ticket leaves for a printer: I3, I4, I6. */
  onTicket(shop: SimShop, printer: SimPrinter, sent: Sent): void
  /** A person has this job before their eyes: now it may print, or print elsewhere, before others that came later. */
  onTouch(job: number): void
  /** A person has let go what waited at this printer. */
  onLetGo(printer: string): void
  /** Every job is out, on its way, or somebody has been told: I1. To be called every second. */
  look(shop: SimShop): void
  readonly pieces: readonly Piece[]
}

/** Contract §2, alarmAfterSeconds. */
const alarmWithinMs = 10_000
/**
 * A lane that has chosen its next job asks the printer before it sends, and a slow one has up to 40 s to work through NULs
 * first; an older job that a person lets go meanwhile comes too late for its turn.
 */
const choosingMs = 60_000

type OpenAttempt = {
  id: number
  job: number
  ticket: number
  kind: TicketKind
  copy: number
  paper: Uint8Array
  order_id: string | null
  reprint: 0 | 1
}

export function createWatch(deps: {
  orders: readonly SimOrder[]
  elapsed: () => number
  tally: Tally
  fail: (what: string) => void
}): Watch {
  const { orders, elapsed, tally, fail } = deps
  const pieces: Piece[] = []
  /** of each printer: how many tickets are out, and when the last one was */
  const progress = new Map<string, { count: number; at: number }>()
  /** of each alarm's subject: when one stood last */
  const told = new Map<string, number>()
  /** since when a job waits where it waits; whoever moves or releases it has just looked */
  const waits = new Map<number, { where: string; since: number }>()
  /** when a person touched a job, or let go what waited at a printer */
  const touched = new Map<number | string, number>()

  /** Called off and known to be: no new paper of it may begin but slips, and what a person asks for. */
  function checkCalledOff(attempt: OpenAttempt, now: number): void {
    if (attempt.reprint === 1 || attempt.kind === 'void' || attempt.kind === 'test') return
    const order = orders.find(one => one.orderId === attempt.order_id)
    if (order === undefined || order.calledOffAt === null || order.calledOffAt >= now) return
    fail(`${order.orderId} is called off, and its ${attempt.kind} begins to print (I4)`)
  }

  /** First in, first out: no older ticket of this printer may be waiting, but for those that another sent here just now. */
  function checkTurn(shop: SimShop, printer: string, attempt: OpenAttempt): void {
    const isJust = (key: number | string) =>
      shop.clock.elapsed - (touched.get(key) ?? Number.NEGATIVE_INFINITY) < choosingMs
    if (isJust(printer)) return
    const copies = shop.settings.policy.uncertain === 'reprint-marked'
    const older = sql<{ id: number }>(
      shop.db,
      `select id from jobs where printer = ? and id < ? and (state in ('queued', 'waiting') or (state = 'uncertain' and ?))
         and release_at is null and stands_in_for is null`,
    ).all(printer, attempt.job, copies ? 1 : 0)
    const passed = older.find(({ id }) => !isJust(id))
    if (passed !== undefined) fail(`job ${attempt.job} prints before job ${passed.id} at ${printer} (I3)`)
  }

  /** A rush that is worked off ticket by ticket is no standstill. */
  function noteProgress(shop: SimShop, now: number): void {
    const out = sql<{ printer: string; count: number }>(
      shop.db,
      `select printer, count(*) as count from attempts where outcome in ('printed', 'sent') group by printer`,
    ).all()
    for (const { printer, count } of out) {
      if (progress.get(printer)?.count !== count) progress.set(printer, { count, at: now })
    }
  }

  return {
    onTicket(shop, printer, sent) {
      const open = sql<OpenAttempt>(
        shop.db,
        `select a.id, a.job, j.ticket, t.kind, a.copy, a.paper, o.order_id, j.reprint
         from attempts a join jobs j on j.id = a.job join tickets t on t.id = j.ticket
           left join orders o on o.id = j.order_row
         where a.printer = ? and a.ended_at is null`,
      ).all(printer.id)
      const [attempt] = open
      if (attempt === undefined || open.length > 1) {
        return fail(`${printer.id} is sent a ticket with ${open.length} attempts on disk (I6)`)
      }
      if (!Buffer.from(ticketOf(sent)).equals(attempt.paper))
        fail(`${printer.id} is sent other bytes than on disk (I6)`)
      const now = shop.clock.elapsed
      checkCalledOff(attempt, now)
      checkTurn(shop, printer.id, attempt)
      const { id, job, ticket, kind, copy, order_id } = attempt
      pieces.push({ printer: printer.id, at: now, sent, attempt: id, job, ticket, kind, copy, orderId: order_id })
    },
    onTouch(job) {
      waits.delete(job)
      touched.set(job, elapsed())
    },
    onLetGo(printer) {
      touched.set(printer, elapsed())
    },
    look(shop) {
      const { run } = shop
      if (run === null) return
      const now = shop.clock.elapsed
      noteProgress(shop, now)
      const rows = sql<{ id: number; printer: string; state: string; held_for: string | null }>(
        shop.db,
        `select id, printer, state, held_for from jobs where state in ('queued', 'sending', 'waiting', 'uncertain', 'held')
           and (release_at is null or release_at <= ?)`,
      ).all(run.clock.now())
      const overdue = rows.filter(({ id, printer, state }) => {
        const where = state === 'held' ? 'with people' : printer
        const known = waits.get(id)
        const since = known?.where === where ? known.since : now
        waits.set(id, { where, since })
        const from = Math.max(since, run.startedAt)
        return now - (state === 'held' ? from : Math.max(from, progress.get(printer)?.at ?? from)) > alarmWithinMs
      })
      const here = new Set(rows.map(row => row.id))
      for (const id of waits.keys()) if (!here.has(id)) waits.delete(id)
      const alarms = shop.desk()?.alarms()
      if (alarms === undefined) return
      for (const { subject } of alarms) told.set(subject, now)
      // A printer that is back has its time to print before it is an alarm again.
      const said = new Set([...told].flatMap(([subject, at]) => (now - at <= alarmWithinMs ? [subject] : [])))
      // What it has come back from stands until somebody has seen it; it is no reason that anything waits now.
      const diskRefuses = alarms.some(({ code }) => code === 'not-durable' || code === 'disk-full')
      for (const { id, printer, state, held_for } of overdue) {
        const named =
          said.has(`j${id}`) ||
          (said.has(printer) && (state !== 'held' || held_for === 'silent' || held_for === 'stale')) ||
          diskRefuses
        if (named) continue
        tally.add(lost)
        fail(`job ${id} is ${state} at ${printer} for more than 10 s and nobody was told (I1); alarms: ${[...said]}`)
      }
    },
    pieces,
  }
}
