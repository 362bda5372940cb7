import { add, gather } from './gather.ts'
import type { Channel } from './order.ts'
import { type Bearer, refundedAmount, type Sale } from './sale.ts'
import { wallTime } from './wall-clock.ts'

// What was sold in a business day, or in several. Money is integer fen. Every breakdown adds up to the same total, and
// items + fees − discounts + unexplained = sales.

export type Takings = {
  orders: number
  /** what customers paid */
  sales: number
  /** what went back to them, as a positive sum */
  refunded: number
}
export type Counted = { count: number; amount: number }
export type DishSales = {
  sku: string | null
  name: string
  category: string | null
  quantity: number
  amount: number
  refunded: number
}
export type DiscountSales = { bearer: Bearer; kind: string } & Counted

export type SalesNumbers = Takings & {
  guests: number
  items: number
  fees: number
  discounts: number
  /** what the sums of orders marked 金额异常 leave over, or lines without a price */
  unexplained: number
  /** served and not paid */
  owed: Counted
  calledOff: Counted
  amountFaults: number
  refunds: Counted & { quantity: number }
  channels: (Takings & { channel: Channel | null })[]
  methods: (Takings & { method: string | null })[]
  /** 0 to 23, by the shop's clock, in the order of the business day */
  hours: (Takings & { hour: number })[]
  stations: { station: string; quantity: number; amount: number }[]
  dishes: DishSales[]
  feeLines: ({ name: string } & Counted)[]
  discountLines: DiscountSales[]
  coupons: ({ name: string } & Counted)[]
}

export type CountedSale = { sale: Sale; amountFault: boolean }
type ShopClock = { timezone: string; businessDayStart: string }

/** An order's own numbers; a day's are the sum of them. */
function numbersOf({ sale, amountFault }: CountedSale, hourOf: (at: number) => number): SalesNumbers {
  const { state, channel, method, paid, fees, discounts, refunds } = sale
  if (state !== 'sold') {
    const counted = { count: 1, amount: paid }
    return { ...none, ...(state === 'owed' ? { owed: counted } : state === 'called-off' ? { calledOff: counted } : {}) }
  }
  const refunded = refundedAmount(sale)
  const takings = { orders: 1, sales: paid, refunded }
  const sums = {
    items: sum(sale.dishes, dish => dish.amount),
    fees: sum(fees, fee => fee.amount),
    discounts: sum(discounts, discount => discount.amount),
  }
  return {
    ...none,
    ...takings,
    ...sums,
    guests: sale.guests,
    unexplained: paid - (sums.items + sums.fees - sums.discounts),
    amountFaults: amountFault ? 1 : 0,
    refunds: { count: refunds.length, amount: refunded, quantity: sum(sale.dishes, dish => dish.refunded) },
    channels: [{ channel, ...takings }],
    methods: [{ method, ...takings }],
    hours: [{ hour: hourOf(sale.at), ...takings }],
    stations: sale.dishes.map(({ station, quantity, amount }) => ({ station, quantity, amount })),
    dishes: sale.dishes.map(({ station: _station, ...dish }) => dish),
    feeLines: fees.map(({ name, amount }) => ({ name, count: 1, amount })),
    discountLines: discounts.map(({ bearer, kind, amount }) => ({ bearer, kind, count: 1, amount })),
    coupons: discounts
      .filter(discount => discount.kind === 'coupon')
      .map(({ name, amount }) => ({ name, count: 1, amount })),
  }
}

export const none: SalesNumbers = {
  ...{ orders: 0, sales: 0, refunded: 0, guests: 0, items: 0, fees: 0, discounts: 0, unexplained: 0, amountFaults: 0 },
  owed: { count: 0, amount: 0 },
  calledOff: { count: 0, amount: 0 },
  refunds: { count: 0, amount: 0, quantity: 0 },
  ...{ channels: [], methods: [], hours: [], stations: [], dishes: [], feeLines: [], discountLines: [], coupons: [] },
}

export function countSales(sales: Iterable<CountedSale>, shop: ShopClock): SalesNumbers {
  const hourOf = hoursIn(shop.timezone)
  const numbers = Array.from(sales, one => numbersOf(one, hourOf))
  return addNumbers(numbers, shop)
}

/** Within a quarter of an hour the hour never changes, in no zone; asking costs more than the rest of an order's count. */
const quarterMs = 900_000

function hoursIn(timezone: string): (at: number) => number {
  const known = new Map<number, number>()
  return at => {
    const quarter = Math.floor(at / quarterMs)
    const hour = known.get(quarter) ?? wallTime(quarter * quarterMs, timezone).hour
    known.set(quarter, hour)
    return hour
  }
}

/** What several days, or orders, come to. The largest stand first, hours in the order of the business day. */
export function addNumbers(all: readonly SalesNumbers[], shop: Pick<ShopClock, 'businessDayStart'>): SalesNumbers {
  const total = (pick: (one: SalesNumbers) => number) => sum(all, pick)
  const counted = (pick: (one: SalesNumbers) => Counted) => ({
    count: total(one => pick(one).count),
    amount: total(one => pick(one).amount),
  })
  const channels = all.flatMap(one => one.channels)
  const methods = all.flatMap(one => one.methods)
  const hours = all.flatMap(one => one.hours)
  const stations = all.flatMap(one => one.stations)
  const dishes = all.flatMap(one => one.dishes)
  const feeLines = all.flatMap(one => one.feeLines)
  const discountLines = all.flatMap(one => one.discountLines)
  const coupons = all.flatMap(one => one.coupons)
  const takings = ['orders', 'sales', 'refunded'] as const
  const counts = ['count', 'amount'] as const
  const turn = (hour: number) => (hour - Number(shop.businessDayStart.slice(0, 2)) + 24) % 24
  return {
    orders: total(one => one.orders),
    sales: total(one => one.sales),
    refunded: total(one => one.refunded),
    guests: total(one => one.guests),
    items: total(one => one.items),
    fees: total(one => one.fees),
    discounts: total(one => one.discounts),
    unexplained: total(one => one.unexplained),
    amountFaults: total(one => one.amountFaults),
    owed: counted(one => one.owed),
    calledOff: counted(one => one.calledOff),
    refunds: { ...counted(one => one.refunds), quantity: total(one => one.refunds.quantity) },
    channels: largest(
      'sales',
      gather(channels, row => row.channel, takings),
    ),
    methods: largest(
      'sales',
      gather(methods, row => row.method, takings),
    ),
    hours: gather(hours, row => row.hour, takings).sort((a, b) => turn(a.hour) - turn(b.hour)),
    stations: largest(
      'amount',
      gather(stations, row => row.station, ['quantity', 'amount']),
    ),
    dishes: largest('amount', gather(dishes, dishKey, ['quantity', 'amount', 'refunded'])),
    feeLines: largest(
      'amount',
      gather(feeLines, row => row.name, counts),
    ),
    discountLines: largest('amount', gather(discountLines, discountKey, counts)),
    coupons: largest(
      'amount',
      gather(coupons, row => row.name, counts),
    ),
  }
}

function dishKey({ sku, name }: DishSales): string {
  return JSON.stringify([sku, name])
}

function discountKey({ bearer, kind }: DiscountSales): string {
  return `${bearer} ${kind}`
}

function largest<Name extends string, Row extends Record<Name, number>>(by: Name, rows: Row[]): Row[] {
  return rows.sort((a, b) => b[by] - a[by])
}

function sum<Row>(rows: readonly Row[], pick: (row: Row) => number): number {
  return rows.reduce((all, row) => add(all, pick(row)), 0)
}
