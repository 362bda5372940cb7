import type { Channel, OrderIssue, OrderStatus, PaymentTerms } from '../../../shared/domain/order.ts'
import type { OrderChangeNote } from '../../../shared/domain/order-change.ts'

// What a platform sends is forwarded by an ISV, untouched, to the same address as a push. A platform's folder reads it:
// is the signature the platform's, and what does the message mean in `gudang.order/1`. No I/O, no clock, no state.

export type PlatformRequest = {
  contentType: string | undefined
  /** names in lower case */
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: Uint8Array
}

/** What config.json and secrets.json say of one platform source. */
export type PlatformKeys = {
  channel: Channel
  /** what signatures are made or checked with; several while they change */
  secrets: readonly string[]
  /** the addresses that the platform was told to call: they are part of what Meituan signs */
  callbacks: readonly string[]
  /** WeChat: whether guests pay before they eat */
  terms: PaymentTerms
}

/** A success as the platform wants to hear it. Everything else is answered as any push is (contract §4). */
export type PlatformReply = { status: number; contentType: string | null; body: string }

export type Platform = {
  /** media types of its messages */
  takes: readonly string[]
  ok: PlatformReply
  /** what secrets.json calls what its signatures are checked with */
  secret: 'secret' | 'publicKey'
  isSecret(text: string): boolean
  read(request: PlatformRequest, keys: PlatformKeys): PlatformReading
}

export type PlatformReading =
  | { is: 'message'; message: PlatformMessage }
  /** not signed by the platform: nothing of it is believed or kept */
  | { is: 'forged'; message: string }
  /** signed, and not to be understood: kept for a person */
  | { is: 'unread'; issues: OrderIssue[]; original: unknown }
  /** there is nothing in it: the platform only tries the address */
  | { is: 'probe' }

/** `id`: of the delivery, where the platform gives it one. `original`: as it came, parsed. */
export type PlatformMessage = { id: string | null; original: unknown } & (
  | { kind: 'order'; order: PlatformOrder }
  | { kind: 'change'; change: OrderChangeNote }
  /** 催单: once per `rushId` */
  | { kind: 'rush'; orderId: string; rushId: string }
  /** a customer asks for their money back; the shop has minutes to answer on the platform */
  | { kind: 'refund-asked'; orderId: string; reason: string | null }
  /** riders, invoices, what the shop did itself: heard, and nothing to do */
  | { kind: 'told' }
)

/** `gudang.order/1` with what only platforms know beside it; unknown fields are kept (contract §3). */
export type PlatformOrder = {
  orderId: string
  revision: number | null
  channel: Channel
  status: OrderStatus
  pickupNo: string | null
  tableNo: string | null
  serviceMode: string | null
  guests: number | null
  placedAt: string
  expectedAt: string | null
  note: string | null
  items: PlatformLine[]
  fees: { name: string; amount: number }[]
  discounts: PlatformDiscount[]
  total: { items: number | null; fees: number | null; discounts: number | null; payable: number }
  payment: {
    method: string | null
    tradeNo: string | null
    outTradeNo: string | null
    amount: number | null
    paidAt: string | null
    terms: PaymentTerms
  }
  refunds: { refundNo: string; amount: number; lines: { lineId: string; quantity: number }[]; at: string | null }[]
  customer: { id: string | null; name: string | null; phone: string | null; phoneExpiresAt?: string } | null
  /** the platform's number of the order in its day (see shared/domain/day-sequence.ts) */
  daySeq: number | null
  /** the platform could not fill all fields (降级) */
  incomplete: boolean
  invoice: { title: string | null; taxNo: string | null } | null
  /** what the shop gets of it, in fen: recorded, never worked out */
  settlement: { income: number | null; serviceFee: number | null } | null
}

export type PlatformLine = {
  lineId: string
  sku: string | null
  name: string
  category: string | null
  quantity: number
  unitPrice: number | null
  amount: number | null
  modifiers: { name: string; price: number }[]
  note: string | null
  comboOf: string | null
  /** by what the platform may name it later on, in a refund */
  aliases: string[]
}

export type PlatformDiscount = {
  name: string
  kind: string | null
  fundedBy: 'merchant' | 'platform' | null
  amount: number
  code: string | null
}

/** Nothing of it is nothing to make; that it stands there must not keep the rest from the kitchen. */
export function isWanted({ quantity }: Pick<PlatformLine, 'quantity'>): boolean {
  return quantity > 0
}

/** A dish without a name is somebody's dish all the same. */
export const unnamed = '无名'
