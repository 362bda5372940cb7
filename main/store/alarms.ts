import type { AlarmCode } from '../../shared/domain/alarm.ts'
import type { AlarmFacts } from '../../shared/domain/alarms/alarm-text.ts'
import { type Db, sql } from './database.ts'

export type AlarmRow = {
  id: number
  code: AlarmCode
  subject: string
  facts: string
  since: number
  acked_at: number | null
}

/** With the paper that tells of it, unless that was cancelled. */
export type ToldAlarmRow = AlarmRow & { slip: number | null }

/** Raises it, or brings the facts of the one that already stands up to date. */
export function raiseAlarm(
  db: Db,
  alarm: { code: AlarmCode; subject: string; facts: AlarmFacts; since: number },
): void {
  sql(
    db,
    `insert into alarms (code, subject, facts, since) values (@code, @subject, @facts, @since)
     on conflict (code, subject) where ended_at is null do update set facts = excluded.facts`,
  ).run({ ...alarm, facts: JSON.stringify(alarm.facts) })
}

export function endAlarm(db: Db, id: number, at: number): void {
  sql(db, 'update alarms set ended_at = ? where id = ? and ended_at is null').run(at, id)
}

export function ackAlarm(db: Db, id: number, at: number, by: string): void {
  sql(db, 'update alarms set acked_at = ?, acked_by = ? where id = ? and acked_at is null').run(at, by, id)
}

export function getStandingAlarm(db: Db, code: AlarmCode, subject: string): AlarmRow | undefined {
  return sql<AlarmRow>(
    db,
    'select id, code, subject, facts, since, acked_at from alarms where code = ? and subject = ? and ended_at is null',
  ).get(code, subject)
}

/** Newest first: should there ever be more than anybody reads, the new ones are seen. */
export function listStandingAlarms(db: Db): AlarmRow[] {
  return sql<AlarmRow>(
    db,
    'select id, code, subject, facts, since, acked_at from alarms where ended_at is null order by id desc limit 1000',
  ).all()
}

/** What stands, oldest first, and which paper tells of it. */
export function listAlarmsAndSlips(db: Db): ToldAlarmRow[] {
  return sql<ToldAlarmRow>(
    db,
    `select a.id, a.code, a.subject, a.facts, a.since, a.acked_at, j.id as slip
     from alarms a left join jobs j on j.id = a.slip and j.state <> 'cancelled'
     where a.ended_at is null order by a.id limit 1000`,
  ).all()
}

export function tellOnPaper(db: Db, id: number, job: number): void {
  sql(db, 'update alarms set slip = ? where id = ?').run(job, id)
}
