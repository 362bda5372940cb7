/**
 * How a loop that runs as long as the program does rests between two rounds. One loop, one rest: nobody else sleeps on it.
 * All times are milliseconds.
 *
 * - News (`rouse`) ends a sleep, and no back-off: it does not make a far side that is away answer.
 * - Who knows better than the clock (`nudge`: a person, the far side itself) ends a back-off, too.
 * - Neither is remembered while nobody rests: a loop looks for itself before it sleeps.
 * - At the end whoever rests is woken, and rests no more. What a far side still owes is waited for only as long as the
 *   goodbye, so nothing may hang on it: what it may have heard it hears again at the next start.
 */
export type Rest = {
  /** Aborted as soon as `end` is called. */
  readonly signal: AbortSignal
  /** Until `ms` are over (null: they never are). Resolves true where it was woken before. */
  sleep(ms: number | null): Promise<boolean>
  /** Until `ms` are over, whatever news comes meanwhile. Resolves true where it was woken before. */
  backOff(ms: number): Promise<boolean>
  rouse(): void
  nudge(): void
  /** What `work` comes to; rejects when the goodbye is over before it has come to anything. One at a time. */
  unlessCut<T>(work: Promise<T>): Promise<T>
  /** Resolves with the loop that rests here. */
  end(loop: Promise<unknown>): Promise<void>
}

/** Nobody waits longer for a far side that says nothing. */
const longestGoodbyeMs = 2_000

/** `after` runs `then` once after `ms`; its result cancels it. */
export function createRest({ after }: { after(ms: number, then: () => void): () => void }): Rest {
  const ending = new AbortController()
  let isCut = false
  let onCut = () => {}
  let onNews = () => {}
  let onNudge = () => {}

  function wait(ms: number | null, untilNews: boolean): Promise<boolean> {
    return new Promise(resolve => {
      const cancel = ms === null ? () => {} : after(ms, () => resolve(false))
      onNudge = () => {
        cancel()
        resolve(true)
      }
      onNews = untilNews ? onNudge : () => {}
      if (ending.signal.aborted) onNudge()
    })
  }

  return {
    signal: ending.signal,
    sleep: ms => wait(ms, true),
    backOff: ms => wait(ms, false),
    rouse: () => onNews(),
    nudge: () => onNudge(),
    unlessCut: work =>
      // No race against a promise that lives as long as the program: it would keep a trace of every work.
      new Promise((resolve, reject) => {
        onCut = () => reject(new Error('the program stops'))
        if (isCut) onCut()
        work.then(resolve, reject)
      }),
    async end(loop) {
      ending.abort()
      onNudge()
      const cancel = after(longestGoodbyeMs, () => {
        isCut = true
        onCut()
      })
      await loop
      cancel()
    },
  }
}
