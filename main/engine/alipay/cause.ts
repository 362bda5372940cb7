import { createHash } from 'node:crypto'
import type { Order } from '../../../shared/domain/order.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import type { AlipaySettings } from '../../../shared/domain/source-settings.ts'
import type { CallKind } from '../../sources/alipay/calls.ts'
import type { Db } from '../../store/database.ts'
import type { OrderRow } from '../../store/orders.ts'

/** An order of which Alipay is told, as it stands; `body` has the members that this version does not know. */
export type Cause = {
  db: Db
  settings: Settings
  centre: AlipaySettings
  row: OrderRow
  order: Order
  body: unknown
  at: number
}

/** A call that an order causes; its key, and so what Alipay knows it by, comes from the order's name and nothing else. */
export type CausedCall = { kind: CallKind; about: string; body: (key: string) => Record<string, unknown> }

/** The calls of one order go one after the other. */
export function laneOf(row: Pick<OrderRow, 'source' | 'order_id'>): string {
  return `order ${row.source}/${row.order_id}`
}

/** 32 letters and digits, which every number of Alipay's takes; the same after a restore and on another computer. */
export function keyOf(row: Pick<OrderRow, 'source' | 'order_id'>, about: string): string {
  const name = JSON.stringify([row.source, row.order_id, about])
  return createHash('sha256').update(name).digest('hex').slice(0, 32)
}
