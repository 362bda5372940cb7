import type { JobState } from '../../shared/domain/print-job.ts'
import type { JobView } from '../../shared/domain/views/printing-views.ts'

// What a person may do to a job in its state; the same table as next(job, event) in shared/domain/print-job.ts.

export type JobAct = 'printed' | 'not-printed' | 'release' | 'reprint' | 'move' | 'cancel'

const acts: Record<JobState, JobAct[]> = {
  queued: ['move', 'cancel'],
  sending: [],
  printed: ['reprint'],
  sent: ['reprint', 'printed', 'not-printed'],
  waiting: ['release', 'move', 'cancel'],
  uncertain: ['printed', 'not-printed', 'release', 'move', 'cancel'],
  held: ['printed', 'not-printed', 'release', 'move', 'cancel'],
  failed: ['reprint'],
  cancelled: ['reprint'],
}

export function actsOn(job: JobView): JobAct[] {
  // What was called off is not cooked.
  if (job.state === 'cancelled' && job.calledOff) return []
  // Due again, while a paper of doubtful fate may already lie in the kitchen.
  const dueAgain = (job.state === 'queued' || job.state === 'waiting') && job.marks.includes('可能重复')
  if (dueAgain) return ['printed', 'not-printed', ...acts[job.state]]
  // Nothing ever left: there is no paper in the kitchen to ask about.
  return mayBeOnPaper(job) ? acts[job.state] : acts[job.state].filter(act => act !== 'printed' && act !== 'not-printed')
}

/** At least one byte of it reached a printer, so a copy may lie in the kitchen. */
export function mayBeOnPaper(job: JobView): boolean {
  return job.attempts.some(attempt => attempt.bytes > 0)
}
