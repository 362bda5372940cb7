import type { Discrepancy, DiscrepancyClass, DiscrepancyState } from '../../shared/domain/reconciliation/discrepancy.ts'
import { type Db, sql } from './database.ts'

export type DiscrepancyRow = {
  id: number
  subject: string
  class: DiscrepancyClass
  day: string
  source: string | null
  order_id: string | null
  expected: number | null
  actual: number | null
  facts: string
  state: DiscrepancyState
  found_at: number
  changed_at: number
  tries: number
  tried_at: number | null
}

// The partial indexes discrepancies_unsettled and discrepancies_waiting serve these: the words have to be the same.
const unsettled = `state in ('open', 'suspended')`

export function insertDiscrepancy(db: Db, found: Discrepancy, at: number): number {
  const { orderId, facts, ...row } = found
  const { lastInsertRowid } = sql(
    db,
    `insert into discrepancies (subject, class, day, source, order_id, expected, actual, facts, state, found_at, changed_at)
     values (@subject, @class, @day, @source, @order_id, @expected, @actual, @facts, 'open', @at, @at)`,
  ).run({ ...row, order_id: orderId, facts: JSON.stringify(facts), at })
  return Number(lastInsertRowid)
}

/** It is the same difference, and more is known of it. */
export function updateDiscrepancy(db: Db, id: number, found: Discrepancy, at: number): void {
  const { orderId, facts, day, source, expected, actual } = found
  sql(
    db,
    `update discrepancies set day = @day, source = @source, order_id = @order_id, expected = @expected, actual = @actual,
       facts = @facts, changed_at = @at where id = @id`,
  ).run({ id, day, source, expected, actual, order_id: orderId, facts: JSON.stringify(facts), at })
}

export function setDiscrepancyState(db: Db, id: number, state: DiscrepancyState, at: number): void {
  sql(db, 'update discrepancies set state = ?, changed_at = ? where id = ?').run(state, at, id)
}

export function markTried(db: Db, id: number, at: number): void {
  sql(db, 'update discrepancies set tries = tries + 1, tried_at = ? where id = ?').run(at, id)
}

export function getDiscrepancy(db: Db, id: number): DiscrepancyRow | undefined {
  return sql<DiscrepancyRow>(db, 'select * from discrepancies where id = ?').get(id)
}

export function findUnsettled(db: Db, subject: string): DiscrepancyRow | undefined {
  return sql<DiscrepancyRow>(db, `select * from discrepancies where subject = ? and ${unsettled}`).get(subject)
}

/** A person has settled just this already. */
export function hasResolved(db: Db, found: Discrepancy): boolean {
  const rows = sql<Pick<DiscrepancyRow, 'expected' | 'actual'>>(
    db,
    `select expected, actual from discrepancies where subject = ? and state = 'resolved' and class = ?`,
  ).all(found.subject, found.class)
  return rows.some(row => row.expected === found.expected && row.actual === found.actual)
}

export type DiscrepancyQuery = { state: DiscrepancyState | null; day: string | null; after: number; limit: number }

export function listDiscrepancies(db: Db, { state, day, after, limit }: DiscrepancyQuery): DiscrepancyRow[] {
  const conditions = ['id > @after']
  if (day !== null) conditions.push('day = @day')
  if (state !== null) conditions.push('state = @state')
  const text = `select * from discrepancies where ${conditions.join(' and ')} order by id limit @limit`
  return sql<DiscrepancyRow>(db, text).all({
    ...{ after, limit },
    ...(day === null ? {} : { day }),
    ...(state === null ? {} : { state }),
  })
}

/** What nobody has settled: of one day, or of all. Newest first: should there ever be too many, the new ones are seen. */
export function listUnsettled(db: Db, query: { day: string | null; limit: number }): DiscrepancyRow[] {
  return query.day === null
    ? sql<DiscrepancyRow>(
        db,
        `select * from discrepancies indexed by discrepancies_open where ${unsettled} order by id desc limit ?`,
      ).all(query.limit)
    : sql<DiscrepancyRow>(
        db,
        `select * from discrepancies where day = ? and ${unsettled} order by id desc limit ?`,
      ).all(query.day, query.limit)
}

/** Of days before that one, not looked at again so often yet. */
export function listUntried(db: Db, query: { before: string; tries: number; limit: number }): DiscrepancyRow[] {
  return sql<DiscrepancyRow>(
    db,
    `select * from discrepancies indexed by discrepancies_open
     where ${unsettled} and day < ? and tries < ? order by id limit ?`,
  ).all(query.before, query.tries, query.limit)
}

/** How many, of each class. */
export function countUnsettled(db: Db, day: string): { class: DiscrepancyClass; n: number }[] {
  const counts = new Map<DiscrepancyClass, number>()
  const text = `select class from discrepancies where day = ? and ${unsettled}`
  for (const row of sql<{ class: DiscrepancyClass }>(db, text).all(day)) {
    counts.set(row.class, (counts.get(row.class) ?? 0) + 1)
  }
  return [...counts].map(([one, n]) => ({ class: one, n }))
}

export type DiscrepancyHistoryRow = { at: number; what: string; by: string | null; note: string | null }

/** Never changed afterwards. */
export function noteDiscrepancy(
  db: Db,
  id: number,
  entry: { at: number; what: string; by?: string | null; note?: string | null },
): void {
  sql(db, 'insert into discrepancy_history (discrepancy, at, what, by, note) values (@id, @at, @what, @by, @note)').run(
    { id, by: null, note: null, ...entry },
  )
}

export function listDiscrepancyHistory(db: Db, id: number): DiscrepancyHistoryRow[] {
  return sql<DiscrepancyHistoryRow>(
    db,
    'select at, what, by, note from discrepancy_history where discrepancy = ? order by id limit 200',
  ).all(id)
}
