import type { Clock } from './clock.ts'

/** Calls `look`, which never throws, every `ms` until what it returns is called. */
export function lookEvery(clock: Clock, ms: number, look: () => void): () => void {
  let cancel = plan()

  function plan(): () => void {
    return clock.after(ms, () => {
      look()
      cancel = plan()
    })
  }

  return () => cancel()
}
