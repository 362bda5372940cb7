import { z } from 'zod'
import { channelLabel } from './channel-label.ts'
import { type LightMember, lightMemberMeta, readLightMember } from './light-member-terms.ts'

// The order of contract §3, `gudang.order/1`. This schema is the one source of the JSON Schema served at
// /api/v1/schema/order.json. Absent means null; unknown fields are kept (loose objects).

export const channels = [
  'alipay-mini',
  'wechat-mini',
  'koubei',
  'eleme',
  'meituan',
  'amap',
  'tmall',
  'weibo',
  'counter',
  'other',
] as const
export type Channel = (typeof channels)[number]

export const serviceModes = ['dine-in', 'takeaway', 'pickup', 'delivery', 'other'] as const
export type ServiceMode = (typeof serviceModes)[number]

export const orderStatuses = ['unpaid', 'paid', 'cancelled', 'refunded'] as const
export type OrderStatus = (typeof orderStatuses)[number]

export const paymentTerms = ['prepaid', 'on-delivery', 'after-meal'] as const
export type PaymentTerms = (typeof paymentTerms)[number]

const discountKinds = ['coupon', 'member', 'light-member', 'promotion', 'other'] as const

const longestText = 10_000
const mostLines = 500
const mostFen = 100_000_000
/** Microseconds since 1970 fit; and there is room above it for the revisions that we count ourselves. */
const highestRevision = 2 ** 52

/** Any Unicode text, counted in code points as JSON Schema does. */
const text = z
  .string()
  .refine(value => value.length <= longestText || [...value].length <= longestText, {
    error: `longer than ${longestText} characters`,
  })
  .meta({ maxLength: longestText })
/** Integer fen, 0 to 1,000,000 yuan. */
const fen = z.int().min(0).max(mostFen)
/** ISO 8601 with an offset. */
const instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/, 'is not ISO 8601 with an offset')
  .refine(isOnCalendar, { error: 'is no date and time' })
  .meta({ format: 'date-time' })
const quantity = z
  .number()
  .min(0.001)
  .max(999)
  .refine(value => Math.abs(value * 1000 - Math.round(value * 1000)) < 1e-6, {
    error: 'has more than three decimals',
  })
/** contract §3: in bytes, as it came. */
export const largestOrder = 256 * 1024

export const orderId = z.string().regex(/^[\x20-\x7e]{1,64}$/, 'is not 1 to 64 printable ASCII characters')
const lineId = text.min(1, 'is empty')

const modifier = z.looseObject({ name: text.nullish(), price: fen.nullish() })
const item = z.looseObject({
  lineId,
  sku: text.nullish(),
  name: text.refine(value => value.trim().length > 0, { error: 'is empty' }),
  category: text.nullish(),
  quantity,
  unitPrice: fen.nullish(),
  amount: fen.nullish(),
  modifiers: z.array(modifier).max(mostLines).nullish(),
  note: text.nullish(),
  comboOf: text.nullish(),
})
const fee = z.looseObject({ name: text.nullish(), amount: fen.nullish() })
const discount = z.looseObject({
  name: text.nullish(),
  kind: text.nullish(),
  fundedBy: text.nullish(),
  amount: fen.nullish(),
  code: text.nullish(),
})
const total = z.looseObject({ items: fen.nullish(), fees: fen.nullish(), discounts: fen.nullish(), payable: fen })
const payment = z.looseObject({
  method: text.nullish(),
  tradeNo: text.nullish(),
  outTradeNo: text.nullish(),
  amount: fen.nullish(),
  paidAt: instant.nullish(),
  terms: text.nullish().describe(`one of ${paymentTerms.join(', ')}; another is taken as prepaid`),
})
const refund = z.looseObject({
  refundNo: text.nullish(),
  amount: fen.nullish(),
  lines: z
    .array(z.looseObject({ lineId: text.nullish(), quantity: quantity.nullish() }))
    .max(mostLines)
    .nullish(),
  at: instant.nullish(),
})
const customer = z.looseObject({
  id: text.nullish(),
  name: text.nullish(),
  phone: text.nullish(),
  memberLevel: text.nullish(),
  lightMember: z.unknown().optional().meta(lightMemberMeta),
})

