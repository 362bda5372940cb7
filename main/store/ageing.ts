import { summaryWithoutCustomer, ticketWithoutCustomer, withoutCustomer } from '../../shared/domain/purging.ts'
import type { PaperContent } from '../../shared/domain/ticket.ts'
import type { OrderSummary } from '../../shared/domain/views/order-views.ts'
import { dropTracesOf } from './abuse-traces.ts'
import { type Db, sql, totalChanges, transact } from './database.ts'
import { openStates } from './jobs.ts'
import { forgetMembers } from './members.ts'

// What goes when it is old enough, a few rows at a time. Amounts stay, and so does whatever waits for paper or a person.

/** Milliseconds since 1970: what is older goes. */
export type AgeLimits = {
  now: number
  /** whatever tells of a customer: names, notes, what was on paper, and what only repetitions are known by */
  customers: number
  /** who did what and when: of use long after the customer is forgotten */
  history: number
}

export type Ageing = {
  /** One bounded transaction. False: there is nothing left that is old enough. */
  step(): boolean
}

/** So many rows are looked at in one transaction … */
export const rowsPerStep = 50
/** … and one order more is begun only while fewer than these were written. */
const writesPerStep = 200

/** Returns where to go on, or null when it is done. */
type Step = (db: Db, limits: AgeLimits, after: number) => number | null

const settledQuarantine = `id in
  (select id from quarantine where state <> 'open' and received_at < ? order by received_at limit ?)`
const settledConflicts = `id in
  (select id from conflicts where state <> 'open' and received_at < ? order by received_at limit ?)`

const settledCalls = `id in (select id from calls where state in ('done', 'dropped') and ended_at < ?
  order by ended_at limit ?)`
/** What this version does not know goes too: whose it was, a person has had time to see. */
const oldNotices = 'id in (select id from platform_notices where received_at < ? order by received_at limit ?)'

/** No source has yet to hear of them. */
const heardEvents = `
  (select id from outbox o where at < ? and not exists
    (select 1 from outbox_cursors c where c.heard < o.id and (o.source is null or o.source = c.source))
   order by at limit ?)`

const blankedQuarantine = ['raw', 'issues', 'settled_note'].map(column => `${column} = ${blank(column)}`).join(', ')

const steps: readonly Step[] = [
  purgeOrders,
  purgeCloudPrints,
  dropping(`delete from webhook_ids where (source, webhook_id) in
    (select source, webhook_id from webhook_ids where received_at < ? order by received_at limit ?)`),
  dropping(
    `update quarantine set ${blankedQuarantine} where ${settledQuarantine}`,
    `delete from quarantine where ${settledQuarantine}`,
  ),
  dropping(
    `update conflicts set body = ${blank('body')}, settled_note = ${blank('settled_note')} where ${settledConflicts}`,
    `delete from conflicts where ${settledConflicts}`,
  ),
  dropping(`delete from outbox_refused where event in ${heardEvents}`, `delete from outbox where id in ${heardEvents}`),
  dropping(`delete from day_sequence where (source, day, number) in
    (select source, day, number from day_sequence where seen_at < ? order by seen_at limit ?)`),
  dropping(
    `update calls set body = ${blank('body')}, answer = ${blank('answer')} where ${settledCalls}`,
    `delete from calls where ${settledCalls}`,
  ),
  dropping(
    `update platform_notices set body = ${blank('body')} where ${oldNotices}`,
    `delete from platform_notices where ${oldNotices}`,
  ),
  dropMembers,
  dropHistory,
  dropAlarms,
]

export function createAgeing(db: Db, limits: AgeLimits): Ageing {
  let at = 0
  let after = 0
  return {
    step() {
      const step = steps[at]
      if (step === undefined) return false
      const next = transact(db, () => step(db, limits, after))
      if (next === null) at += 1
      after = next ?? 0
      return at < steps.length
    },
  }
}

