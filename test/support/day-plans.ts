import fc from 'fast-check'
import { type BillHabit, lateBills } from '../../shared/domain/reconciliation/bill-due.ts'
import { createDayBook } from '../../shared/domain/reconciliation/day-book.ts'
import type { Discrepancy } from '../../shared/domain/reconciliation/discrepancy.ts'
import {
  compareSettlement,
  type MemberEntry,
  memberDue,
  memberTotals,
} from '../../shared/domain/reconciliation/light-member.ts'
import {
  type OrderPaper,
  paidNotPrinted,
  printedNotPaid,
  printedTwiceUnmarked,
} from '../../shared/domain/reconciliation/paper-rules.ts'
import { type Numbered, sequenceGaps } from '../../shared/domain/reconciliation/sequence-gaps.ts'
import {
  compareVouchers,
  type VoucherOfOrder,
  type VoucherRecord,
} from '../../shared/domain/reconciliation/vouchers.ts'
import { billDay, type Expected, shop } from './bill-plans.ts'

// The legs beside the bill: paper, numbers, coupons, memberships, and bills that ought to have come. As in bill-plans.ts each
// story says what ought to be found.

const day = '2026-11-22'
const minute = 60_000
const hour = 60 * minute
const book = createDayBook(shop)

/** A leg of a day, told. */
export type Leg = { found: Discrepancy[]; expected: Expected[] }

const noOrder = (what: Discrepancy['class'], subject: string): Expected => ({ class: what, subject, orderId: null })

// Paper

const ticket = (state: 'out' | 'owed' | 'dropped', dueAt = 0, papers: string[][] = state === 'out' ? [[]] : []) => {
  return { state, dueAt, papers }
}
const now = 100_000
const afterMs = 10_000

type PaperStory = { paper: Partial<OrderPaper>; found: Discrepancy['class'] | null }
const paperStories: Record<string, PaperStory> = {
  printed: { paper: { tickets: [ticket('out'), ticket('out')] }, found: null },
  'printed again, marked': { paper: { tickets: [ticket('out', 0, [[], ['补打', '可能重复']])] }, found: null },
  'printing now': { paper: { tickets: [ticket('owed', now - afterMs + 1)] }, found: null },
  'for later': { paper: { tickets: [ticket('owed', Number.POSITIVE_INFINITY)] }, found: null },
  'called off in time': { paper: { status: 'cancelled', tickets: [ticket('dropped')] }, found: null },
  'at the table': { paper: { status: 'unpaid', tickets: [ticket('owed')] }, found: null },
  late: { paper: { tickets: [ticket('owed', now - afterMs)] }, found: 'PAID_NOT_PRINTED' },
  'one of two': { paper: { tickets: [ticket('out'), ticket('owed')] }, found: 'PAID_NOT_PRINTED' },
  dropped: { paper: { tickets: [ticket('dropped')] }, found: 'PAID_NOT_PRINTED' },
  'eaten, not paid': { paper: { status: 'unpaid', tickets: [ticket('out')] }, found: 'PRINTED_NOT_PAID' },
  'twice, unmarked': { paper: { tickets: [ticket('out', 0, [[], []])] }, found: 'PRINTED_TWICE_UNMARKED' },
  'three times, the last unmarked': {
    paper: { tickets: [ticket('out', 0, [[], ['补打'], ['加菜']])] },
    found: 'PRINTED_TWICE_UNMARKED',
  },
}

export const anyPapers: fc.Arbitrary<Leg> = fc
  .array(fc.constantFrom(...Object.keys(paperStories)), { maxLength: 20 })
  .map(names => {
    const found: Discrepancy[] = []
    const expected: Expected[] = []
    names.forEach((name, index) => {
      const story = paperStories[name]
      if (story === undefined) return
      const orderId = `paper-${index}`
      const order: OrderPaper = {
        ...{
          source: 'mini',
          orderId,
          outTradeNo: orderId,
          day,
          status: 'paid',
          amount: 900,
          pickupNo: null,
          tickets: [],
        },
        ...story.paper,
      }
      const looks = [paidNotPrinted(order, now, afterMs), printedNotPaid(order, true), printedTwiceUnmarked(order)]
      found.push(...looks.filter(one => one !== null))
      if (story.found !== null) expected.push({ class: story.found, subject: `order:mini/${orderId}`, orderId })
    })
    return { found, expected }
  })

// Numbers

export const anyNumbers: fc.Arbitrary<Leg> = fc
  .record({
    prefix: fc.constantFrom('A', '', '#', '外卖'),
    first: fc.integer({ min: 1, max: 300 }),
    count: fc.integer({ min: 9, max: 120 }),
    holes: fc.uniqueArray(fc.integer({ min: 1, max: 118 }), { maxLength: 6 }),
    explained: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ prefix, first, count, holes, explained }) => {
    // Never at an end, never more than one in twelve: below that a row is counted one by one.
    const gone = holes.filter(hole => hole < count - 1).slice(0, Math.floor((count - 9) / 12))
    const nameOf = (at: number) => `${prefix}${String(first + at).padStart(3, '0')}`
    const timeOf = (at: number) => billDay.from + 5 * hour + at * 7 * minute
    const numbers: Numbered[] = Array.from({ length: count }, (_, at) => at)
      .filter(at => !gone.includes(at))
      .map(at => ({ number: nameOf(at), at: timeOf(at) }))
    const apart = gone.filter((hole, index) => gone.every((other, at) => at === index || Math.abs(other - hole) > 3))
    const known = apart.slice(0, explained)
    return {
      found: sequenceGaps({ source: 'mini', day, numbers }, known.map(timeOf)),
      expected: gone
        .filter(hole => !known.includes(hole))
        .map(hole => noOrder('DAYSEQ_GAP', `number:mini/${day}/${nameOf(hole)}`)),
    }
  })

