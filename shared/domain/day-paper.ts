import { gather } from './gather.ts'
import type { JobState } from './print-job.ts'
import type { TicketKind } from './ticket.ts'

// What the printers made of a day's orders: papers, copies, what is in doubt, and how long an order waits for its paper.

/** One job, or one of its attempts, as the day's books see it. Times are ms UTC. */
export type PaperRow = {
  order: number
  job: number
  kind: TicketKind
  state: JobState
  /** when it could first have been printed */
  due: number
  /** null: nothing was tried */
  attempt: { copy: number; doubtful: boolean; onPaper: boolean; done: boolean; endedAt: number | null } | null
}

/** Orders by how long their last kitchen ticket took; `upTo` in seconds, null is the open end. */
export type WaitBand = { upTo: number | null; orders: number }
export const waitLimits = [5, 10, 30, 60, 300, null] as const

export type PaperNumbers = {
  /** by kind of ticket, that were not cancelled */
  tickets: { kind: TicketKind; count: number }[]
  /** papers that came out, or began to */
  papers: number
  /** asked for by a person, and papers after a ticket's first */
  reprints: number
  copies: number
  /** papers that say 可能重复 */
  doubtful: number
  /** jobs of which nobody knows, that wait for a person, that printed only plain, that were called off */
  uncertain: number
  held: number
  failed: number
  cancelled: number
  /** sent to printers that cannot confirm */
  unconfirmed: number
  waits: WaitBand[]
  /** of one day; null where there are no orders, or several days */
  wait: { medianMs: number; p95Ms: number; longestMs: number } | null
}

export function countPapers(rows: readonly PaperRow[]): PaperNumbers {
  const jobs = [...new Map(rows.map(row => [row.job, row])).values()]
  const papers = rows.filter(row => row.attempt?.onPaper === true)
  const count = (state: JobState) => jobs.filter(job => job.state === state).length
  const waits = orderWaits(rows)
  return {
    tickets: countKinds(jobs.filter(job => job.state !== 'cancelled').map(({ kind }) => ({ kind, count: 1 }))),
    papers: papers.length,
    reprints: jobs.filter(job => job.kind === 'reprint').length,
    copies: papers.filter(row => (row.attempt?.copy ?? 1) > 1).length,
    doubtful: papers.filter(row => row.attempt?.doubtful === true).length,
    uncertain: count('uncertain'),
    held: count('held'),
    failed: count('failed'),
    cancelled: count('cancelled'),
    unconfirmed: count('sent'),
    waits: waitLimits.map((upTo, index) => ({ upTo, orders: waits.filter(ms => bandOf(ms) === index).length })),
    wait:
      waits.length === 0
        ? null
        : { medianMs: percentile(waits, 0.5), p95Ms: percentile(waits, 0.95), longestMs: waits.at(-1) ?? 0 },
  }
}

export function addPapers(all: readonly PaperNumbers[]): PaperNumbers {
  const [only] = all
  if (only !== undefined && all.length === 1) return only
  const total = (pick: (one: PaperNumbers) => number) => all.reduce((sum, one) => sum + pick(one), 0)
  return {
    tickets: countKinds(all.flatMap(one => one.tickets)),
    papers: total(one => one.papers),
    reprints: total(one => one.reprints),
    copies: total(one => one.copies),
    doubtful: total(one => one.doubtful),
    uncertain: total(one => one.uncertain),
    held: total(one => one.held),
    failed: total(one => one.failed),
    cancelled: total(one => one.cancelled),
    unconfirmed: total(one => one.unconfirmed),
    waits: waitLimits.map((upTo, index) => ({ upTo, orders: total(one => one.waits[index]?.orders ?? 0) })),
    wait: null,
  }
}

/** Milliseconds from the moment an order's kitchen tickets were due until the last of them was out; shortest first. */
function orderWaits(rows: readonly PaperRow[]): number[] {
  const orders = new Map<number, { due: number; jobs: Map<number, number | null> }>()
  for (const { order, job, kind, due, attempt } of rows) {
    if (kind !== 'kitchen') continue
    const known = orders.get(order) ?? { due, jobs: new Map<number, number | null>() }
    orders.set(order, known)
    known.due = Math.min(known.due, due)
    const out = attempt?.done === true ? attempt.endedAt : null
    const before = known.jobs.get(job) ?? null
    known.jobs.set(job, before === null || (out !== null && out < before) ? out : before)
  }
  return [...orders.values()]
    .flatMap(({ due, jobs }) => {
      const outs = [...jobs.values()].filter(out => out !== null)
      // One that still waits, or never came, has no time yet.
      return outs.length < jobs.size ? [] : [Math.max(0, Math.max(...outs) - due)]
    })
    .sort((a, b) => a - b)
}

function bandOf(ms: number): number {
  return waitLimits.findIndex(limit => limit === null || ms <= limit * 1000)
}

/** Nearest rank: a time that some order really took. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}

function countKinds(rows: PaperNumbers['tickets']): PaperNumbers['tickets'] {
  return gather(rows, row => row.kind, ['count']).sort((a, b) => b.count - a.count)
}
