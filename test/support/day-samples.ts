import { countSales } from '../../shared/domain/day-numbers.ts'
import { countPapers, type PaperRow } from '../../shared/domain/day-paper.ts'
import { countCash, expectedCash, type Shift } from '../../shared/domain/drawer.ts'
import type { OrderInput } from '../../shared/domain/order.ts'
import { parseOrder } from '../../shared/domain/order.ts'
import { saleOf } from '../../shared/domain/sale.ts'
import type { DaySlipContent } from '../../shared/domain/ticket.ts'
import type { DayReport, DayView } from '../../shared/domain/views/day-views.ts'
import { line, order } from './orders.ts'

// A breakfast stall's day, small enough to add up by hand.

const settings = {
  routing: [{ name: '*包', station: 'steam' }],
  defaultStation: 'fry',
}
const shop = { timezone: 'Asia/Shanghai', businessDayStart: '04:00' }
const clock = (time: string) => `2026-11-22T${time}+08:00`
const paid = (method: string, time: string) => ({ method, paidAt: clock(time) })

export const sampleOrders: OrderInput[] = [
  order({ orderId: 'd1', guests: 2, payment: paid('alipay', '06:30:00') }),
  order({
    ...{ orderId: 'd2', channel: 'wechat-mini', payment: paid('wechat', '07:10:00') },
    items: [line('1', '鲜肉包', 10), line('2', '牛肉', 0.335, { unitPrice: 4900 })],
    fees: [{ name: '打包费', amount: 100 }],
    discounts: [
      { name: '早餐满5减2', kind: 'coupon', fundedBy: 'merchant', amount: 200, code: 'CP1' },
      { name: '轻会员', kind: 'light-member', fundedBy: 'platform', amount: 150 },
    ],
  }),
  order({ orderId: 'd3', channel: 'counter', payment: paid('cash', '07:45:00'), items: [line('1', '油条', 4)] }),
  order({
    ...{ orderId: 'd4', channel: 'eleme', status: 'refunded', payment: paid('alipay', '08:05:00') },
    items: [line('1', '超级豪华加量蟹黄鲜肉灌汤小笼包', 1, { unitPrice: 3800 })],
  }),
  order({ orderId: 'd5', status: 'cancelled' }),
  order({ orderId: 'd6', status: 'unpaid', payment: { terms: 'after-meal' } }),
]

function numbers(orders: readonly OrderInput[]) {
  return countSales(
    orders.map(input => {
      const parsed = parseOrder(input)
      if (!parsed.ok) throw new Error('a sample order is wrong')
      return { sale: saleOf(parsed.order, settings), amountFault: false }
    }),
    shop,
  )
}

const papers = Array.from({ length: 12 }, (_, index): PaperRow => {
  const attempt = { copy: index === 3 ? 2 : 1, doubtful: index === 3, onPaper: true, done: true }
  return {
    ...{ order: index, job: index, kind: index === 7 ? 'void' : index === 8 ? 'reprint' : 'kitchen', state: 'printed' },
    ...{ due: 0, attempt: { ...attempt, endedAt: 1_200 + index * 900 } },
  }
})

const sums = { sales: 1_000, refunds: 0, paidIn: 0, paidOut: 3_000 }
const shift: Shift = {
  ...sums,
  ...{ id: 's1', day: '2026-11-22', from: clock('06:00:00'), openedBy: '小王', float: 20_000 },
  ...{ expected: expectedCash(20_000, sums), until: clock('14:05:00'), endedBy: '小王', handedTo: null },
  ...{ counted: 17_950, pieces: null, difference: -50, left: 17_950, note: '少五角' },
}

export function sampleReport(): DayReport {
  return {
    ...numbers(sampleOrders),
    paper: countPapers(papers),
    printers: [{ printer: 'kitchen', code: 'printer-paper-out', times: 2, minutes: 7 }],
    customers: { customers: 3, newcomers: 1, returning: 2, spent: 5_240 },
    cash: countCash([shift], { sales: 0, refunds: 0, paidIn: 0, paidOut: 0 }, null),
    openDifferences: 2,
  }
}

const names = { stations: { steam: '蒸档', fry: '煎炸' }, printers: { kitchen: '后厨' } }

export function sampleSlip(over: Partial<DaySlipContent['slip']> = {}): DaySlipContent {
  return {
    ...{ kind: 'report', marks: [] },
    slip: {
      ...{
        shopName: '古荡早餐店',
        day: '2026-11-22',
        closedAt: clock('14:10:00'),
        by: '老板娘',
        note: '晚上停水，早关门',
      },
      ...{ report: sampleReport(), demo: { orders: 5, sales: 3_750 } },
      ...names,
      ...over,
    },
  }
}

export function sampleDay(over: Partial<DayView> = {}): DayView {
  const report = sampleReport()
  const { orders, sales, refunded } = report
  return {
    ...{ day: '2026-11-22', state: 'closed', over: true, closedAt: clock('14:10:00'), closedBy: '老板娘', note: null },
    ...{ slipJobId: 'j9', report, demo: null, adjustments: [], discrepancies: [], names },
    adjusted: { orders, sales, refunded, net: sales - refunded },
    ...over,
  }
}
