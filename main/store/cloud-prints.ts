import type { JobState } from '../../shared/domain/print-job.ts'
import { type Db, sql } from './database.ts'

// What the clients of cloud printers had printed here. What a print says stands in its tickets.

export type CloudPrintRow = {
  id: number
  source: string
  order_id: string
  client_id: string | null
  sn: string
  content_hash: string
  received_at: number
  purged_at: number | null
}

export function insertCloudPrint(db: Db, row: Omit<CloudPrintRow, 'purged_at'>): void {
  sql(
    db,
    `insert into cloud_prints (id, source, order_id, client_id, sn, content_hash, received_at)
     values (@id, @source, @order_id, @client_id, @sn, @content_hash, @received_at)`,
  ).run(row)
}

export function getCloudPrint(db: Db, id: number): CloudPrintRow | undefined {
  return sql<CloudPrintRow>(db, 'select * from cloud_prints where id = ?').get(id)
}

/** By what its client was told. */
export function findCloudPrint(db: Db, source: string, orderId: string): CloudPrintRow | undefined {
  return sql<CloudPrintRow>(db, 'select * from cloud_prints where source = ? and order_id = ?').get(source, orderId)
}

/** The newest that its client gave this name; `sn` null: at any printer. */
export function findByClientId(
  db: Db,
  { source, sn, clientId }: { source: string; sn: string | null; clientId: string },
): CloudPrintRow | undefined {
  return sql<CloudPrintRow>(
    db,
    `select * from cloud_prints where source = @source and client_id = @clientId and client_id is not null
       and (@sn is null or sn = @sn) order by id desc limit 1`,
  ).get({ source, sn, clientId })
}

/** The newest that says the same, at this printer. */
export function findBySameText(
  db: Db,
  { source, sn, contentHash }: { source: string; sn: string; contentHash: string },
): CloudPrintRow | undefined {
  return sql<CloudPrintRow>(
    db,
    'select * from cloud_prints where source = ? and sn = ? and content_hash = ? order by id desc limit 1',
  ).get(source, sn, contentHash)
}

/** 0: there is none yet. */
export function newestCloudPrint(db: Db): number {
  return sql<{ id: number | null }>(db, 'select max(id) as id from cloud_prints').get()?.id ?? 0
}

/** Newest first. */
export function listCloudPrints(
  db: Db,
  query: { source: string; sn: string; limit: number; skip: number },
): CloudPrintRow[] {
  return sql<CloudPrintRow>(
    db,
    'select * from cloud_prints where source = ? and sn = ? order by received_at desc limit ? offset ?',
  ).all(query.source, query.sn, query.limit, query.skip)
}

/** Jobs of a print, reprints too; `printed_at`: when its printer, or a person, said that it came out. */
export type PrintedJob = { print: number; ticket: number; state: JobState; printed_at: number | null }

export function listJobsOfPrint(db: Db, print: number): PrintedJob[] {
  return sql<PrintedJob>(
    db,
    `select t.cloud_print as print, t.id as ticket, j.state,
       (select max(a.ended_at) from attempts a where a.job = j.id and a.outcome = 'printed') as printed_at
     from tickets t join jobs j on j.ticket = t.id where t.cloud_print = ?`,
  ).all(print)
}

/** The same of all that came for one printer in a time. */
export function listJobsOfSn(db: Db, query: { source: string; sn: string; from: number; until: number }): PrintedJob[] {
  return sql<PrintedJob>(
    db,
    `select p.id as print, t.id as ticket, j.state, null as printed_at
     from cloud_prints p join tickets t on t.cloud_print = p.id join jobs j on j.ticket = t.id
     where p.source = ? and p.sn = ? and p.received_at >= ? and p.received_at < ?`,
  ).all(query.source, query.sn, query.from, query.until)
}
