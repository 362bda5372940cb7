import type { AlarmCode } from '../../shared/domain/alarm.ts'
import type { AttemptOutcome, JobState } from '../../shared/domain/print-job.ts'
import type { TicketKind } from '../../shared/domain/ticket.ts'
import { type Db, sql } from './database.ts'
import type { Series } from './orders.ts'

// What a business day's numbers are counted from. All of it is found by the day, however many days there are.

/** An order with a number, without its body: that is only read where it is not known yet. */
export type DayOrderRow = {
  id: number
  source: string
  revision: number
  content_hash: string
  series: Series
  amount_fault: 0 | 1
  /** how many refunds people have recorded of it: these come without a revision */
  recorded: number
}

export function listDayOrders(db: Db, day: string): DayOrderRow[] {
  return sql<DayOrderRow>(
    db,
    `select id, source, revision, content_hash, series, amount_fault,
       (select count(*) from recorded_refunds r where r.order_row = orders.id) as recorded
     from orders where day = ? and number is not null order by id`,
  ).all(day)
}

export function getOrderBody(db: Db, id: number): { body: string; summary: string } | undefined {
  return sql<{ body: string; summary: string }>(db, 'select body, summary from orders where id = ?').get(id)
}

export type DayPaperRow = {
  order_row: number
  series: Series
  job: number
  kind: TicketKind
  state: JobState
  due: number
  copy: number | null
  marks: string | null
  taken: number | null
  outcome: AttemptOutcome | null
  ended_at: number | null
}

/** Every job of the day's orders, with each of its attempts. */
export function listDayPapers(db: Db, day: string): DayPaperRow[] {
  return sql<DayPaperRow>(
    db,
    `select o.id as order_row, o.series, j.id as job, j.kind, j.state, max(j.created_at, coalesce(j.release_at, 0)) as due,
       a.copy, a.marks, a.taken, a.outcome, a.ended_at
     from orders o join jobs j on j.order_row = +o.id left join attempts a on a.job = j.id
     where o.day = ?`,
  ).all(day)
}

export type DayAlarmRow = { code: AlarmCode; subject: string; since: number; ended_at: number | null }

/** Alarms that stood within those moments. One that is older than a week by then still stands. */
export function listDayAlarms(db: Db, during: { from: number; until: number }): DayAlarmRow[] {
  return sql<DayAlarmRow>(
    db,
    `select code, subject, since, ended_at from alarms
       where since >= @from - 604800000 and since < @until and ended_at > @from
     union all
     select code, subject, since, ended_at from alarms where ended_at is null and since < @until`,
  ).all(during)
}
