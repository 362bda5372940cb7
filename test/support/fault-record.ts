import type { TaskMeta } from 'vitest'

/** What a test of a fault did and found, for the table of `npm run test:fault`. */
export type FaultRecord = {
  /** how often the fault was made to happen */
  times: number
  /** that were at stake */
  orders: number
  /** acknowledged orders that are neither on paper nor in an alarm */
  lost: number
  /** second copies that do not say so */
  doubles: number
  /** copies that say so */
  marked: number
}

declare module 'vitest' {
  interface TaskMeta {
    fault?: FaultRecord
  }
}

export function record(task: { meta: TaskMeta }, found: FaultRecord): void {
  task.meta.fault = found
}
