import type { PaperWidth } from '../../../drivers/virtual/paper.ts'
import { sql } from '../../../main/store/database.ts'
import type { JobState } from '../../../shared/domain/print-job.ts'
import type { TicketKind } from '../../../shared/domain/ticket.ts'
import { type Piece, readStrips, type Strip } from './evidence.ts'
import { dishPattern, isOff, latestTaken, type SimOrder, wantedDishes } from './sim-order.ts'
import type { SimShop } from './sim-shop.ts'
import type { Staff } from './staff.ts'
import { lost, type Tally, unmarkedDoubles } from './tally.ts'

// The end of a day: what lies in the kitchen against what was ordered, and against what the database claims.

type JobRecord = {
  id: number
  ticket: number
  printer: string
  kind: TicketKind
  state: JobState
  evidence: string | null
  order_id: string | null
}
type AttemptRecord = {
  id: number
  job: number
  ticket: number
  printer: string
  outcome: string
  evidence: string | null
  taken: number
}

export function judgeDay(given: {
  shop: SimShop
  orders: readonly SimOrder[]
  pieces: readonly Piece[]
  staff: Pick<Staff, 'cancelled' | 'believed'>
  tally: Tally
  fail: (what: string) => void
}): void {
  const { shop, orders, pieces, staff, tally, fail } = given
  const strips = shop.printers.flatMap(({ id, papers }) =>
    readStrips(
      papers,
      pieces.filter(piece => piece.printer === id),
      widthOf(shop, id),
    ),
  )
  const legible = strips.filter(strip => !strip.paper.blank)
  const jobs = sql<JobRecord>(
    shop.db,
    `select j.id, j.ticket, j.printer, j.kind, j.state, j.evidence, o.order_id
     from jobs j left join orders o on o.id = j.order_row order by j.id`,
  ).all()
  const attempts = sql<AttemptRecord>(
    shop.db,
    'select a.id, a.job, j.ticket, a.printer, a.outcome, a.evidence, a.taken from attempts a join jobs j on j.id = a.job order by a.id',
  ).all()
  const onPaper = new Set(legible.filter(one => one.whole).map(one => one.piece?.ticket))
  const excused = new Set<number>()

  checkTickets()
  checkDishes()
  checkCopies()
  checkMarks()
  checkEvidence()
  checkAttempts()
  checkNumbers()

  /** I1: every ticket is on paper, or somebody knows why not. */
  function checkTickets(): void {
    for (const [ticket, own] of Map.groupBy(jobs, job => job.ticket)) {
      if (onPaper.has(ticket)) continue
      const reason = whyNot(own)
      if (reason === null) {
        tally.add(lost)
        fail(`ticket ${ticket} of ${own[0]?.order_id} is not on paper, its jobs: ${JSON.stringify(own)} (I1)`)
      } else {
        excused.add(ticket)
        if (reason !== '') tally.add(reason)
      }
    }
  }

  function whyNot(own: readonly JobRecord[]): string | null {
    const order = orders.find(one => one.orderId === own[0]?.order_id)
    const isCalledOff = order !== undefined && [...order.taken.values()].some(isOff)
    const live = own.filter(job => job.state !== 'cancelled')
    for (const job of own) {
      // The engine calls its own slips back where nobody needs them any more.
      if (job.kind === 'report') continue
      if (job.state !== 'cancelled' || staff.cancelled.has(`j${job.id}`) || isCalledOff) continue
      fail(`job ${job.id} is cancelled, and nobody cancelled it`)
    }
    if (live.length === 0) return ''
    // Told as 已发送: all bytes taken, and nobody can know more.
    if (live.some(job => job.state === 'sent')) return 'tickets only 已发送 that an accident took'
    if (live.some(job => job.state === 'printed' && shop.printer(job.printer).lied)) {
      return 'tickets printed white by a printer that said it had printed'
    }
    return null
  }

  /** I1 once more, by what was ordered and not by what the engine made of it. */
  function checkDishes(): void {
    const tickets = sql<{ id: number; content: string }>(shop.db, 'select id, content from tickets').all()
    const made = new Set(
      legible
        .filter(one => one.whole && (one.piece?.kind === 'kitchen' || one.piece?.kind === 'addition'))
        .flatMap(one => one.text.match(dishPattern) ?? []),
    )
    for (const order of orders) {
      const stored = sql<{ status: string; revision: number }>(
        shop.db,
        'select status, revision from orders where source = ? and order_id = ?',
      ).get(order.source, order.orderId)
      const isBeyond = stored !== undefined && stored.revision > Math.max(...order.taken.keys())
      if (isBeyond && order.unanswered !== null) order.taken.set(stored.revision, order.unanswered)
      const taken = latestTaken(order)
      if (taken !== undefined && stored?.status !== taken.status) {
        if (stored === undefined) tally.add(lost)
        fail(`${order.orderId} was taken as ${taken.status} and is stored as ${stored?.status}`)
      }
      for (const dish of wantedDishes(order) ?? []) {
        tally.add('dishes ordered')
        const isExcused = () => tickets.some(ticket => excused.has(ticket.id) && ticket.content.includes(dish))
        if (made.has(dish) || isExcused()) continue
        tally.add(lost)
        fail(`${dish} of ${order.orderId} is on no whole ticket (I1: lost)`)
      }
    }
  }

  /** I2, by what a cook reads: no dish stands on two tickets of which none says that it is a copy. */
  function checkCopies(): void {
    const seen = new Map<string, number>()
    for (const one of legible) {
      const { text, piece, marked } = one
      // A receipt has sums, and nobody cooks from it.
      const isMake =
        piece === null ? !/退|作废|改单|应付/.test(text) : piece.kind === 'kitchen' || piece.kind === 'addition'
      if (marked || !isMake) continue
      const copy = /第(\d)联/.exec(text)?.[1] ?? ''
      for (const dish of new Set(text.match(dishPattern) ?? [])) {
        if (orders[Number.parseInt(dish.slice(1), 10)]?.revived === true) continue
        const times = (seen.get(dish + copy) ?? 0) + 1
        seen.set(dish + copy, times)
        if (times < 2) continue
        tally.add(unmarkedDoubles)
        fail(`${dish} stands on ${times} unmarked tickets (I2: silent second copy)`)
      }
    }
  }

  /** I2, by what was sent: every paper after the first byte of another says which copy it is. */
  function checkMarks(): void {
    const earlier = new Map<number, number>()
    const byPiece = new Map<Piece, Strip>()
    for (const one of strips) if (one.whole && one.piece !== null) byPiece.set(one.piece, one)
    for (const piece of pieces) {
      const before = earlier.get(piece.ticket) ?? 0
      if (piece.copy <= before) fail(`ticket ${piece.ticket}: paper ${before + 1} calls itself copy ${piece.copy}`)
      const strip = byPiece.get(piece)
      if (piece.copy > 1) {
        tally.add('marked copies')
        if (strip !== undefined && !strip.text.includes(`第${piece.copy}次`)) {
          tally.add(unmarkedDoubles)
          fail(`copy ${piece.copy} of ticket ${piece.ticket} does not say so: ${strip.text}`)
        }
      }
      if (piece.sent.delivered > 0) earlier.set(piece.ticket, before + 1)
      tally.add(piece.sent.delivered === piece.sent.bytes.length ? 'papers whole' : 'papers torn')
    }
  }

  /** I5: nothing is printed but on a printer's or a person's word, and the paper is there. */
  function checkEvidence(): void {
    for (const job of jobs) {
      if (job.state !== 'printed') continue
      if (job.evidence === 'human') {
        if (!staff.believed.has(`j${job.id}`)) fail(`job ${job.id} is printed by the word of nobody (I5)`)
        continue
      }
      const strip = strips.find(one => one.whole && one.piece?.job === job.id)
      if (strip === undefined) fail(`job ${job.id} is printed (${job.evidence}) and there is no paper of it (I5)`)
    }
  }

  /** I6: what the printers got and what the database says was sent is the same. */
  function checkAttempts(): void {
    for (const attempt of attempts) {
      const piece = pieces.find(one => one.attempt === attempt.id)
      const delivered = piece?.sent.delivered ?? 0
      tally.add(`attempts: ${attempt.outcome}`)
      if (attempt.outcome === 'sending') fail(`attempt ${attempt.id} never ended (I6)`)
      if (attempt.outcome === 'refused' && delivered > 0) {
        fail(`attempt ${attempt.id} counts as refused, and ${delivered} bytes arrived (I6)`)
      }
      if (attempt.outcome !== 'refused' && attempt.taken === 0)
        fail(`attempt ${attempt.id} left no byte and counts (I6)`)
      // A person saw a paper of this ticket; which of several, nobody asked.
      const isSure = attempt.outcome === 'printed' && attempt.evidence !== 'human'
      if (isSure && delivered !== piece?.sent.bytes.length) {
        fail(`attempt ${attempt.id} counts as printed, ${delivered} bytes arrived (I6)`)
      }
    }
    for (const strip of strips) {
      if (strip.piece === null) tally.add('strips that noise or a torn command made')
    }
  }

  function checkNumbers(): void {
    const rows = sql<{ day: string; count: number; last: number }>(
      shop.db,
      'select day, count(number) as count, max(number) as last from orders where number is not null group by day, series',
    ).all()
    for (const { day, count, last } of rows) if (count !== last) fail(`${day} has ${count} numbers up to ${last}`)
    const events = sql<{ missing: number }>(
      shop.db,
      `select count(*) as missing from revisions r where not exists
         (select 1 from outbox e where e.order_row = r.order_row and e.revision = r.revision and e.type = 'order.accepted')`,
    ).get()
    if (events?.missing !== 0) fail(`${events?.missing} revisions were never told to their source`)
  }
}

function widthOf(shop: SimShop, id: string): PaperWidth {
  const narrow = shop.settings.printers.find(one => one.id === id)?.profile === 'generic-58'
  return narrow ? { columns: 32, dots: 384 } : { columns: 48, dots: 576 }
}
