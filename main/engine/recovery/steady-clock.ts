import type { Logger } from 'pino'
import { type ClockLook, getClockLook, saveClockLook } from '../../store/clock-looks.ts'
import type { Db } from '../../store/database.ts'
import { lastArrival } from '../../store/orders.ts'
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
/** From one market day to the next, and a day of grace: by so much too early something may go, and by no more. */
const weekMs = 8 * 24 * hour
const steadyMs = 6 * hour
const keptMs = hour

/**
 * It leaps where it has gone further, or less far, than the engine has run. Nobody can tell a holiday from a clock that
 * starts a year ahead; but that one is put right, by the network or by a person, within hours of running. So after a leap it
 * has to go on without another for so long, over several runs if they are short. Hours that are being gathered so count on
 * after a week without a run (a stall on market day), and where the clock comes back to them (a computer that wakes at its
 * factory date, until the network tells it): by a clock a year ahead none of these has been run. Once there are enough of
 * them, the next leap asks for new ones.
 */
export function createSteadyClock(deps: { db: Db; clock: Clock; log: Pick<Logger, 'warn'> }): SteadyClock {
  const { db, clock, log } = deps
  // A shop that has kept none yet was right when its last order came. A new one has nothing to throw away.
  let last: ClockLook = getClockLook(db) ?? { at: lastArrival(db) ?? clock.now(), steady: steadyMs }
  /** where it would be, had it not leapt away from there in this run */
  let left: ClockLook | null = null
  let lookedAt = clock.elapsed()
  let keptAt = lookedAt

  function look(): void {
    const [now, ran] = [clock.now(), clock.elapsed() - lookedAt]
    lookedAt += ran
    last = { ...last, at: last.at + ran }
    if (left !== null) left = { ...left, at: left.at + ran }
    const leap = now - last.at
    const hasLeapt = Math.abs(leap) > leapMs
    if (!hasLeapt) last = { at: now, steady: Math.min(last.steady + ran, steadyMs) }
    else if (countsOn(last, now)) last = { ...last, at: now }
    else {
      const steady = left !== null && countsOn(left, now) ? left.steady : 0
      left = last
      last = { at: now, steady }
    }
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

function countsOn({ at, steady }: ClockLook, now: number): boolean {
  return steady < steadyMs && now - at >= -leapMs && now - at <= weekMs
}
