import { dropQuarantined, isOpenPrint, isUnresolved, purgeCloudPrint } from './ageing.ts'
import { findCloudPrint } from './cloud-prints.ts'
import { type Db, sql, transact } from './database.ts'
import { note } from './history.ts'
import type { QuarantineRow } from './inbox.ts'
import { forgetMemberOrder } from './members.ts'
import { forgetOrder, forgetPrint, isOf, isOrderSettled, isPrintSettled } from './settled-since.ts'
import { isAbout, type OrderName, readBody, type Whom } from './whom.ts'

export type Erased = {
  orders: OrderName[]
  /**
   * What cannot be erased yet: paper or a person still needs it. In quarantine, by its id: what was refused and can be read, so
   * that a person may still bring it in.
   */
  open: (OrderName | { quarantine: number })[]
  /** out of quarantine */
  quarantined: number
  /** of these, what nobody has looked at; it cannot be read, so no order can ever be made of it */
  unread?: number[]
}

/**
 * In one transaction: all of the customer, or where something is open, nothing. `present`, where `db` is a backup: what the
 * shop's database has settled since is not open.
 */
export function eraseCustomer(db: Db, whom: Whom, at: number, present: Db | null = null): Erased {
  return transact(db, () => {
    const print = 'orderId' in whom ? findCloudPrint(db, whom.source, whom.orderId) : undefined
    if (print !== undefined) {
      const names = [{ source: print.source, orderId: print.order_id }]
      if (isOpenPrint(db, print.id)) {
        if (present === null || !isPrintSettled(present, print)) return { orders: [], open: names, quarantined: 0 }
        forgetPrint(db, present, print, at)
      } else purgeCloudPrint(db, print.id, at)
      note(db, { at, what: 'customer-erased', by: 'shop erase', detail: print.order_id })
      return { orders: names, open: [], quarantined: 0 }
    }
    const found = findOrders(db, whom)
    const nameOf = (row: Found) => ({ source: row.source, orderId: row.order_id })
    const orders = found.map(nameOf)
    const aside = listAbout(db, whom, orders)
    const unseen = aside.filter(row => row.state === 'open')
    const isOpen = (row: Found) => isUnresolved(db, row.id) && (present === null || !isOrderSettled(present, row))
    // The erasing of the shop's database has stopped at those that wait there.
    const waiting = present !== null && isOf(db, present) ? [] : unseen.filter(row => readBody(row.raw) !== null)
    const open = [...found.filter(isOpen).map(nameOf), ...waiting.map(({ id }) => ({ quarantine: id }))]
    if (open.length > 0) return { orders: [], open, quarantined: 0 }
    for (const { id } of found) {
      forgetOrder(db, id, at)
      forgetMemberOrder(db, id)
      sql(db, 'delete from webhook_ids where order_row = ?').run(id)
      note(db, { order_row: id, at, what: 'customer-erased', by: 'shop erase' })
    }
    for (const { id } of aside) dropQuarantined(db, id)
    return { orders, open, quarantined: aside.length, unread: unseen.map(({ id }) => id) }
  })
}

/** What the orders left on paper, with the printers that they left it on. */
export function papersOf(db: Db, whom: Whom): { printer: string; paper: Uint8Array }[] {
  type Paper = { printer: string; paper: Uint8Array; taken: number }
  const ofOrders = findOrders(db, whom).flatMap(({ id }) =>
    sql<Paper>(
      db,
      `select a.printer, a.paper, a.taken from jobs j join attempts a on a.job = j.id
       where j.order_row = +? and a.taken > 0 and length(a.paper) > 0`,
    ).all(id),
  )
  const print = 'orderId' in whom ? findCloudPrint(db, whom.source, whom.orderId) : undefined
  const ofPrint = sql<Paper>(
    db,
    `select a.printer, a.paper, a.taken from tickets t join jobs j on j.ticket = t.id join attempts a on a.job = j.id
     where t.cloud_print = ? and a.taken > 0 and length(a.paper) > 0`,
  ).all(print?.id ?? 0)
  return [...ofOrders, ...ofPrint].map(({ printer, paper, taken }) => ({ printer, paper: paper.subarray(0, taken) }))
}

type Found = { id: number; source: string; order_id: string }

/** Customers have no index of their own: this is asked for a few times a year, with the engine stopped. */
function findOrders(db: Db, whom: Whom): Found[] {
  if ('orderId' in whom) {
    const text = 'select id, source, order_id from orders where source = ? and order_id = ?'
    return sql<Found>(db, text).all(whom.source, whom.orderId)
  }
  return sql<Found>(
    db,
    `select id, source, order_id from orders where id in (
       select order_row from revisions where json_extract(body, '$.customer.id') = @customer
       union select order_row from conflicts where json_extract(body, '$.customer.id') = @customer) order by id`,
  ).all(whom)
}

type Aside = { id: number; source: string; raw: string; state: QuarantineRow['state'] }

function listAbout(db: Db, whom: Whom, orders: readonly OrderName[]): Aside[] {
  const all = sql<Aside>(db, 'select id, source, raw, state from quarantine order by id').all()
  return all.filter(({ source, raw }) => isAbout({ source, body: raw }, whom, orders))
}
