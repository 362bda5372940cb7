import { type Clock, systemClock } from '../../main/engine/clock.ts'

/** The morning of all examples. */
export const morning = Date.parse('2026-11-22T07:01:10+08:00')

export type ShopClock = Clock & {
  /** moves the wall clock, not the timers */
  jump(ms: number): void
  /** Time goes on until this is done. */
  goOnUntil(work: Promise<void>): Promise<void>
}

/** Wall time starts at a given moment and goes on as time does; timers are real. */
export function createShopClock(start = morning): ShopClock {
  let from = start - systemClock.elapsed()
  return {
    ...systemClock,
    now: () => Math.floor(from + systemClock.elapsed()),
    jump(ms) {
      from += ms
    },
    goOnUntil: work => work,
  }
}