export const orderSchema = z
  .looseObject({
    orderId,
    revision: z.int().min(0).max(highestRevision).nullish(),
    channel: text.nullish().describe(`one of ${channels.join(', ')}; another is taken as other`),
    status: z.enum(orderStatuses),
    pickupNo: text.nullish(),
    tableNo: text.nullish(),
    serviceMode: text.nullish().describe(`one of ${serviceModes.join(', ')}; another is taken as other`),
    guests: z.int().min(0).max(10_000).nullish(),
    placedAt: instant,
    expectedAt: instant.nullish(),
    note: text.nullish(),
    items: z.array(item).max(mostLines),
    fees: z.array(fee).max(mostLines).nullish(),
    discounts: z.array(discount).max(mostLines).nullish(),
    total,
    payment: payment.nullish(),
    refunds: z.array(refund).max(mostLines).nullish(),
    customer: customer.nullish(),
  })
  .superRefine((order, context) => {
    for (const { path, message } of lineFaults(order.items, order.status)) {
      context.addIssue({ code: 'custom', path, message, input: undefined })
    }
  })
  .meta({ title: 'gudang.order/1' })

export type OrderInput = z.infer<typeof orderSchema>

export type Modifier = { name: string; price: number }
/** One line of an order. `quantity` has at most three decimals; money is fen; `comboOf` names the parent's lineId. */
export type OrderLine = {
  lineId: string
  sku: string | null
  name: string
  category: string | null
  quantity: number
  unitPrice: number | null
  amount: number | null
  modifiers: Modifier[]
  note: string | null
  comboOf: string | null
}
/** The order as the rest of the program sees it: every field present, absent as null or an empty list. */
export type Order = {
  orderId: string
  /** null: the source counts no revisions, other content is the next one */
  revision: number | null
  channel: Channel | null
  status: OrderStatus
  pickupNo: string | null
  tableNo: string | null
  serviceMode: ServiceMode | null
  guests: number | null
  placedAt: string
  expectedAt: string | null
  note: string | null
  items: OrderLine[]
  fees: { name: string; amount: number }[]
  discounts: { name: string; kind: string | null; fundedBy: string | null; amount: number; code: string | null }[]
  total: { items: number | null; fees: number | null; discounts: number | null; payable: number }
  payment: {
    method: string | null
    tradeNo: string | null
    outTradeNo: string
    amount: number | null
    paidAt: string | null
    terms: PaymentTerms
  }
  refunds: { refundNo: string; amount: number; lines: { lineId: string; quantity: number }[]; at: string | null }[]
  customer: {
    id: string | null
    name: string | null
    phone: string | null
    memberLevel: string | null
    lightMember: LightMember | null
  }
}

export type OrderIssue = { path: string; message: string }
export type ParsedOrder =
  /** `notes`: what was taken as `other`, for the order's history */
  { ok: true; order: Order; notes: string[] } | { ok: false; issues: OrderIssue[] }

/** `raw` is parsed JSON from outside. Issue paths read like `items.0.quantity`; the order itself has the path ''. */
export function parseOrder(raw: unknown): ParsedOrder {
  const parsed = orderSchema.safeParse(raw)
  if (!parsed.success) {
    return {
      ok: false,
      issues: parsed.error.issues.slice(0, 50).map(issue => ({ path: issue.path.join('.'), message: issue.message })),
    }
  }
  const notes: string[] = []
  const known = <T extends string>(field: string, value: string | null | undefined, words: readonly T[]): T | null => {
    if (value === null || value === undefined) return null
    if ((words as readonly string[]).includes(value)) return value as T
    notes.push(`${field} "${value.slice(0, 40)}" is taken as other`)
    return 'other' as T
  }
  const input = parsed.data
  const order: Order = {
    orderId: input.orderId,
    revision: input.revision ?? null,
    channel: labelled(known('channel', input.channel, channels), input),
    status: input.status,
    pickupNo: blankAsNull(input.pickupNo),
    tableNo: blankAsNull(input.tableNo),
    serviceMode: known('serviceMode', input.serviceMode, serviceModes),
    guests: input.guests ?? null,
    placedAt: input.placedAt,
    expectedAt: input.expectedAt ?? null,
    note: blankAsNull(input.note),
    items: input.items.map(line => ({
      lineId: line.lineId,
      sku: line.sku ?? null,
      name: line.name,
      category: line.category ?? null,
      quantity: line.quantity,
      unitPrice: line.unitPrice ?? null,
      amount: line.amount ?? null,
      modifiers: (line.modifiers ?? []).map(one => ({ name: one.name ?? '', price: one.price ?? 0 })),
      note: blankAsNull(line.note),
      comboOf: blankAsNull(line.comboOf),
    })),
    fees: (input.fees ?? []).map(({ name, amount }) => ({ name: name ?? '', amount: amount ?? 0 })),
    discounts: (input.discounts ?? []).map((one, index) => ({
      name: one.name ?? '',
      kind: known(`discounts.${index}.kind`, one.kind, discountKinds),
      fundedBy: one.fundedBy ?? null,
      amount: one.amount ?? 0,
      code: one.code ?? null,
    })),
    total: {
      items: input.total.items ?? null,
      fees: input.total.fees ?? null,
      discounts: input.total.discounts ?? null,
      payable: input.total.payable,
    },
    payment: {
      method: input.payment?.method ?? null,
      tradeNo: input.payment?.tradeNo ?? null,
      outTradeNo: input.payment?.outTradeNo ?? input.orderId,
      amount: input.payment?.amount ?? null,
      paidAt: input.payment?.paidAt ?? null,
      terms: termsOf(input.payment?.terms, notes),
    },
    refunds: (input.refunds ?? []).map(one => ({
      refundNo: one.refundNo ?? '',
      amount: one.amount ?? 0,
      // A line that is not named, or not counted, says nothing about what to cook.
      lines: (one.lines ?? []).flatMap(({ lineId, quantity }) => (lineId && quantity ? [{ lineId, quantity }] : [])),
      at: one.at ?? null,
    })),
    customer: {
      id: input.customer?.id ?? null,
      name: input.customer?.name ?? null,
      phone: input.customer?.phone ?? null,
      memberLevel: input.customer?.memberLevel ?? null,
      lightMember: readLightMember(input.customer?.lightMember),
    },
  }
  return { ok: true, order, notes }
}

