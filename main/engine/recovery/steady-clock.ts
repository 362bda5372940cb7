import type { Logger } from 'pino'
import { type ClockLook, getClockLook, saveClockLook } from '../../store/clock-looks.ts'
import type { Db } from '../../store/database.ts'
import type { Clock } from '../clock.ts'

/** Can the computer's clock be believed so far that something may be thrown away by it? */
export type SteadyClock = {
  /** To be asked often: a leap is what happens between two looks. */
  isSteady(): boolean
  /** The next run goes on from here. */
  keep(): void
}

const hour = 3_600_000
/** A weekend, and a day of grace. A clock that is less wrong throws nothing away that would not go in as many days. */
const leapMs = 3 * 24 * hour
const steadyMs = 6 * hour
const keptMs = hour

/**
 * It leaps where it has gone further, or less far, than the engine has run. Nobody can tell a holiday from a clock that
 * starts a year ahead; but that one is put right, by the network or by a person, within hours of running. So after a leap it
 * has to go on without another for so long, over several runs if they are short.
 */
export function createSteadyClock(deps: { db: Db; clock: Clock; log: Pick<Logger, 'warn'> }): SteadyClock {
  const { db, clock, log } = deps
  // A new shop has nothing to compare with, and nothing to throw away.
  let last: ClockLook = getClockLook(db) ?? { at: clock.now(), steady: steadyMs }
  let lookedAt = clock.elapsed()
  let keptAt = lookedAt

  function look(): void {
    const [now, ran] = [clock.now(), clock.elapsed() - lookedAt]
    const leap = now - last.at - ran
    const hasLeapt = Math.abs(leap) > leapMs
    last = { at: now, steady: hasLeapt ? 0 : Math.min(last.steady + ran, steadyMs) }
    lookedAt += ran
    if (hasLeapt)
      log.warn({ leap }, 'the clock has leapt: nothing is forgotten until it has gone on steadily for hours')
    if (hasLeapt || lookedAt - keptAt >= keptMs) keep()
  }

  function keep(): void {
    keptAt = lookedAt
    try {
      saveClockLook(db, last)
    } catch (error) {
      log.warn({ err: error }, 'the look at the clock could not be kept')
    }
  }

  look()
  keep()
  return {
    isSteady() {
      look()
      return last.steady >= steadyMs
    },
    keep() {
      look()
      keep()
    },
  }
}
