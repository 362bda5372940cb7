import type { Logger } from 'pino'
import { alarmSeverity, alarmWords } from '../../shared/domain/alarm.ts'
import { planSlip } from '../../shared/domain/alarm-slip.ts'
import type { AlarmFacts } from '../../shared/domain/alarms/alarm-text.ts'
import { isSettled, newJob, next } from '../../shared/domain/print-job.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import type { AlarmSlipContent } from '../../shared/domain/ticket.ts'
import { listAlarmsAndSlips, type ToldAlarmRow, tellOnPaper } from '../store/alarms.ts'
import { type Db, transact } from '../store/database.ts'
import { note } from '../store/history.ts'
import { getJob, insertJob, type JobRow, listOpenSlips, printJob, saveJob } from '../store/jobs.ts'
import { getTicket, insertTicket, ticketContent } from '../store/tickets.ts'
import type { AlarmBook } from './alarm-book.ts'
import type { Bell } from './bell.ts'
import type { Clock } from './clock.ts'
import { lookEvery } from './look-every.ts'
import { watchJob } from './printing/job-watch.ts'

/** Alarms on paper while no screen is open: jobs like any other, in the lane of a printer that works. */
export type AlarmSlips = { stop(): void }

const lookMs = 1_000
const hourMs = 3_600_000

export function createAlarmSlips(deps: {
  db: Db
  settings: Settings
  clock: Clock
  bell: Bell
  alarms: AlarmBook
  log: Logger
  /** would it print a slip now? */
  isAble: (printerId: string) => boolean
  wakeLane: (printerId: string) => void
}): AlarmSlips {
  const { db, settings, clock, bell } = deps
  // At the counter somebody looks at the paper; then as the shop lists them.
  const preferred = [settings.receipt.printer, ...settings.printers.map(printer => printer.id)]
  const printers = [...new Set(preferred)].filter(id => id !== undefined)
  /** when each was first seen to stand; the wall clock may jump */
  let seen = new Map<string, number>()
  let printedAt: number[] = []
  // The slip of a day that closed is a report too, and nobody's alarm.
  const tells = (job: JobRow) => 'alarms' in ticketContent(getTicket(db, job.ticket))
  const standing = listAlarmsAndSlips(db)
  /** slips on their way, and what each of them tells of */
  const open = new Map(
    listOpenSlips(db).flatMap(job =>
      tells(job) ? [[job.id, standing.filter(row => row.slip === job.id).map(keyOf)] as const] : [],
    ),
  )
  const stop = lookEvery(clock, lookMs, () => {
    try {
      look()
    } catch (error) {
      // The next look tries again: paper is the second way to hear of it.
      deps.log.warn({ err: error }, 'alarms could not be put on paper')
    }
  })

  function look(): void {
    const rows = listAlarmsAndSlips(db)
    seen = new Map(rows.map(row => [keyOf(row), seen.get(keyOf(row)) ?? clock.elapsed()]))
    callBackSlips(rows)
    // One that has grown meanwhile is told anew when the paper that is on its way is out: orders that come one by one
    // neither call each other's slips back nor fill the kitchen with them.
    const onTheirWay = new Set([...open.values()].flat())
    if (bell.screens > 0) return
    printedAt = printedAt.filter(at => clock.elapsed() - at < hourMs)
    const slip = planSlip({
      alarms: rows.map(row => ({
        row,
        ...{ code: row.code, subject: row.subject, facts: JSON.parse(row.facts) as AlarmFacts },
        severity: alarmSeverity(row.code),
        acked: row.acked_at !== null,
        told: row.slip !== null || onTheirWay.has(keyOf(row)),
        stoodMs: clock.elapsed() - (seen.get(keyOf(row)) ?? clock.elapsed()),
      })),
      printers: printers.filter(deps.isAble),
      slipsLastHour: printedAt.length,
    })
    if (slip === null) return
    const told = slip.alarms.map(alarm => alarm.row)
    open.set(
      transact(db, () => print(slip.printer, told)),
      told.map(keyOf),
    )
    printedAt.push(clock.elapsed())
    deps.wakeLane(slip.printer)
    bell.ring('jobs', 'printers')
  }

  /** Slips that are not printed yet and that nobody needs any more, or whose printer cannot print them. */
  function callBackSlips(rows: readonly ToldAlarmRow[]): void {
    for (const [id, told] of open) {
      const job = getJob(db, id)
      if (job === undefined || isSettled(job.state)) open.delete(id)
      else if (job.state !== 'sending' && !isNeeded(job, told, rows)) {
        if (transact(db, () => callBack(job))) open.delete(id)
      }
    }
  }

  function isNeeded(job: JobRow, told: readonly string[], rows: readonly ToldAlarmRow[]): boolean {
    const stands = rows.some(row => told.includes(keyOf(row)) && row.acked_at === null)
    return stands && bell.screens === 0 && deps.isAble(job.printer)
  }

  function callBack(job: JobRow): boolean {
    const cancelled = next(printJob(job), { type: 'cancel' })
    if (cancelled === null) return false
    saveJob(db, job.id, cancelled)
    note(db, { job: job.id, at: clock.now(), what: 'slip-called-back' })
    // One that nobody needs any more is no doubt that anybody has to settle.
    watchJob(deps, { ...job, state: cancelled.state }, null)
    bell.ring('jobs', 'printers')
    return true
  }

  function print(printer: string, alarms: readonly ToldAlarmRow[]): number {
    const row = { order_row: null, kind: 'report' as const, printer, created_at: clock.now() }
    const content: AlarmSlipContent = {
      kind: 'report',
      marks: [],
      alarms: alarms.map(({ code, facts, since }) => ({
        code,
        ...alarmWords(code, JSON.parse(facts) as AlarmFacts, settings.shop.language),
        since: new Date(since).toISOString(),
      })),
    }
    const ticket = insertTicket(db, { ...row, revision: null, station: null, number: null, content })
    const job = insertJob(db, { ...row, ticket, job: newJob() })
    for (const alarm of alarms) tellOnPaper(db, alarm.id, job)
    note(db, { job, at: clock.now(), what: 'alarm-slip', detail: alarms.map(({ code }) => code).join(' ') })
    return job
  }

  return { stop }
}

function keyOf({ code, subject }: ToldAlarmRow): string {
  return `${code} ${subject}`
}