/** Stored, but no kitchen may start on it yet: prepaid and not paid. */
export function awaitsPayment(order: Order): boolean {
  return order.status === 'unpaid' && order.payment.terms === 'prepaid'
}

export function isCalledOff(order: Pick<Order, 'status'>): boolean {
  return order.status === 'cancelled' || order.status === 'refunded'
}

/** Where an Alipay order was entered from says more than that it is one. */
function labelled(channel: Channel | null, input: OrderInput): Channel | null {
  return channel === null || channel === 'alipay-mini' ? (channelLabel(input) ?? channel) : channel
}

/** Date.parse takes 30 February for 2 March, and '0' for the year 2000: what has the wrong form is asked here too. */
function isOnCalendar(value: string): boolean {
  if (Number.isNaN(Date.parse(value))) return false
  const day = value.slice(0, 10)
  const midnight = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day)
}

/** Unknown terms must not keep a paid order from the kitchen, nor let an unpaid one in. */
function termsOf(value: string | null | undefined, notes: string[]): PaymentTerms {
  const known = paymentTerms.find(one => one === (value ?? 'prepaid'))
  if (known === undefined) notes.push(`payment.terms "${value?.slice(0, 40)}" is taken as prepaid`)
  return known ?? 'prepaid'
}

function blankAsNull(value: string | null | undefined): string | null {
  return value === null || value === undefined || value.trim() === '' ? null : value
}

type LineShape = { lineId: string; comboOf?: string | null | undefined }

/** What one line's own schema cannot see: repeated lineIds, and combo parents that are missing or run in a circle. */
function lineFaults(
  lines: readonly LineShape[],
  status: OrderStatus,
): { path: (string | number)[]; message: string }[] {
  const faults: { path: (string | number)[]; message: string }[] = []
  if (lines.length === 0 && (status === 'paid' || status === 'unpaid')) {
    faults.push({ path: ['items'], message: 'has no lines' })
  }
  const byId = new Map<string, LineShape>()
  lines.forEach((line, index) => {
    if (byId.has(line.lineId)) faults.push({ path: ['items', index, 'lineId'], message: 'is used by an earlier line' })
    byId.set(line.lineId, line)
  })
  lines.forEach((line, index) => {
    const seen = new Set([line.lineId])
    let parent = blankAsNull(line.comboOf)
    while (parent !== null) {
      const next = byId.get(parent)
      if (next === undefined) faults.push({ path: ['items', index, 'comboOf'], message: 'names no line of this order' })
      if (next === undefined) return
      if (seen.has(parent)) faults.push({ path: ['items', index, 'comboOf'], message: 'runs in a circle' })
      if (seen.has(parent)) return
      seen.add(parent)
      parent = blankAsNull(next.comboOf)
    }
  })
  return faults
}
