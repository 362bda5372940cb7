import Database from 'better-sqlite3'
import iconv from 'iconv-lite'
import type { Db } from '../../main/store/database.ts'
import type { JobState } from '../../shared/domain/print-job.ts'

// What became of the orders of a shop under test, by its database at rest: for every test that the table of faults
// names, also where the test looks at something else.

/** A word that a sender has: taken, on disk. */
export type Acknowledged = { source: string; orderId: string }

export type ShopAccount = {
  orders: number
  /** told to be taken, and neither on paper, nor on its way there, nor before a person */
  lost: string[]
  /** papers of a ticket beyond its first that do not say so */
  doubles: string[]
  /** papers that say that they are not the first */
  marked: number
}

type Row = { id: number; source: string; order_id: string; status: string; series: string }
type JobRow = {
  id: number
  ticket: number
  printer: string
  state: JobState
  evidence: string | null
}
type AttemptRow = { outcome: string; marks: string; taken: number; paper: Uint8Array; ended_at: number | null }

const onItsWay: readonly JobState[] = ['queued', 'sending', 'waiting', 'uncertain']
/** Whoever took it off the kitchen's hands: a person, or the source itself. */
const takenOff = /^(cancel|job-cancelled|outcome-from-journal)$/

export function accountOf(db: Db, acknowledged: Iterable<Acknowledged> = []): ShopAccount {
  const account: ShopAccount = { orders: 0, lost: [], doubles: [], marked: 0 }
  const ticketsOf = db.prepare<[number], { id: number }>(
    `select id from tickets where order_row = ? and kind in ('kitchen', 'addition')`,
  )
  const jobsOf = db.prepare<[number], JobRow>(
    'select id, ticket, printer, state, evidence from jobs where ticket = ? order by id',
  )
  const papersOf = db.prepare<[number], AttemptRow>(
    `select a.outcome, a.marks, a.taken, a.paper, a.ended_at from jobs j join attempts a on a.job = j.id
     where j.ticket = ? order by a.id`,
  )
  const orders = db.prepare<[], Row>('select id, source, order_id, status, series from orders order by id').all()
  const names = new Set(orders.map(row => `${row.source} ${row.order_id}`))
  const forgotten = [...acknowledged].map(one => `${one.source} ${one.orderId}`).filter(name => !names.has(name))
  account.lost.push(...new Set(forgotten))
  account.orders = orders.length + account.lost.length
  const subjects = new Set(db.prepare('select subject from alarms where ended_at is null').pluck().all() as string[])
  for (const order of orders) {
    const reason = order.status === 'paid' ? whyLost(order) : null
    if (reason !== null) account.lost.push(`${order.order_id}: ${reason}`)
  }
  for (const ticket of db.prepare('select id from tickets order by id').pluck().all() as number[]) countPapers(ticket)
  return account

  function whyLost({ id }: Row): string | null {
    const tickets = ticketsOf.all(id)
    if (tickets.length === 0) return isWanted(id) ? 'no ticket' : null
    for (const ticket of tickets) {
      const jobs = jobsOf.all(ticket.id)
      const reasons = jobs.map(reasonAgainst)
      if (jobs.length === 0 || reasons.every(reason => reason !== null)) return reasons[0] ?? 'a ticket without a job'
    }
    return null
  }

  /** Has it a line of which not all is given back? */
  function isWanted(order: number): boolean {
    const body = db.prepare('select body from orders where id = ?').pluck().get(order) as string
    const { items = [], refunds } = JSON.parse(body) as { items?: unknown[]; refunds?: unknown[] | null }
    return items.length > 0 && (refunds ?? []).length === 0
  }

  /** Null: this job is a good end for its ticket, or on its way to one. */
  function reasonAgainst(job: JobRow): string | null {
    if (onItsWay.includes(job.state)) return null
    if (job.state === 'held') {
      const told = subjects.has(`j${job.id}`) || subjects.has(job.printer) || subjects.has('printers')
      return told ? null : `j${job.id} is held, and nobody is told`
    }
    if (job.state === 'cancelled') {
      const notes = db.prepare('select what from history where job = ?').pluck().all(job.id) as string[]
      const order = db
        .prepare('select h.what from history h join jobs j on j.order_row = h.order_row where j.id = ?')
        .pluck()
        .all(job.id) as string[]
      return [...notes, ...order].some(what => takenOff.test(what)) ? null : `j${job.id} is cancelled by nobody`
    }
    if (job.state === 'failed') return `j${job.id} could not be made, and no plain one stands for it`
    const whole = papersOf.all(job.ticket).some(one => one.outcome === job.state && one.taken >= one.paper.length)
    const believed = job.evidence === 'human' || lostPapers(job.ticket) > 0
    return whole || believed ? null : `j${job.id} is ${job.state}, and no whole paper left`
  }

  function lostPapers(ticket: number): number {
    return db.prepare('select lost_papers from tickets where id = ?').pluck().get(ticket) as number
  }

  function countPapers(ticket: number): void {
    const papers = papersOf.all(ticket).filter(one => one.taken > 0 || one.ended_at === null)
    for (const [index, { marks, paper }] of papers.entries()) {
      const marked = (JSON.parse(marks) as string[]).includes('补打')
      // A customer who was forgotten took the bytes along.
      const says = paper.length === 0 || saysReprint(paper)
      if (marked && says) account.marked += 1
      else if (index > 0 || marked) account.doubles.push(`paper ${index + 1} of ticket ${ticket}`)
    }
  }
}

/** As printers read it, and as scripted ones do. */
const reprint = ['gb18030', 'utf8'].map(encoding => iconv.encode('补打', encoding))

function saysReprint(paper: Uint8Array): boolean {
  return reprint.some(word => Buffer.from(paper).includes(word))
}

/** Null: there is no database at rest, or none that can be read. */
export function accountOfFile(file: string, acknowledged: Iterable<Acknowledged> = []): ShopAccount | null {
  try {
    const db = new Database(file, { readonly: true, fileMustExist: true })
    try {
      return accountOf(db, acknowledged)
    } finally {
      db.close()
    }
  } catch {
    return null
  }
}
