import { sumFen } from './money.ts'
import type { Order } from './order.ts'

// 反营销作弊: what an order looks like that somebody makes to get at a promotion's money, or that a payment is claimed for
// twice. Rules are data; what a shop does about each is its policy. None of them is a proof, so a paid order is never
// refused: it is marked, or its tickets wait for a person who looks at it.

export const abuseRuleIds = ['replay', 'voucher-twice', 'coupon-often', 'impossible-discount', 'burst'] as const
export type AbuseRuleId = (typeof abuseRuleIds)[number]

/** `flag`: printed as ever, with an alarm; `hold`: its tickets wait for a person. */
export const abusePolicies = ['flag', 'hold', 'off'] as const
export type AbusePolicy = (typeof abusePolicies)[number]

/** What the shop's other orders have in common with this one; orders that were called off do not count. */
export type AbuseFacts = {
  /** orders with the same trade number */
  sameTrade: readonly string[]
  /** per voucher code of this order: the other orders that it was used for */
  vouchers: readonly { code: string; orders: readonly string[] }[]
  /** per coupon of this order: how often this buyer has used it within a day, this time included */
  coupons: readonly { name: string; times: number }[]
  /** orders of this buyer within `burstMinutes`, this one included */
  recentOrders: number
}

export type AbuseFinding = { rule: AbuseRuleId; detail: string }

export const abuseLimits = {
  /** A code that more orders than this share is a campaign's, not a voucher's. */
  voucherOrders: 5,
  couponsPerDay: 3,
  burstOrders: 5,
  burstMinutes: 10,
} as const

type Words = { name: string; why: string; advice: string }
type AbuseRule = {
  words: Record<'zh-CN' | 'en', Words>
  /** what is wrong, for the history; null: nothing */
  find(order: Order, facts: AbuseFacts): string | null
}

export const abuseRules: Record<AbuseRuleId, AbuseRule> = {
  replay: {
    words: {
      'zh-CN': {
        name: '同一笔付款',
        why: '这单的支付交易号，别的订单已经用过',
        advice: '看账单上这笔钱收了几次，只收一次就只做一单',
      },
      en: {
        name: 'Same payment',
        why: 'Another order has the same trade number',
        advice: 'See in the bill how often it was paid; paid once, make one of them',
      },
    },
    find: (_order, { sameTrade }) => (sameTrade.length === 0 ? null : sameTrade.join(', ')),
  },
  'voucher-twice': {
    words: {
      'zh-CN': {
        name: '同一张券',
        why: '这单用的券码，别的订单已经用过',
        advice: '在平台上查这张券核销了几次；没核销的那单，优惠要店里自己出',
      },
      en: {
        name: 'Same voucher',
        why: 'Another order has used the same voucher code',
        advice: "See on the platform how often it was redeemed; the other discount is the shop's loss",
      },
    },
    find(_order, { vouchers }) {
      const twice = vouchers.filter(({ orders }) => orders.length > 0 && orders.length < abuseLimits.voucherOrders)
      return twice.length === 0 ? null : twice.map(({ orders }) => orders.join(', ')).join('; ')
    },
  },
  'coupon-often': {
    words: {
      'zh-CN': {
        name: '一人多次用券',
        why: `同一位顾客一天里同一种券用了 ${abuseLimits.couponsPerDay} 次以上`,
        advice: '看活动规则是不是每人限用；不是熟客拼单，就在平台上限制',
      },
      en: {
        name: 'One buyer, many coupons',
        why: `The same buyer used the same coupon ${abuseLimits.couponsPerDay} times or more in a day`,
        advice: 'See whether the campaign has a limit per person, and set one on the platform',
      },
    },
    find(_order, { coupons }) {
      const often = coupons.filter(({ times }) => times >= abuseLimits.couponsPerDay)
      return often.length === 0 ? null : `× ${Math.max(...often.map(({ times }) => times))}`
    },
  },
  'impossible-discount': {
    words: {
      'zh-CN': {
        name: '优惠不可能',
        why: '优惠比菜金加费用还多，或者各方承担的加起来比总优惠还多',
        advice: '请服务商核对优惠是怎么算的；先看看店里实收多少',
      },
      en: {
        name: 'Impossible discount',
        why: 'The discounts are more than the dishes and fees, or their parts are more than the whole',
        advice: 'Have the supplier explain the discount; first see what the shop really gets',
      },
    },
    find: order => impossibleDiscount(order),
  },
  burst: {
    words: {
      'zh-CN': {
        name: '短时间连下多单',
        why: `同一位顾客 ${abuseLimits.burstMinutes} 分钟里下了 ${abuseLimits.burstOrders} 单以上`,
        advice: '打电话问一声是不是拼单；像刷单就在平台上举报',
      },
      en: {
        name: 'Burst of orders',
        why: `The same buyer placed ${abuseLimits.burstOrders} orders or more within ${abuseLimits.burstMinutes} minutes`,
        advice: 'Call and ask whether it is a group; report it on the platform if it is not',
      },
    },
    find: (_order, { recentOrders }) => (recentOrders >= abuseLimits.burstOrders ? `× ${recentOrders}` : null),
  },
}

export function findAbuse(
  order: Order,
  facts: AbuseFacts,
  policyOf: (rule: AbuseRuleId) => AbusePolicy,
): AbuseFinding[] {
  return abuseRuleIds.flatMap(rule => {
    const detail = policyOf(rule) === 'off' ? null : abuseRules[rule].find(order, facts)
    return detail === null ? [] : [{ rule, detail }]
  })
}

/** Absent sums are no contradiction: amountFaults speaks of those that do not add up. */
function impossibleDiscount({ total, items, fees, discounts }: Order): string | null {
  const given = sumFen(discounts.map(one => one.amount))
  const worth =
    (total.items ?? sumFen(items.map(line => line.amount ?? 0))) + (total.fees ?? sumFen(fees.map(one => one.amount)))
  const known = total.items !== null || items.every(line => line.amount !== null)
  const taken = Math.max(given, total.discounts ?? 0)
  if (known && taken > worth) return `${taken} > ${worth}`
  const funded = sumFen(discounts.filter(one => one.fundedBy !== null).map(one => one.amount))
  return total.discounts !== null && funded > total.discounts ? `${funded} > ${total.discounts}` : null
}
