import type { TaskMeta } from 'vitest'
import type { ShopAccount } from './shop-account.ts'

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
  /** which they are */
  wrong?: string[]
  own?: boolean
}

declare module 'vitest' {
  interface TaskMeta {
    fault?: FaultRecord
  }
}

/** What became of a shop's orders, besides what the test itself looks at; one that records its own findings has the last word. */
export function addAccount(task: { meta: TaskMeta }, account: ShopAccount | null): void {
  if (account === null) return
  const before = task.meta.fault ?? { times: 1, orders: 0, lost: 0, doubles: 0, marked: 0 }
  if (before.own === true) return
  task.meta.fault = {
    times: before.times,
    orders: before.orders + account.orders,
    lost: before.lost + account.lost.length,
    doubles: before.doubles + account.doubles.length,
    marked: before.marked + account.marked,
    wrong: [...(before.wrong ?? []), ...account.lost, ...account.doubles],
  }
}

export function record(task: { meta: TaskMeta }, found: FaultRecord): void {
  task.meta.fault = { ...found, own: true }
}
