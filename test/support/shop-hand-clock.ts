import { morning, type ShopClock } from './shop-clock.ts'

export type ShopHandClock = ShopClock & {
  /** Runs everything that falls due meanwhile, in order; after each, promises, files and sockets get their turn. */
  pass(ms: number): Promise<void>
  /** Time goes on until something has come true; what is asked of the shop meanwhile is answered. */
  until<T>(check: () => T | Promise<T>, ms?: number): Promise<Exclude<T, null | undefined | false>>
}

/**
 * Time of a whole shop that moves only when told to: an outage of an hour is over in a blink. `turns` of the event loop
 * follow each timer: one where all are promises, more where a socket takes part.
 */
export function createShopHandClock(turns = 4, start = morning): ShopHandClock {
  let elapsed = 0
  let from = start
  const timers = new Set<{ at: number; then(): void }>()

  /** What was set off gets as far as it can without time passing. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < turns; turn += 1) await new Promise(resolve => setImmediate(resolve))
  }

  function due(end: number) {
    let first: { at: number; then(): void } | undefined
    for (const timer of timers) if (timer.at <= end && (first === undefined || timer.at < first.at)) first = timer
    return first
  }

  const clock: ShopHandClock = {
    now: () => from + elapsed,
    elapsed: () => elapsed,
    after(ms, then) {
      const timer = { at: elapsed + ms, then }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    jump(ms) {
      from += ms
    },
    async goOnUntil(work) {
      await clock.until(() => work.then(() => true))
    },
    async pass(ms) {
      const end = elapsed + ms
      await settle()
      for (let timer = due(end); timer !== undefined; timer = due(end)) {
        timers.delete(timer)
        elapsed = Math.max(elapsed, timer.at)
        timer.then()
        await settle()
      }
      elapsed = end
    },
    async until(check, ms = 60_000) {
      const end = elapsed + ms
      for (;;) {
        const asking = Promise.resolve(check())
        let answered = false
        asking.then(
          () => (answered = true),
          () => (answered = true),
        )
        // An answer may take its turns on a socket, or time that passes.
        while (!answered) {
          await clock.pass(10)
          await new Promise(resolve => setTimeout(resolve, 1))
        }
        const found = await asking
        if (found !== null && found !== undefined && found !== false) {
          return found as Exclude<typeof found, null | undefined | false>
        }
        if (elapsed > end) throw new Error(`did not happen within ${ms} ms: ${check}`)
        await clock.pass(100)
      }
    },
  }
  return clock
}
