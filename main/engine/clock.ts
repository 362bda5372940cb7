/** Time is passed in, so that a day can be simulated in seconds. */
export type Clock = {
  /** milliseconds since 1970, UTC: what stands on paper and in the database */
  now(): number
  /** milliseconds that never jump: for time-outs and ages within one run */
  elapsed(): number
  /** runs `then` once after `ms`; the result cancels it */
  after(ms: number, then: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(ms, then) {
    const timer = setTimeout(then, ms)
    return () => clearTimeout(timer)
  },
}
