import type { Logger } from 'pino'
import { isDamage, isDiskFailing, isDiskFull } from '../../store/database.ts'
import type { Reserve } from '../../store/reserve.ts'
import { isStoreError } from '../../store/store-error.ts'
import type { AlarmBook } from '../alarm-book.ts'

/** The database cannot be gone on with: it has to be opened anew, or restored. */
export type Trouble = { kind: 'failing' | 'damaged'; detail: string }

/** Draws the conclusions of what the disk refuses, wherever it was noticed. */
export type DiskWatch = {
  /** Of any error; what is not the disk's is none of its business. Never throws. */
  noticed(error: unknown): void
  /** False: nothing may be accepted, because the last room is for what was accepted already, or nothing is certain. */
  takesOrders(): boolean
  /** Is there room again? To be asked now and then; every order asks too. */
  look(): void
  stop(): Promise<void>
}

/**
 * Full: the reserve is given up, so that printing and its outcomes go on; orders are refused until there is room again.
 * Failing (an fsync or a read that came back with an error): what the system still holds in memory may not be on the
 * disk, so everything is closed, opened and looked at anew. Damaged: the same, with a restore.
 */
export function createDiskWatch(deps: {
  reserve: Reserve
  alarms: AlarmBook
  log: Logger
  onTrouble: (trouble: Trouble) => void
}): DiskWatch {
  const { reserve, alarms, log } = deps
  // Full it was when the run before ended: what it had left is still for what was accepted already.
  let full = alarms.standing().some(alarm => alarm.code === 'disk-full')
  let trouble: Trouble | null = null
  if (full) look()
  else void reserve.make()

  function look(): void {
    try {
      if (!full || !reserve.hasRoom()) return
      full = false
      void reserve.make()
      alarms.end('disk-full', 'disk')
      log.warn('there is room on the disk again')
    } catch (error) {
      log.warn({ err: error }, 'the disk could not be looked at')
    }
  }

  function fill(): void {
    if (full) return
    full = true
    reserve.giveUp()
    alarms.raise('disk-full', 'disk', {})
  }

  return {
    look,
    stop: () => reserve.stop(),
    noticed(error) {
      try {
        if (isDiskFull(error)) return fill()
        const kind = isDamage(error) || saysDamaged(error) ? 'damaged' : isDiskFailing(error) ? 'failing' : null
        if (kind === null || trouble !== null) return
        trouble = { kind, detail: error instanceof Error ? error.message : String(error) }
        deps.onTrouble(trouble)
      } catch (failure) {
        log.error({ err: failure }, 'nothing could be done about the disk')
      }
    },
    takesOrders() {
      look()
      return !full && trouble === null
    },
  }
}

function saysDamaged(error: unknown): boolean {
  return isStoreError(error) && error.code === 'damaged'
}
