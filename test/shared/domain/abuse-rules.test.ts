import { expect, test } from 'vitest'
import { type AbuseFacts, abuseRuleIds, abuseRules, findAbuse } from '../../../shared/domain/abuse-rules.ts'
import { parseOrder } from '../../../shared/domain/order.ts'
import { abusePolicyOf, settingsSchema } from '../../../shared/domain/settings.ts'
import { order } from '../../support/orders.ts'
import { shopSettings } from '../../support/shop.ts'

const nothing: AbuseFacts = { sameTrade: [], vouchers: [], coupons: [], recentOrders: 1 }
const all: AbuseFacts = {
  sameTrade: ['a'],
  vouchers: [{ code: 'c', orders: ['a'] }],
  coupons: [{ name: '满减', times: 3 }],
  recentOrders: 5,
}
const parsed = parseOrder(order())
const rulesFor = (facts: AbuseFacts, off?: string) =>
  parsed.ok ? findAbuse(parsed.order, facts, rule => (rule === off ? 'off' : 'flag')).map(({ rule }) => rule) : null

test('an ordinary order has nothing, and one that has it all has each rule once', () => {
  expect(rulesFor(nothing)).toEqual([])
  expect(rulesFor(all)).toEqual(['replay', 'voucher-twice', 'coupon-often', 'burst'])
  expect(rulesFor(all, 'burst')).toEqual(['replay', 'voucher-twice', 'coupon-often'])
})

test('each rule says in both languages what it is, why, and what to do', () => {
  for (const rule of abuseRuleIds) {
    for (const language of ['zh-CN', 'en'] as const) {
      for (const words of Object.values(abuseRules[rule].words[language])) {
        expect(words.length).toBeGreaterThan(3)
        expect(/[\u4e00-\u9fff]/.test(words)).toBe(language === 'zh-CN')
      }
    }
  }
})

test('the policy: one word for all, or one for each; unsaid is flag', () => {
  const policyOf = (abuse?: unknown) => {
    const settings = settingsSchema.parse({ ...shopSettings, policy: { abuse } })
    return abuseRuleIds.map(rule => abusePolicyOf(settings, rule))
  }
  expect(policyOf()).toEqual(Array(5).fill('flag'))
  expect(policyOf('hold')).toEqual(Array(5).fill('hold'))
  expect(policyOf({ replay: 'off', burst: 'hold' })).toEqual(['off', 'flag', 'flag', 'flag', 'hold'])
  expect(() => policyOf('drop')).toThrow()
  expect(() => policyOf({ relpay: 'off' })).toThrow()
})
