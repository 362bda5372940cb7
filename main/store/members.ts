import type { MemberEntry, MemberSettlement } from '../../shared/domain/reconciliation/light-member.ts'
import { type Db, sql } from './database.ts'

// 轻会员: what each order adds to an agreement, and what the platform made of a term.

export function saveMember(
  db: Db,
  row: { agreement: string; fee: number | null; termEnds: number | null; at: number },
): void {
  sql(
    db,
    `insert into members (agreement, fee, term_ends, seen_at) values (@agreement, @fee, @termEnds, @at)
     on conflict do update set fee = coalesce(excluded.fee, fee), term_ends = coalesce(excluded.term_ends, term_ends),
       seen_at = max(seen_at, excluded.seen_at)`,
  ).run(row)
}

/** Of one order: a later revision replaces what an earlier one said. */
export function saveMemberOrder(db: Db, orderRow: number, entry: MemberEntry & { at: number }): void {
  sql(
    db,
    `insert into member_orders (order_row, agreement, at, benefit, reversed)
     values (@orderRow, @agreementId, @at, @benefit, @reversed)
     on conflict do update set agreement = excluded.agreement, at = excluded.at, benefit = excluded.benefit,
       reversed = excluded.reversed`,
  ).run({ orderRow, ...entry })
}

export function dropMemberOrder(db: Db, orderRow: number): void {
  sql(db, 'delete from member_orders where order_row = ?').run(orderRow)
}

export type MemberRow = { agreement: string; fee: number | null; term_ends: number | null; seen_at: number }

export function getMember(db: Db, agreement: string): MemberRow | undefined {
  return sql<MemberRow>(db, 'select * from members where agreement = ?').get(agreement)
}

/** Behind `after`, up to and with `until`. */
export function listMemberEntries(
  db: Db,
  agreement: string,
  { after, until }: { after: number; until: number },
): MemberEntry[] {
  return sql<MemberEntry>(
    db,
    `select agreement as agreementId, benefit, reversed from member_orders
     where agreement = ? and at > ? and at <= ? order by at`,
  ).all(agreement, after, until)
}

export function saveSettlement(db: Db, { agreementId, ...row }: MemberSettlement): void {
  sql(
    db,
    `insert into member_settlements (agreement, at, paid, benefit, refusal)
     values (@agreement, @at, @paid, @benefit, @refusal)
     on conflict do update set paid = excluded.paid, benefit = excluded.benefit, refusal = excluded.refusal`,
  ).run({ agreement: agreementId, ...row })
}

/** Oldest first. */
export function listSettlements(db: Db, agreement: string): MemberSettlement[] {
  return sql<MemberSettlement>(
    db,
    `select agreement as agreementId, at, paid, benefit, refusal from member_settlements where agreement = ? order by at`,
  ).all(agreement)
}

/** Of one order, whose customer is to be forgotten now. */
export function forgetMemberOrder(db: Db, orderRow: number): void {
  const row = sql<{ agreement: string }>(db, 'select agreement from member_orders where order_row = ?').get(orderRow)
  if (row === undefined) return
  dropMemberOrder(db, orderRow)
  const left = sql(db, 'select 1 from member_orders where agreement = ? limit 1').get(row.agreement)
  if (left === undefined) forgetMember(db, row.agreement)
}

/** Agreements that no order has named since then, and whose term was over by then. Returns how many, `limit` at most. */
export function forgetMembers(db: Db, before: number, limit: number): number {
  const rows = sql<{ agreement: string }>(
    db,
    'select agreement from members where seen_at < ? and (term_ends is null or term_ends < ?) order by seen_at limit ?',
  ).all(before, before, limit)
  for (const { agreement } of rows) forgetMember(db, agreement)
  return rows.length
}

/** What was settled with a person stays; whose it was does not. */
function forgetMember(db: Db, agreement: string): void {
  const subject = `member:${agreement}`
  for (const table of ['member_orders', 'member_settlements', 'members']) {
    sql(db, `delete from ${table} where agreement = ?`).run(agreement)
  }
  sql(db, 'delete from findings where subject = ?').run(subject)
  sql(db, `update discrepancies set subject = 'member-forgotten:' || id where subject = ?`).run(subject)
}
