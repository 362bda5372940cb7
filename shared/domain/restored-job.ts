import { isSettled, type JobState, mostUnproven, type PrintJob } from './print-job.ts'
import type { Evidence } from './printer.ts'

// What becomes of a job when the database is restored from a copy that is older than its last paper may be. Beside the
// machine and not in it: nothing of this ever happens to a job while the engine runs.

/** An unsettled job may have been printed since the copy was made, so it is doubtful; null: nothing more comes of it. */
export function forgotten(job: PrintJob): PrintJob | null {
  if (isSettled(job.state)) return null
  const unproven = job.unproven + 1
  const held = job.state === 'held' || unproven >= mostUnproven
  return { ...job, state: held ? 'held' : 'uncertain', doubtful: true, unproven }
}

/** The journal tells where it had got to; null: nothing final, so the doubt stays. */
export function remembered(job: PrintJob, told: { state: JobState; evidence: Evidence | null }): PrintJob | null {
  if (!isSettled(told.state) || isSettled(job.state)) return null
  const evidence = told.state === 'printed' ? (told.evidence ?? 'human') : null
  return { ...job, state: told.state, heldFor: null, evidence, doubtful: false, unproven: 0 }
}
