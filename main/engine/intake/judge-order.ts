import {
  type AbuseFacts,
  type AbuseFinding,
  type AbuseRuleId,
  abuseLimits,
  findAbuse,
} from '../../../shared/domain/abuse-rules.ts'
import { isCalledOff, type Order } from '../../../shared/domain/order.ts'
import { abusePolicyOf } from '../../../shared/domain/settings.ts'
import { flagsOf, ordersWithTrace, saveTrace, setFlags } from '../../store/abuse-traces.ts'
import { note } from '../../store/history.ts'
import { listJobsOfOrder } from '../../store/jobs.ts'
import type { OrderRow } from '../../store/orders.ts'
import { orderName } from '../order-name.ts'
import type { TakeDeps } from './take-revision.ts'

const dayMs = 24 * 3_600_000

/**
 * 反营销作弊: looks at a paid order in the transaction that takes it, by a few indexed look-ups. What is new about it goes
 * into its history, onto its card and into an alarm. True: its tickets are to wait for a person.
 */
export function judgeOrder(deps: TakeDeps, row: OrderRow & { subject: string }, order: Order): boolean {
  if (row.series === 'demo' || order.status !== 'paid' || isCalledOff(order)) return false
  const { db, settings, alarms } = deps
  const known = flagsOf(row)
  const policyOf = (rule: AbuseRuleId) => abusePolicyOf(settings, rule)
  const findings = findAbuse(order, readFacts(deps, row, order), policyOf)
  const news = findings.filter(({ rule }) => !known.includes(rule))
  if (news.length > 0) setFlags(db, row.id, [...known, ...news.map(({ rule }) => rule)])
  const holds = ({ rule }: AbuseFinding) => policyOf(rule) === 'hold'
  for (const finding of news) {
    const what = holds(finding) ? 'abuse-held' : 'abuse-flagged'
    note(db, { order_row: row.id, at: deps.now(), what, detail: `${finding.rule}: ${finding.detail}` })
    if (!holds(finding)) {
      alarms.count('order-suspicious', finding.rule, { rule: finding.rule, name: orderName(row) })
    }
  }
  const held = news.find(holds)
  if (held !== undefined) alarms.raise('order-held', row.subject, { name: orderName(row), rule: held.rule })
  // What is added to an order that a person has yet to look at waits with it.
  return held !== undefined || listJobsOfOrder(db, row.id).some(job => job.held_for === 'suspicious')
}

/** Leaves this order's traces, and reads what those of the others say. */
function readFacts({ db, keyedHash }: TakeDeps, row: OrderRow, order: Order): AbuseFacts {
  const placed_at = Date.parse(order.placedAt)
  const others = (kind: 'trade' | 'voucher' | 'buyer' | 'coupon', ...words: string[]) => {
    const hash = keyedHash([kind, ...words].join('\n'))
    saveTrace(db, { hash, order_row: row.id, placed_at })
    return ordersWithTrace(db, hash, row.id)
  }
  const within = (ms: number) => (other: { placed_at: number }) => Math.abs(other.placed_at - placed_at) < ms
  const buyer = order.customer.id
  const { tradeNo } = order.payment
  const taken = order.discounts.filter(({ kind }) => kind === 'coupon')
  const codes = new Set(taken.flatMap(({ code }) => (code === null || code.trim() === '' ? [] : [code])))
  // What a platform pays for is its own to watch. By its name: each voucher of a campaign has a code of its own.
  const own = taken.filter(({ fundedBy }) => fundedBy !== 'platform')
  const coupons = buyer === null ? [] : [...new Set(own.map(({ name }) => name))]
  return {
    sameTrade: tradeNo === null || tradeNo === '' ? [] : others('trade', tradeNo).map(({ order_id }) => order_id),
    vouchers: [...codes].map(code => ({ code, orders: others('voucher', code).map(({ order_id }) => order_id) })),
    coupons: coupons.map(name => ({
      name,
      times: 1 + others('coupon', row.source, buyer ?? '', name).filter(within(dayMs)).length,
    })),
    recentOrders:
      buyer === null
        ? 1
        : 1 + others('buyer', row.source, buyer).filter(within(abuseLimits.burstMinutes * 60_000)).length,
  }
}
