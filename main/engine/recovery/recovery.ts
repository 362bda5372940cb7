import type { AlarmCode } from '../../../shared/domain/alarm.ts'
import { holdsUncertain, next } from '../../../shared/domain/print-job.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import { endAttempt, listOpenAttempts } from '../../store/attempts.ts'
import { type Db, transact } from '../../store/database.ts'
import { note } from '../../store/history.ts'
import { getJob, type JobRow, listHeld, listJobsInLanes, printJob, saveJob } from '../../store/jobs.ts'
import { findOrder, listTroubled } from '../../store/orders.ts'
import { unheardLoad } from '../../store/outbox.ts'
import { findPause } from '../../store/shop-pause.ts'
import { getTicket } from '../../store/tickets.ts'
import type { AlarmBook } from '../alarm-book.ts'
import { readId } from '../ids.ts'
import { callOff } from '../intake/call-off.ts'
import { watchQuarantine } from '../intake/take-order.ts'
import { refreshOrder } from '../order-progress.ts'
import { watchHeldOrder, watchHomeless, watchJob } from '../printing/job-watch.ts'

/**
 * After a stop of any kind, before a lane starts: an attempt without an end may be on paper, whole, in part or not at
 * all, so its job is uncertain; a job without an attempt has provably not been printed and simply waits on. Jobs of a
 * printer that the shop no longer has are held, those held for want of one that is there again are let go.
 */
export function recover(deps: { db: Db; settings: Settings; alarms: AlarmBook; now: () => number }): void {
  const { db, settings } = deps
  const at = deps.now()
  const touched = new Map<number, JobRow>()
  transact(db, () => {
    for (const attempt of listOpenAttempts(db)) {
      const job = getJob(db, attempt.job)
      const lost =
        job === undefined
          ? null
          : next(printJob(job), { type: 'lost', hold: holdsUncertain(settings.policy.uncertain, job.kind) })
      endAttempt(db, {
        id: attempt.id,
        ended_at: at,
        outcome: 'uncertain',
        evidence: null,
        error: 'the program stopped while this ticket was being printed',
        taken: attempt.size,
      })
      if (job === undefined || lost === null) continue
      saveJob(db, job.id, lost)
      note(db, { order_row: job.order_row, job: job.id, at, what: 'uncertain-after-restart' })
      callOff(db, job.id)
      touched.set(job.id, job)
    }
    const has = (printer: string) => settings.printers.some(one => one.id === printer)
    for (const job of listJobsInLanes(db)) {
      const held = has(job.printer) ? null : next(printJob(job), { type: 'hold', why: 'no-printer' })
      if (held === null) continue
      saveJob(db, job.id, held)
      touched.set(job.id, job)
    }
    for (const job of listHeld(db)) {
      const released =
        has(job.printer) && job.held_for === 'no-printer' ? next(printJob(job), { type: 'release' }) : null
      if (released === null) continue
      saveJob(db, job.id, released)
      touched.set(job.id, job)
    }
    for (const job of touched.values()) refreshOrder(db, job.order_row, at)
    // An older version may have judged the same jobs otherwise.
    for (const order of listTroubled(db)) refreshOrder(db, order.id, at)
  })
  for (const id of touched.keys()) {
    const job = getJob(db, id)
    if (job !== undefined) watchJob(deps, job, getTicket(db, job.ticket).number)
  }
  const held = listHeld(db)
  for (const job of held) watchJob(deps, job, getTicket(db, job.ticket).number)
  watchHomeless(deps, held)
  endOldAlarms(deps)
}

/**
 * The run before may have ended between the end of a cause and that of its alarm; its lanes are not these; what stands
 * above has just been committed; and the shop may no longer have a printer or a source. What is still so is raised anew.
 */
function endOldAlarms(deps: { db: Db; settings: Settings; alarms: AlarmBook }): void {
  const { db, settings, alarms } = deps
  for (const { code, subject } of alarms.standing()) {
    if (!hasCause(db, settings, code, subject)) alarms.end(code, subject)
    // Erasing, or another program, may have taken some of what it counts.
    if (code === 'order-invalid') watchQuarantine(deps, subject)
    const row = readId('j', subject)
    const job = row === null ? undefined : getJob(db, row)
    if (job !== undefined) watchJob(deps, job, getTicket(db, job.ticket).number)
    const [source = '', ...orderId] = subject.split('/')
    if (code === 'order-held') watchHeldOrder(deps, findOrder(db, source, orderId.join('/'))?.id ?? null)
  }
}

/** May there still be something behind it, that somebody would see gone? */
function hasCause(db: Db, { printers, sources }: Settings, code: AlarmCode, subject: string): boolean {
  const has = (list: readonly { id: string }[]) => list.some(one => one.id === subject)
  if (code.startsWith('printer-')) return has(printers)
  if (code === 'orders-unread' || code === 'calls-waiting') return has(sources.filter(one => one.type === 'alipay'))
  if (code === 'events-waiting') return unheardLoad(db, subject).waiting > 0
  if (code.startsWith('source-')) return has(sources)
  if (code === 'order-while-paused') return findPause(db) !== undefined
  return code !== 'lane-failed' && code !== 'not-durable'
}
