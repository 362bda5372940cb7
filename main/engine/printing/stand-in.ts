import type { Settings } from '../../../shared/domain/settings.ts'
import { type PrinterHealth, standInAfterMs, standInFor } from '../../../shared/domain/stand-in.ts'
import { type Db, transact } from '../../store/database.ts'
import { note } from '../../store/history.ts'
import { countPapers, type JobRow, listClaimable } from '../../store/jobs.ts'
import { getTicket } from '../../store/tickets.ts'
import { refreshOrder } from '../order-progress.ts'
import { moveToPrinter } from './move-job.ts'

/** Sends what a dead printer owes to the backups of its stations; returns the printers that got something. */
export type SendToBackup = (printerId: string) => Set<string>

export function createStandIn(deps: {
  db: Db
  settings: Settings
  now: () => number
  healthOf: (printerId: string) => PrinterHealth | undefined
}): SendToBackup {
  const { db, settings, healthOf } = deps
  const afterMs = standInAfterMs(settings.policy.alarmAfterSeconds)
  const stations = new Map(settings.stations.map(station => [station.id, station]))

  /** Provably nothing of its ticket is on paper anywhere; and it is due. */
  function mayMove(job: JobRow): boolean {
    const due = (job.release_at ?? 0) <= deps.now()
    return (
      due &&
      (job.state === 'queued' || job.state === 'waiting') &&
      job.doubtful === 0 &&
      countPapers(db, job.ticket) === 0
    )
  }

  return printerId => {
    const used = new Set<string>()
    if ((healthOf(printerId)?.unableMs ?? 0) < afterMs) return used
    transact(db, () => {
      for (const job of listClaimable(db, printerId)) {
        const station = stations.get(getTicket(db, job.ticket).station ?? '')
        const to = station === undefined ? null : standInFor(station, printerId, healthOf, afterMs)
        if (to === null || !mayMove(job) || !moveToPrinter(db, settings, job, to)) continue
        note(db, { order_row: job.order_row, job: job.id, at: deps.now(), what: `stand-in-${to}`, detail: printerId })
        refreshOrder(db, job.order_row, deps.now())
        used.add(to)
      }
    })
    return used
  }
}