/** Of one order, everything that its customer wrote or is known by. In the caller's transaction. */
export function purgeOrder(db: Db, id: number, at: number): void {
  const order = sql<{ body: string; summary: string }>(db, 'select body, summary from orders where id = ?').get(id)
  if (order === undefined) return
  const summary = summaryWithoutCustomer(JSON.parse(order.summary) as OrderSummary)
  sql(db, `update orders set body = ${blank('body')}, summary = ${blank('summary')} where id = ?`).run(id)
  sql(db, 'update orders set body = ?, summary = ?, purged_at = ? where id = ?').run(
    purged(order.body),
    JSON.stringify(summary),
    at,
    id,
  )
  type Body = { revision: number; body: string }
  for (const { revision, body } of sql<Body>(db, 'select revision, body from revisions where order_row = ?').all(id)) {
    sql(db, `update revisions set body = ${blank('body')} where order_row = ? and revision = ?`).run(id, revision)
    sql(db, 'update revisions set body = ? where order_row = ? and revision = ?').run(purged(body), id, revision)
  }
  for (const one of sql<{ id: number; body: string }>(db, 'select id, body from conflicts where order_row = ?').all(
    id,
  )) {
    sql(db, `update conflicts set body = ${blank('body')} where id = ?`).run(one.id)
    sql(db, 'update conflicts set body = ? where id = ?').run(purged(one.body), one.id)
  }
  for (const ticket of sql<Content>(db, 'select id, content from tickets where order_row = +?').all(id)) {
    purgeTicket(db, ticket)
  }
  dropTracesOf(db, id)
  const itsJobs = 'job in (select id from jobs where order_row = +?)'
  sql(db, `update attempts set paper = zeroblob(length(paper)) where ${itsJobs}`).run(id)
  sql(db, `update attempts set paper = x'' where ${itsJobs}`).run(id)
  const itsCalls = `order_row = +? and state in ('done', 'dropped')`
  sql(db, `update calls set body = ${blank('body')}, answer = ${blank('answer')} where ${itsCalls}`).run(id)
  sql(db, `update calls set body = '{}', answer = null where ${itsCalls}`).run(id)
  sql(db, 'update visits set customer = zeroblob(16) where order_row = ?').run(id)
  sql(db, 'delete from visits where order_row = ?').run(id)
  // These quote what the source sent.
  const quotes = `order_row = ? and what = 'taken-as-other'`
  sql(db, `update history set detail = ${blank('detail')} where ${quotes}`).run(id)
  sql(db, `update history set detail = null where ${quotes}`).run(id)
}

type Content = { id: number; content: string }

function purgeTicket(db: Db, { id, content }: Content): void {
  const kept = ticketWithoutCustomer(JSON.parse(content) as PaperContent)
  sql(db, `update tickets set content = ${blank('content')} where id = ?`).run(id)
  sql(db, 'update tickets set content = ? where id = ?').run(JSON.stringify(kept), id)
}

/** Of what a cloud printer's client sent, all that it said; the names by which it is known again stay. */
export function purgeCloudPrint(db: Db, id: number, at: number): void {
  for (const ticket of sql<Content>(db, 'select id, content from tickets where cloud_print = ?').all(id)) {
    purgeTicket(db, ticket)
    const its = 'job in (select id from jobs where ticket = +?)'
    sql(db, `update attempts set paper = zeroblob(length(paper)) where ${its}`).run(ticket.id)
    sql(db, `update attempts set paper = x'' where ${its}`).run(ticket.id)
  }
  sql(db, `update cloud_prints set purged_at = ? where id = ?`).run(at, id)
}

/** One thing that was kept aside, whatever its state. */
export function dropQuarantined(db: Db, id: number): void {
  sql(db, `update quarantine set ${blankedQuarantine} where id = ?`).run(id)
  sql(db, 'delete from quarantine where id = ?').run(id)
}

/** Paper or a person still needs it. */
export function isOpenPrint(db: Db, id: number): boolean {
  const row = sql<{ open: 0 | 1 }>(
    db,
    `select exists (select 1 from tickets t join jobs j on j.ticket = t.id
       where t.cloud_print = ? and j.state in ${openStates}) as open`,
  ).get(id)
  return row?.open === 1
}

