import { calendarDay } from '../../../shared/domain/calendar-day.ts'
import { type JobState, next } from '../../../shared/domain/print-job.ts'
import type { CloudSource, Settings } from '../../../shared/domain/settings.ts'
import { clockText, dateText, wallTime } from '../../../shared/domain/wall-clock.ts'
import type { CloudDesk, CloudPrint, PrintState } from '../../sources/cloud/cloud-desk.ts'
import {
  type CloudPrintRow,
  findByClientId,
  findCloudPrint,
  getCloudPrint,
  listCloudPrints,
  listJobsOfPrint,
  listJobsOfSn,
  newestCloudPrint,
  type PrintedJob,
} from '../../store/cloud-prints.ts'
import { type Db, transact } from '../../store/database.ts'
import { note } from '../../store/history.ts'
import { type JobRow, listHeld, listJobsInLanes, printJob, saveJob } from '../../store/jobs.ts'
import { getTicket } from '../../store/tickets.ts'
import type { AlarmBook } from '../alarm-book.ts'
import type { Bell } from '../bell.ts'
import type { Clock } from '../clock.ts'
import type { Intake } from '../intake/intake.ts'
import { watchBacklog } from '../printing/backlog.ts'
import { watchHomeless, watchJob } from '../printing/job-watch.ts'
import type { PrintRoom } from '../printing/print-room.ts'

export type CloudDeskDeps = {
  db: Db
  settings: Settings
  clock: Clock
  bell: Bell
  alarms: AlarmBook
  intake: Intake
  printRoom: Pick<PrintRoom, 'printers' | 'nudge'>
}

/** For all sources: numbers that grow, so that a print is found again by its own whatever the clock does. */
export function createPrintNumbers({ db, clock }: Pick<CloudDeskDeps, 'db' | 'clock'>): () => number {
  let last = newestCloudPrint(db)
  return () => {
    last = Math.max(clock.now(), last + 1)
    return last
  }
}

/** What one cloud-printer client can ask of this shop, and do to its own prints. */
export function createCloudDesk(deps: CloudDeskDeps & { nextNumber: () => number }, source: CloudSource): CloudDesk {
  const { db, settings, clock } = deps
  const { timezone } = settings.shop
  const printers = new Map(Object.entries(source.printers))

  function view(row: CloudPrintRow | undefined): CloudPrint | null {
    if (row === undefined || row.source !== source.id) return null
    const jobs = listJobsOfPrint(db, row.id)
    const { id: number, order_id: orderId, client_id: clientId, sn, received_at: receivedAt } = row
    const state = stateOf(jobs)
    const printedAt = Math.max(0, ...jobs.map(job => job.printed_at ?? 0))
    return { number, orderId, clientId, sn, receivedAt, state, printedAt: state === 'printed' ? printedAt : null }
  }

  function cancelWhere(isMeant: (row: CloudPrintRow) => boolean): JobRow[] {
    const cancelled = transact(db, () =>
      [...listJobsInLanes(db), ...listHeld(db)].filter(job => {
        const { cloud_print } = getTicket(db, job.ticket)
        const print = cloud_print === null ? undefined : getCloudPrint(db, cloud_print)
        if (print === undefined || print.source !== source.id || !isMeant(print)) return false
        const after = next(printJob(job), { type: 'cancel' })
        if (after === null) return false
        saveJob(db, job.id, after)
        const detail = print.order_id
        note(db, { job: job.id, at: clock.now(), what: 'cancelled-by-source', by: source.id, detail })
        return true
      }),
    )
    if (cancelled.length === 0) return []
    for (const job of cancelled) watchJob(deps, { ...job, state: 'cancelled' }, null)
    watchHomeless(deps, listHeld(db))
    for (const printer of new Set(cancelled.map(job => job.printer))) {
      watchBacklog(deps, printer)
      deps.printRoom.nudge(printer)
    }
    deps.bell.ring('jobs', 'printers')
    return cancelled
  }

  return {
    async print({ sn, orderId = String, drawer = false, ...wish }) {
      const printer = printers.get(sn)
      if (printer === undefined) return { result: 'unknown-printer' }
      const number = deps.nextNumber()
      const names = { number, orderId: orderId(number), source: source.id, sn, printer }
      return deps.intake.takePrint({ ...wish, ...names, drawer, receivedAt: clock.now() })
    },
    find: by =>
      'orderId' in by
        ? view(findCloudPrint(db, source.id, by.orderId))
        : view(findByClientId(db, { source: source.id, ...by })),
    list: query => listCloudPrints(db, { source: source.id, ...query }).flatMap(row => view(row) ?? []),
    countDay(sn, day) {
      const jobs = listJobsOfSn(db, { source: source.id, sn, ...calendarDay(day, timezone) })
      const states = [...Map.groupBy(jobs, job => job.print).values()].map(stateOf)
      const count = (state: PrintState) => states.filter(one => one === state).length
      return { printed: count('printed'), waiting: count('waiting') }
    },
    printerState(sn) {
      const id = printers.get(sn)
      if (id === undefined) return null
      const printer = deps.printRoom.printers().find(one => one.id === id)
      if (printer === undefined || printer.state === 'offline') return 'offline'
      const isReady = ['ready', 'busy', 'paper-near-end', 'unknown'].includes(printer.state) && !printer.paused
      return isReady ? 'ready' : 'trouble'
    },
    printers: () => [...printers.keys()],
    cancelAll(sn) {
      const { length: tickets } = cancelWhere(print => print.sn === sn)
      if (tickets === 0) return 0
      const id = printers.get(sn)
      const printer = settings.printers.find(one => one.id === id)?.name ?? sn
      deps.alarms.count('source-cleared', source.id, { source: source.id, printer, tickets })
      return tickets
    },
    cancel: orderId => cancelWhere(print => print.order_id === orderId).length > 0,
    stamp(at) {
      const moment = wallTime(at, timezone)
      return `${dateText(moment)}${clockText(moment)}`.replace(/\D/g, '')
    },
  }
}

/** A reprint that came out makes up for the copy that did not. */
function stateOf(jobs: readonly Pick<PrintedJob, 'ticket' | 'state'>[]): PrintState {
  const tickets = [...Map.groupBy(jobs, job => job.ticket).values()].map(ticket => ticket.map(job => job.state))
  const has = (states: readonly JobState[], ...wanted: JobState[]) => wanted.some(one => states.includes(one))
  const isOpen = (states: readonly JobState[]) => has(states, 'queued', 'sending', 'waiting', 'uncertain', 'held')
  if (tickets.every(states => has(states, 'printed'))) return 'printed'
  if (tickets.some(states => !has(states, 'printed') && isOpen(states))) return 'waiting'
  return tickets.some(states => has(states, 'printed', 'sent')) ? 'sent' : 'cancelled'
}
