/** Time that moves only when told to. */
export function createHandClock() {
  let now = 0
  let wrong = 0
  const timers = new Set<{ at: number; then(): void }>()
  return {
    now: () => now + wrong,
    elapsed: () => now,
    after(ms: number, then: () => void) {
      const timer = { at: now + ms, then }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    /** Runs everything that falls due meanwhile, in order. */
    pass(ms: number) {
      const end = now + ms
      for (;;) {
        const [next] = [...timers].sort((a, b) => a.at - b.at)
        if (!next || next.at > end) break
        timers.delete(next)
        now = Math.max(now, next.at)
        next.then()
      }
      now = end
    },
    /** moves the wall clock, not the timers */
    jump(ms: number) {
      wrong += ms
    },
    get pending() {
      return timers.size
    },
  }
}
export type HandClock = ReturnType<typeof createHandClock>
