import { type AgeLimits, dropQuarantined, isOpenPrint, isUnresolved, purgeCloudPrint, purgeOrder } from './ageing.ts'
import { findCall } from './calls.ts'
import { type CloudPrintRow, findCloudPrint, newestCloudPrint } from './cloud-prints.ts'
import { type Db, sql, transact } from './database.ts'
import { findOpenQuarantine, type QuarantineRow } from './inbox.ts'
import { listJobsOfTicket, openStates } from './jobs.ts'
import { findOrder, type OrderRow } from './orders.ts'
import { listTicketsOfPrint } from './tickets.ts'

// A backup stands still at its hour, and what was open then is open in it for ever. `present`, the shop's database, has gone
// on from there and knows what became of it. What it does not know stays open in the backup too.

type Named = Pick<OrderRow, 'source' | 'order_id'>

/** What is old enough and settled by now is forgotten in the backup as well. The rest is age's own (ageing.ts). */
export function forgetSettledSince(backup: Db, present: Db, { customers: before, now }: AgeLimits): void {
  transact(backup, () => {
    const old = 'where purged_at is null and received_at < ?'
    for (const row of sql<Named & { id: number }>(backup, `select id, source, order_id from orders ${old}`).all(
      before,
    )) {
      if (isUnresolved(backup, row.id) && isOrderSettled(present, row)) forgetOrder(backup, row.id, now)
    }
    for (const row of sql<CloudPrintRow>(backup, `select * from cloud_prints ${old}`).all(before)) {
      if (isOpenPrint(backup, row.id) && isPrintSettled(present, row)) forgetPrint(backup, present, row, now)
    }
    if (!isOf(backup, present)) return
    const waiting = `select id, source, body_hash from quarantine where state = 'open' and received_at < ?`
    for (const row of sql<Aside>(backup, waiting).all(before)) {
      if (findOpenQuarantine(present, row.source, row.body_hash) === undefined) dropQuarantined(backup, row.id)
    }
    const asked = `select id, source, kind, key from calls where state in ('waiting', 'refused') and created_at < ?`
    for (const call of sql<{ id: number; source: string; kind: string; key: string }>(backup, asked).all(before)) {
      const state = findCall(present, call.source, call.kind, call.key)?.state
      if (state === 'waiting' || state === 'refused') continue
      // Old as it is, it goes with the others that were dropped.
      sql(backup, `update calls set state = 'dropped', ended_at = created_at where id = ?`).run(call.id)
    }
  })
}

type Aside = Pick<QuarantineRow, 'id' | 'source' | 'body_hash'>

export function isOrderSettled(present: Db, { source, order_id }: Named): boolean {
  const order = findOrder(present, source, order_id)
  return order !== undefined && !isUnresolved(present, order.id)
}

export function isPrintSettled(present: Db, { source, order_id }: Named): boolean {
  const print = findCloudPrint(present, source, order_id)
  return print !== undefined && !isOpenPrint(present, print.id)
}

/**
 * Has the present one come from this backup? It keeps orders and prints for ever, so it knows the newest; then what was kept
 * aside and is not there any more was settled, and is old.
 */
export function isOf(backup: Db, present: Db): boolean {
  const newest = 'select * from orders where id = (select max(id) from orders)'
  const order = sql<OrderRow>(backup, newest).get()
  const knows =
    order === undefined || findOrder(present, order.source, order.order_id)?.received_at === order.received_at
  return knows && newestCloudPrint(backup) <= newestCloudPrint(present)
}

/** Its jobs stay: after a restore somebody has to look after their paper. What its platform was asked is not asked again. */
export function forgetOrder(backup: Db, id: number, at: number): void {
  const asked = `order_row = +? and state in ('waiting', 'refused')`
  sql(backup, `update calls set state = 'dropped', ended_at = ? where ${asked}`).run(at, id)
  purgeOrder(backup, id, at)
}

/** Of what somebody else laid out nothing is left to be printed, so its jobs end as they did. */
export function forgetPrint(backup: Db, present: Db, print: CloudPrintRow, at: number): void {
  const known = findCloudPrint(present, print.source, print.order_id)
  const tickets = known === undefined ? [] : listTicketsOfPrint(present, known.id)
  for (const [place, ticket] of listTicketsOfPrint(backup, print.id).entries()) {
    const same = tickets[place]
    const [job] = same === undefined ? [] : listJobsOfTicket(present, same.id)
    sql(
      backup,
      `update jobs set state = ?, evidence = ?, held_for = null
       where ticket = +? and state in ${openStates}`,
    ).run(job?.state ?? 'cancelled', job?.evidence ?? null, ticket.id)
  }
  purgeCloudPrint(backup, print.id, at)
}
