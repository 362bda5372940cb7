import type { PaperContent, TicketKind, TicketLine } from '../../shared/domain/ticket.ts'
import { type Db, sql } from './database.ts'

export type TicketRow = {
  id: number
  order_row: number | null
  revision: number | null
  kind: TicketKind
  station: string | null
  printer: string
  number: number | null
  content: string
  created_at: number
  /** papers that may have come out although no attempt tells of them (after a restore) */
  lost_papers: number
  /** what a cloud printer's client sent; null: it is of an order, or of our own making */
  cloud_print: number | null
}

export function insertTicket(
  db: Db,
  row: Omit<TicketRow, 'id' | 'content' | 'lost_papers' | 'cloud_print'> & {
    content: PaperContent
    cloud_print?: number
  },
): number {
  const { lastInsertRowid } = sql(
    db,
    `insert into tickets (order_row, cloud_print, revision, kind, station, printer, number, content, created_at)
     values (@order_row, @cloud_print, @revision, @kind, @station, @printer, @number, @content, @created_at)`,
  ).run({ cloud_print: null, ...row, content: JSON.stringify(row.content) })
  return Number(lastInsertRowid)
}

/** At least so many papers of it came out, or may have, of which no attempt tells. */
export function setLostPapers(db: Db, id: number, papers: number): void {
  sql(db, 'update tickets set lost_papers = max(lost_papers, ?) where id = ?').run(papers, id)
}

export function getTicket(db: Db, id: number): TicketRow {
  const row = sql<TicketRow>(db, 'select * from tickets where id = ?').get(id)
  if (row === undefined) throw new Error(`no ticket ${id}`)
  return row
}

export function listTickets(db: Db, orderRow: number): TicketRow[] {
  return sql<TicketRow>(db, 'select * from tickets where order_row = +? order by id').all(orderRow)
}

/** One for each copy. */
export function listTicketsOfPrint(db: Db, cloudPrint: number): TicketRow[] {
  return sql<TicketRow>(db, 'select * from tickets where cloud_print = ? order by id').all(cloudPrint)
}

export function ticketContent(row: TicketRow): PaperContent {
  return JSON.parse(row.content) as PaperContent
}

/** Where each line of an order was sent, so that its void goes after it even if routing has changed since. */
export function stationsOfLines(db: Db, orderRow: number): Map<string, string> {
  const stations = new Map<string, string>()
  for (const row of listTickets(db, orderRow)) {
    if (row.station === null || (row.kind !== 'kitchen' && row.kind !== 'addition')) continue
    const content = ticketContent(row)
    if (!('lines' in content)) continue
    for (const line of withParts(content.lines)) stations.set(line.lineId, row.station)
  }
  return stations
}

function withParts(lines: readonly TicketLine[]): TicketLine[] {
  return lines.flatMap(line => [line, ...withParts(line.parts)])
}