/**
 * As many spaces. A row of the same length is overwritten where it lies; one that only gets shorter, or is deleted, may
 * live on in what its page does not use (SQLite's secure_delete does not reach all of that).
 */
function blank(column: string): string {
  return `printf('%*s', length(cast(${column} as blob)), '')`
}

/**
 * Work that is not done: a job that still has to print or be decided on, a contradiction that nobody has looked at, or a
 * call that the platform has not taken.
 */
export function isUnresolved(db: Db, order: number): boolean {
  const row = sql<{ unresolved: 0 | 1 }>(
    db,
    `select exists (select 1 from jobs where order_row = +@order and state in ${openStates})
       or exists (select 1 from conflicts where order_row = +@order and state = 'open')
       or exists (select 1 from calls where order_row = +@order and state in ('waiting', 'refused')) as unresolved`,
  ).get({ order })
  return row?.unresolved === 1
}

function purgeOrders(db: Db, { customers, now }: AgeLimits, after: number): number | null {
  const rows = sql<{ id: number; received_at: number }>(
    db,
    'select id, received_at from orders where purged_at is null and id > ? order by id limit ?',
  ).all(after, rowsPerStep)
  const written = totalChanges(db)
  for (const { id, received_at } of rows) {
    if (received_at >= customers || isUnresolved(db, id)) continue
    purgeOrder(db, id, now)
    if (totalChanges(db) - written >= writesPerStep) return id
  }
  return rows.length === rowsPerStep ? (rows.at(-1)?.id ?? null) : null
}

function purgeCloudPrints(db: Db, { customers, now }: AgeLimits, after: number): number | null {
  const rows = sql<{ id: number; received_at: number }>(
    db,
    'select id, received_at from cloud_prints where purged_at is null and id > ? order by id limit ?',
  ).all(after, rowsPerStep)
  const written = totalChanges(db)
  for (const { id, received_at } of rows) {
    if (received_at >= customers || isOpenPrint(db, id)) continue
    purgeCloudPrint(db, id, now)
    if (totalChanges(db) - written >= writesPerStep) return id
  }
  return rows.length === rowsPerStep ? (rows.at(-1)?.id ?? null) : null
}

function dropHistory(db: Db, { history }: AgeLimits, after: number): number | null {
  const rows = sql<{ id: number; at: number; keep: 0 | 1 }>(
    db,
    `select id, at, exists (select 1 from orders where id = h.order_row and purged_at is null) as keep
     from history h where id > ? order by id limit ?`,
  ).all(after, rowsPerStep)
  const old = rows.filter(row => row.at < history)
  for (const row of old) if (row.keep === 0) sql(db, 'delete from history where id = ?').run(row.id)
  return old.length === rowsPerStep ? (rows.at(-1)?.id ?? null) : null
}

function dropAlarms(db: Db, { history }: AgeLimits, after: number): number | null {
  const rows = sql<{ id: number; since: number; ended_at: number | null }>(
    db,
    'select id, since, ended_at from alarms where id > ? order by id limit ?',
  ).all(after, rowsPerStep)
  const old = rows.filter(row => row.since < history)
  for (const row of old) if (row.ended_at !== null) sql(db, 'delete from alarms where id = ?').run(row.id)
  return old.length === rowsPerStep ? (rows.at(-1)?.id ?? null) : null
}

/** 轻会员: kept until the term is over, however long ago its orders were. */
function dropMembers(db: Db, { customers }: AgeLimits): number | null {
  return forgetMembers(db, customers, rowsPerStep) === rowsPerStep ? 1 : null
}

/** The last text is the one that counts. */
function dropping(...texts: string[]): Step {
  return (db, { customers }) => {
    const changes = texts.map(text => sql(db, text).run(customers, rowsPerStep).changes)
    return changes.at(-1) === rowsPerStep ? 1 : null
  }
}

/** What cannot be read as an order any more cannot be told from what its customer wrote. */
function purged(body: string): string {
  return JSON.stringify(withoutCustomer(JSON.parse(body)) ?? {})
}
