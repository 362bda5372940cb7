import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { getStandingAlarm } from './alarms.ts'
import { findCloudPrint } from './cloud-prints.ts'
import { type Db, sql } from './database.ts'
import { eachInTurn } from './in-turn.ts'
import { openForInspection } from './inspection.ts'
import { openStates } from './jobs.ts'
import { keptAsideAt } from './kept-aside.ts'
import { findOrder } from './orders.ts'
import { getOpenRestoration } from './restorations.ts'
import { isOf } from './settled-since.ts'

// damaged/<time>/: databases that a restore has put aside, whole or in pieces, each with the customers of its time in it.

/**
 * One goes when all of it is old enough, but not while it may be the only place that something unresolved stands in: as long as
 * the restore is not done, or nobody has read the alarm that tells of one, or something is open in it of which `present`, the
 * shop's database, knows nothing. What nobody can read any more keeps nobody waiting.
 */
export function ageDamaged(data: string, before: number, present: Db): void {
  const folder = join(data, 'damaged')
  if (!existsSync(folder)) return
  if (getOpenRestoration(present) !== undefined) return
  if (getStandingAlarm(present, 'database-restored', 'database') !== undefined) return
  eachInTurn(readdirSync(folder), name => {
    const at = keptAsideAt(name)
    if (at === null || at >= before || knowsMore(join(folder, name, 'gudang.db'), present)) return
    rmSync(join(folder, name), { recursive: true, force: true })
  })
}

function knowsMore(file: string, present: Db): boolean {
  if (!existsSync(file)) return false
  let kept: Db | undefined
  try {
    kept = openForInspection(file)
    return holdsUnknown(kept, present)
  } catch {
    // In pieces, or of a version that this one cannot ask.
    return false
  } finally {
    kept?.close()
  }
}

type Named = { source: string; order_id: string }

function holdsUnknown(kept: Db, present: Db): boolean {
  const orders = sql<Named>(
    kept,
    `select source, order_id from orders where id in (
       select order_row from jobs where state in ${openStates}
       union select order_row from conflicts where state = 'open'
       union select order_row from calls where state in ('waiting', 'refused'))`,
  ).all()
  const prints = sql<Named>(
    kept,
    `select source, order_id from cloud_prints where id in (
       select t.cloud_print from jobs j join tickets t on t.id = j.ticket where j.state in ${openStates})`,
  ).all()
  return (
    orders.some(({ source, order_id }) => findOrder(present, source, order_id) === undefined) ||
    prints.some(({ source, order_id }) => findCloudPrint(present, source, order_id) === undefined) ||
    (sql(kept, `select 1 from quarantine where state = 'open'`).get() !== undefined && !isOf(kept, present))
  )
}
