import type { Discrepancy } from '../../shared/domain/reconciliation/discrepancy.ts'
import { type Db, sql } from './database.ts'
import type { DiscrepancyRow } from './discrepancies.ts'

// What each look at the books saw last. A scope is one look: what it sees replaces what it saw before.

type FindingRow = { scope: string } & Pick<
  DiscrepancyRow,
  'subject' | 'class' | 'day' | 'source' | 'order_id' | 'expected' | 'actual' | 'facts'
>

export function listFindings(db: Db, scope: string): Discrepancy[] {
  return sql<FindingRow>(db, 'select * from findings where scope = ? order by subject, class')
    .all(scope)
    .map(discrepancyIn)
}

/** Of all looks. */
export function listFindingsAbout(db: Db, subject: string): Discrepancy[] {
  return sql<FindingRow>(db, 'select * from findings where subject = ?').all(subject).map(discrepancyIn)
}

/** Which looks found something about it. */
export function listScopesAbout(db: Db, subject: string): string[] {
  return sql<{ scope: string }>(db, 'select scope from findings where subject = ?')
    .all(subject)
    .map(row => row.scope)
}

export function saveFinding(db: Db, scope: string, found: Discrepancy): void {
  const { orderId, facts, ...row } = found
  sql(
    db,
    `insert into findings (scope, subject, class, day, source, order_id, expected, actual, facts)
     values (@scope, @subject, @class, @day, @source, @order_id, @expected, @actual, @facts)
     on conflict do update set day = excluded.day, source = excluded.source, order_id = excluded.order_id,
       expected = excluded.expected, actual = excluded.actual, facts = excluded.facts`,
  ).run({ scope, ...row, order_id: orderId, facts: JSON.stringify(facts) })
}

export function dropFinding(db: Db, scope: string, found: Pick<Discrepancy, 'subject' | 'class'>): void {
  sql(db, 'delete from findings where scope = ? and subject = ? and class = ?').run(scope, found.subject, found.class)
}

function discrepancyIn(row: FindingRow): Discrepancy {
  const { scope: _, order_id, facts, ...rest } = row
  return { ...rest, orderId: order_id, facts: JSON.parse(facts) as Discrepancy['facts'] }
}
