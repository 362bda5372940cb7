import type { Clock } from '../../../main/engine/clock.ts'

// One time line for a simulated shop. Whatever waits, waits here: nothing else moves, so the same day always goes the
// same way.

/** The timers of somebody who may die: an engine's run, or the world around it. */
export type Life = Clock & {
  /** None of its timers fires any more. */
  end(): void
}

export type SimClock = {
  /** milliseconds that the computer was awake */
  readonly elapsed: number
  /** what the clock on the wall of the shop really says */
  readonly realNow: number
  life(): Life
  /** The computer's clock is set: what it says from now on is so much ahead of the truth. */
  setWrong(ms: number): void
  /** The computer sleeps: time goes on outside, its timers stand still. */
  sleep(ms: number): void
  /** Runs everything that falls due meanwhile, in order, and all that follows from each before the next. */
  pass(ms: number): Promise<void>
  /** Passes time in steps until `done`; false where `mostMs` were not enough. */
  passUntil(done: () => boolean, mostMs: number): Promise<boolean>
}

type Timer = { at: number; order: number; then: () => void; life: { ended: boolean } }

export function createSimClock(start: number): SimClock {
  let elapsed = 0
  let slept = 0
  let wrong = 0
  let order = 0
  let timers: Timer[] = []
  const realNow = () => start + elapsed + slept

  function takeDue(end: number): Timer | null {
    let first: Timer | null = null
    for (const timer of timers) {
      if (timer.at > end) continue
      if (first === null || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) first = timer
    }
    if (first !== null) timers = timers.filter(timer => timer !== first)
    return first
  }

  async function pass(ms: number): Promise<void> {
    const end = elapsed + ms
    await settled()
    for (let due = takeDue(end); due !== null; due = takeDue(end)) {
      elapsed = Math.max(elapsed, due.at)
      if (due.life.ended) continue
      due.then()
      await settled()
    }
    elapsed = end
  }

  return {
    get elapsed() {
      return elapsed
    },
    get realNow() {
      return realNow()
    },
    life() {
      const life = { ended: false }
      return {
        now: () => Math.floor(realNow() + wrong),
        elapsed: () => elapsed,
        after(ms, then) {
          if (life.ended) return () => {}
          order += 1
          const timer: Timer = { at: elapsed + Math.max(0, ms), order, then, life }
          timers.push(timer)
          return () => {
            timers = timers.filter(one => one !== timer)
          }
        },
        end() {
          life.ended = true
          timers = timers.filter(timer => timer.life !== life)
        },
      }
    },
    setWrong(ms) {
      wrong = ms
    },
    sleep(ms) {
      slept += ms
    },
    pass,
    async passUntil(done, mostMs) {
      const end = elapsed + mostMs
      await settled()
      while (!done()) {
        if (elapsed >= end) return false
        await pass(100)
      }
      return true
    },
  }
}

/** All promises have run as far as they can: a turn of the event loop comes after the last of them. */
function settled(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