// Coupons

type VoucherStory = {
  order?: Partial<VoucherOfOrder>
  records?: Partial<VoucherRecord>[]
  found: Discrepancy['class'] | null
}
const noon = billDay.from + 12 * hour
const voucherStories: Record<string, VoucherStory> = {
  used: { order: {}, records: [{}], found: null },
  'used and given back': { records: [{}, { state: 'returned', at: noon + hour }], found: null },
  'used again after it came back': {
    order: { paidAt: noon + 2 * hour },
    records: [{}, { state: 'returned', at: noon + hour }, { at: noon + 2 * hour }],
    found: null,
  },
  'called off, given back': {
    order: { calledOff: true },
    records: [{}, { state: 'returned', at: noon + 1 }],
    found: null,
  },
  'of another day': { order: { paidAt: billDay.until + hour }, found: null },
  'not used': { order: {}, found: 'VOUCHER_NOT_USED' },
  'given back under an order that stands': {
    order: {},
    records: [{}, { state: 'returned', at: noon }],
    found: 'VOUCHER_NOT_USED',
  },
  'no order': { records: [{}], found: 'VOUCHER_USED_NO_ORDER' },
  'called off, not given back': { order: { calledOff: true }, records: [{}], found: 'VOUCHER_USED_NO_ORDER' },
}

export const anyVouchers: fc.Arbitrary<Leg> = fc
  .array(fc.constantFrom(...Object.keys(voucherStories)), { maxLength: 12 })
  .map(names => {
    const orders: VoucherOfOrder[] = []
    const records: VoucherRecord[] = []
    const expected: Expected[] = []
    names.forEach((name, index) => {
      const story = voucherStories[name]
      if (story === undefined) return
      const code = `CP${index}`
      const orderId = `coupon-${index}`
      const order = {
        code: ` ${code}`,
        amount: 200,
        source: 'mini',
        orderId,
        outTradeNo: orderId,
        paidAt: noon,
        calledOff: false,
      }
      if (story.order !== undefined) orders.push({ ...order, ...story.order })
      for (const one of story.records ?? []) records.push({ code, at: noon, state: 'used', amount: 200, ...one })
      const subject = story.found === 'VOUCHER_NOT_USED' ? `order:mini/${orderId}` : `voucher:${code}`
      const named = story.order === undefined ? null : orderId
      if (story.found !== null) expected.push({ class: story.found, subject, orderId: named })
    })
    return { found: compareVouchers({ ...billDay, records }, orders, book), expected }
  })

// 轻会员

const anyEntry: fc.Arbitrary<MemberEntry> = fc
  .record({ benefit: fc.integer({ min: 0, max: 500 }), share: fc.constantFrom(0, 0, 0.5, 1) })
  .map(({ benefit, share }) => ({ agreementId: 'm', benefit, reversed: Math.round(benefit * share) }))

export const anyMembers: fc.Arbitrary<Leg> = fc
  .array(
    fc.record({
      entries: fc.array(anyEntry, { maxLength: 10 }),
      fee: fc.integer({ min: 1, max: 1_000 }),
      wrong: fc.constantFrom('no', 'no', 'paid', 'benefit', 'refused'),
    }),
    { maxLength: 4 },
  )
  .map(members => {
    const found: Discrepancy[] = []
    const expected: Expected[] = []
    members.forEach(({ entries, fee, wrong }, index) => {
      const agreementId = `m-${index}`
      const totals = memberTotals(entries)
      const settlement = {
        ...{ agreementId, at: noon },
        paid: memberDue(totals, fee) + (wrong === 'paid' ? 1 : 0),
        benefit: totals.benefit - totals.reversed + (wrong === 'benefit' ? 1 : 0),
        refusal: wrong === 'refused' ? 'DISCOUNT_NOT_MATCH' : null,
      }
      const one = compareSettlement(settlement, totals, fee, book)
      if (one !== null) found.push(one)
      if (wrong !== 'no') expected.push(noOrder('LIGHT_MEMBER_DIFF', `member:${agreementId}`))
    })
    return { found, expected }
  })

// Bills

export const anyBills: fc.Arbitrary<Leg> = fc
  .record({ came: fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }), hour: fc.integer({ min: 0, max: 23 }) })
  .map(({ came, hour: at }) => {
    const dates = came.map((_, back) => book.calendar(billDay.from - back * 24 * hour + hour))
    const covered = came.flatMap((has, back) =>
      has ? [{ from: billDay.from - back * 24 * hour, until: billDay.until - back * 24 * hour }] : [],
    )
    const habit: BillHabit = { platform: 'alipay', days: dates, covered }
    const missing = dates.filter((_, back) => covered.length > 0 && came[back] === false && (back > 0 || at >= 12))
    return {
      found: lateBills(habit, billDay.until + at * hour, book, shop.timezone),
      expected: missing.map(date => noOrder('BILL_LATE', `bill:alipay/${date}`)),
    }
  })
