import { join } from 'node:path'
import { findProfile } from '../../../drivers/profiles/profiles.ts'
import type { FinishedPaper } from '../../../drivers/virtual/paper-roll.ts'
import { openDatabase, sql } from '../../../main/store/database.ts'
import type { TicketKind } from '../../../shared/domain/ticket.ts'
import type { JobView } from '../../../shared/domain/views/printing-views.ts'
import { type Piece, readStrips, type Strip } from '../simulation/evidence.ts'
import type { Kill } from './killed-shop.ts'

/** `lost`: acknowledged and on no whole paper; `doubles`: unmarked papers beyond the first of a ticket. */
export type Verdict = { wrong: string[]; orders: number; marked: number; lost: number; doubles: number }

/** Only where an attempt is on disk and its outcome is not, nobody can know. */
const doubtful: ReadonlySet<Kill['at']> = new Set(['intent', 'byte-k', 'sent', 'confirmed'])

type AttemptRow = {
  id: number
  job: number
  ticket: number
  kind: TicketKind
  copy: number
  order_id: string | null
  outcome: string
  paper: Uint8Array
  taken: number
}

/** I1 to I6 of reliability §3.4, from the papers at the printer, what the source was told, and what the database says. */
export function judgeKill(given: {
  kill: Kill
  folder: string
  papers: readonly FinishedPaper[]
  jobs: readonly JobView[]
  /** what the first run acknowledged before it died */
  answered: ReadonlySet<string>
  bought: readonly string[]
  calledOff: string
  /** acknowledged before the death, and not known after it */
  forgotten: readonly string[]
}): Verdict {
  const { kill, papers, jobs, bought, calledOff } = given
  const wrong: string[] = []
  const attempts = readAttempts(given.folder)
  const pieces = attempts.map(pieceOf)
  const profile = findProfile('generic-80')
  if (profile === null) throw new Error('no profile generic-80')
  const strips = readStrips(
    papers.map(paper => ({ ...paper, printer: 'kitchen', at: 0, blank: false })),
    pieces,
    profile,
  )
  const ofOrder = (id: string) => strips.filter(strip => strip.piece?.orderId === id && strip.piece.kind === 'kitchen')
  let lost = given.forgotten.length
  if (lost > 0) wrong.push(`acknowledged and forgotten: ${given.forgotten.join(', ')} (I1)`)
  let doubles = 0
  for (const id of bought) {
    const whole = ofOrder(id).filter(strip => strip.whole)
    if (whole.length === 0) {
      wrong.push(`${id} is on no whole paper (I1), acknowledged before the kill: ${given.answered.has(id)}`)
      lost += 1
    }
    const plain = ofOrder(id).filter(strip => !strip.marked && strip.text.includes(id))
    if (plain.length > 1) {
      wrong.push(`${id} is on ${plain.length} unmarked papers (I2)`)
      doubles += plain.length - 1
    }
  }
  const turns = strips.flatMap(({ whole, piece }) => (whole && piece?.kind === 'kitchen' ? [piece.ticket] : []))
  if (turns.some((ticket, at) => at > 0 && ticket < (turns[at - 1] ?? 0))) wrong.push(`out of turn: ${turns} (I3)`)
  if (ofOrder(calledOff).length > 0) wrong.push(`${calledOff} is called off and printed (I4)`)
  for (const job of jobs.filter(one => one.state === 'printed')) {
    if (!strips.some(strip => strip.whole && `j${strip.piece?.job}` === job.jobId)) {
      wrong.push(`${job.jobId} counts as printed and there is no paper of it (I5)`)
    }
  }
  for (const strip of strips) if (!isExplained(strip)) wrong.push(`nobody knows of this paper: ${strip.text} (I6)`)
  for (const attempt of attempts) {
    if (attempt.outcome === 'sending') wrong.push(`attempt ${attempt.id} never ended (I6)`)
  }
  const marked = strips.filter(strip => strip.whole && strip.marked).length
  const wanted = doubtful.has(kill.at) ? 1 : 0
  if (marked !== wanted) wrong.push(`${marked} papers are marked, and ${wanted} should be`)
  return { wrong, orders: bought.length, marked, lost, doubles }
}

/** A ticket that the database has, or the slip below a torn one. */
function isExplained({ piece, text }: Strip): boolean {
  return piece !== null || text.trim() === '' || text.includes('上一张不完整')
}

function readAttempts(folder: string): AttemptRow[] {
  const db = openDatabase(join(folder, 'gudang.db'))
  try {
    return sql<AttemptRow>(
      db,
      `select a.id, a.job, j.ticket, t.kind, a.copy, o.order_id, a.outcome, a.paper, a.taken
       from attempts a join jobs j on j.id = a.job join tickets t on t.id = j.ticket
         left join orders o on o.id = j.order_row order by a.id`,
    ).all()
  } finally {
    db.close()
  }
}

function pieceOf({ id, job, ticket, kind, copy, order_id, paper, taken }: AttemptRow): Piece {
  const sent = { bytes: paper, delivered: taken }
  return { printer: 'kitchen', at: 0, sent, attempt: id, job, ticket, kind, copy, orderId: order_id }
}
