import type { Evidence } from './printer.ts'
import type { TicketKind } from './ticket.ts'

// One ticket's way onto paper, as a pure machine: next(job, event) → job. No clock, no I/O. The engine stores what
// comes out, in the same transaction as the attempt it concerns.

export const jobStates = [
  'queued',
  'sending',
  'printed',
  'sent',
  'waiting',
  'uncertain',
  'held',
  'failed',
  'cancelled',
] as const
export type JobState = (typeof jobStates)[number]

export type AttemptOutcome = 'sending' | 'printed' | 'sent' | 'refused' | 'uncertain'

/** Why a job waits for a person. */
export const heldReasons = [
  /** the shop has no printer of that name */
  'no-printer',
  /** nobody knows whether it is on paper, and the shop lets no copy follow by itself */
  'uncertain',
  /** its printer has left several papers in a row without a word */
  'silent',
  /** it waited out an outage and is old: a backlog is asked about, not printed */
  'stale',
  /** not even the plainest ticket of it could be made */
  'unprintable',
  /** its order looks like abuse, and the shop wants to see such orders first */
  'suspicious',
] as const
export type HeldReason = (typeof heldReasons)[number]

export type PrintJob = {
  state: JobState
  /** null unless held */
  heldFor: HeldReason | null
  /** which paper of its ticket the last (or current) attempt made, 第n次; 1 before the first */
  copy: number
  /** asked for by a person: its paper says 补打 even if it is the first */
  reprint: boolean
  /** the next paper must say 可能重复: nobody knows whether the one before came out */
  doubtful: boolean
  /** papers in a row that ended without the printer's word */
  unproven: number
  evidence: Evidence | null
}

export type JobEvent =
  /** the attempt row is being committed, byte 1 is next; `copy` is 1 + the papers that this ticket has left so far */
  | { type: 'started'; copy: number }
  /** provably nothing left */
  | { type: 'refused' }
  | { type: 'confirmed'; evidence: Exclude<Evidence, 'human'> }
  /** all bytes taken by a printer that cannot confirm */
  | { type: 'taken' }
  /** bytes left and no proof (also an attempt that a restart finds without an end); `hold`: the shop lets no copy
   * follow without a person */
  | { type: 'lost'; hold: boolean }
  /** could not be made into bytes; a fallback ticket went out in its place */
  | { type: 'unprintable' }
  | { type: 'hold'; why: HeldReason }
  /** a person lets a held, waiting or uncertain job go (again) */
  | { type: 'release' }
  | { type: 'resolve'; as: 'printed' | 'not-printed' }
  | { type: 'cancel' }

/** After this many papers in a row without a word from its printer, a job waits for a person; so do the others there. */
export const mostUnproven = 3

/** `doubtful`: an earlier job of the ticket left a paper of which nobody knows. */
export function newJob(options: { reprint?: boolean; doubtful?: boolean } = {}): PrintJob {
  const { reprint = false, doubtful = false } = options
  return { state: 'queued', heldFor: null, copy: 1, reprint, doubtful, unproven: 0, evidence: null }
}

/** The job after the event, or null where the event means nothing in the job's state (the caller answers "conflict"). */
export function next(job: PrintJob, event: JobEvent): PrintJob | null {
  switch (event.type) {
    case 'started':
      return isClaimable(job.state) ? { ...job, state: 'sending', copy: event.copy } : null
    case 'refused':
      // An uncertain job stays uncertain: what is refused is its next copy.
      if (job.state === 'uncertain') return job
      return job.state === 'sending' || isClaimable(job.state) ? { ...job, state: 'waiting' } : null
    case 'confirmed':
      return job.state === 'sending'
        ? { ...job, state: 'printed', evidence: event.evidence, doubtful: false, unproven: 0 }
        : null
    case 'taken':
      return job.state === 'sending' ? { ...job, state: 'sent', doubtful: false } : null
    case 'lost': {
      if (job.state !== 'sending') return null
      const unproven = job.unproven + 1
      const lost = { ...job, doubtful: true, unproven }
      if (unproven >= mostUnproven) return { ...lost, state: 'held', heldFor: 'silent' }
      return event.hold ? { ...lost, state: 'held', heldFor: 'uncertain' } : { ...lost, state: 'uncertain' }
    }
    case 'unprintable':
      return isClaimable(job.state) ? { ...job, state: 'failed' } : null
    case 'hold':
      return isClaimable(job.state) ? { ...job, state: 'held', heldFor: event.why } : null
    case 'release':
      return job.state === 'held' || job.state === 'waiting' || job.state === 'uncertain'
        ? { ...job, state: 'queued', heldFor: null, unproven: 0 }
        : null
    case 'resolve':
      return resolve(job, event.as)
    case 'cancel':
      return isClaimable(job.state) || job.state === 'held' ? { ...job, state: 'cancelled', heldFor: null } : null
  }
}

/** States from which a lane may start an attempt (an uncertain job only under the policy reprint-marked). */
export function isClaimable(state: JobState): boolean {
  return state === 'queued' || state === 'waiting' || state === 'uncertain'
}

/** Nothing more will happen to it by itself, and nobody needs to look. */
export function isSettled(state: JobState): boolean {
  return state === 'printed' || state === 'sent' || state === 'cancelled' || state === 'failed'
}

/**
 * Does the shop's policy leave it to a person whether a copy follows a ticket of which nobody knows? Not so where alarms
 * stand on it: nobody cooks from it, and it is what is to call that person.
 */
export function holdsUncertain(policy: 'reprint-marked' | 'hold', kind: TicketKind): boolean {
  return policy === 'hold' && kind !== 'report'
}

/** Must the paper say 补打? Every one after the first does, and the first where a person asked for a reprint. */
export function saysReprint(job: Pick<PrintJob, 'reprint'>, copy: number): boolean {
  return job.reprint || copy > 1
}

/** A person has looked at the kitchen. Printed: it is done. Not printed: it prints again, without a doubt. */
function resolve(job: PrintJob, as: 'printed' | 'not-printed'): PrintJob | null {
  // A doubtful job that is due again (released, or its next copy refused) still has a paper that somebody may find.
  const dueAgain = job.doubtful && (job.state === 'queued' || job.state === 'waiting')
  const asked = job.state === 'uncertain' || job.state === 'held' || job.state === 'sent' || dueAgain
  if (!asked) return null
  const known = { ...job, heldFor: null, doubtful: false, unproven: 0 }
  return as === 'printed' ? { ...known, state: 'printed', evidence: 'human' } : { ...known, state: 'queued' }
}
