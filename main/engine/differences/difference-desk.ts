import { orderId as orderIdSchema } from '../../../shared/domain/order.ts'
import type { Discrepancy } from '../../../shared/domain/reconciliation/discrepancy.ts'
import { ruleOf } from '../../../shared/domain/reconciliation/discrepancy-class.ts'
import { memberDue, memberTotals } from '../../../shared/domain/reconciliation/light-member.ts'
import { platformOf } from '../../../shared/domain/reconciliation/payment-of-order.ts'
import { refundsToRecord } from '../../../shared/domain/recorded-refund.ts'
import type { MemberView } from '../../../shared/domain/views/difference-views.ts'
import { transact } from '../../store/database.ts'
import {
  type DiscrepancyRow,
  getDiscrepancy,
  listDiscrepancies,
  listDiscrepancyHistory,
  listUnsettled,
  noteDiscrepancy,
} from '../../store/discrepancies.ts'
import { listKitchenJobs } from '../../store/kitchen-papers.ts'
import { getMember, listMemberEntries, listSettlements } from '../../store/members.ts'
import { findOrder } from '../../store/orders.ts'
import { addEvent } from '../../store/outbox.ts'
import { adjustResolved } from '../days/adjust-day.ts'
import { type Desk, DeskError, notNow } from '../desk.ts'
import { readId, showId } from '../ids.ts'
import type { Intake } from '../intake/intake.ts'
import { readSubmission } from '../intake/submission.ts'
import type { JobActsDeps } from '../job-acts.ts'
import { iso } from '../job-view.ts'
import { paging } from '../paging.ts'
import { differenceView, orderOf } from './difference-view.ts'
import type { Reconciler } from './reconciler.ts'

export type DifferenceActs = Pick<
  Desk,
  | 'discrepancies'
  | 'unsettled'
  | 'discrepancy'
  | 'resolveDiscrepancy'
  | 'recordRefund'
  | 'printMissing'
  | 'askForOrder'
  | 'orderSources'
  | 'enterOrder'
  | 'takeVouchers'
  | 'takeSettlement'
  | 'member'
>

export type DifferenceDeskDeps = JobActsDeps & {
  reconciler: Reconciler
  intake: Intake
  jobActs: Pick<Desk, 'release' | 'reprint'>
}

const mostShown = 500

/** What people ask and do about differences. Acts are audited in the difference's own history. */
export function createDifferenceDesk(deps: DifferenceDeskDeps): DifferenceActs {
  const { db, settings, clock, bell, reconciler } = deps

  const view = (row: DiscrepancyRow) => differenceView(db, settings, row)

  function rowOf(discrepancyId: string): DiscrepancyRow {
    const row = getDiscrepancy(db, readId('d', discrepancyId) ?? 0)
    if (row === undefined) throw new DeskError('not-found', `there is no discrepancy ${discrepancyId}`)
    return row
  }

  /** One that is settled needs no act any more. */
  function standing(discrepancyId: string): DiscrepancyRow {
    const row = rowOf(discrepancyId)
    if (row.state === 'cleared' || row.state === 'resolved')
      throw new DeskError('conflict', `it is ${row.state} already`)
    return row
  }

  function missingOrder(discrepancyId: string): DiscrepancyRow & { said: Discrepancy['facts'] } {
    const row = standing(discrepancyId)
    if (row.class !== 'PAID_NOT_LOCAL') throw new DeskError('conflict', `${row.class} lacks no order`)
    return { ...row, said: JSON.parse(row.facts) as Discrepancy['facts'] }
  }

  return {
    discrepancies(query) {
      const day = query.day ?? null
      if (day !== null && !/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new DeskError('invalid', 'day is not YYYY-MM-DD')
      const rows = listDiscrepancies(db, { state: query.state ?? null, day, ...paging('d', query) })
      return rows.map(view)
    },
    unsettled({ day }) {
      const rows = listUnsettled(db, { day: null, limit: mostShown })
      const days = [...Map.groupBy(rows, row => row.day)].map(([of, own]) => ({
        day: of,
        open: own.filter(row => ruleOf(row.class).severity !== 'info').length,
        critical: own.filter(row => ruleOf(row.class).severity === 'critical').length,
      }))
      return { days, list: rows.filter(row => day === undefined || row.day === day).map(view) }
    },
    discrepancy: discrepancyId => view(rowOf(discrepancyId)),
    resolveDiscrepancy(discrepancyId, act) {
      const row = standing(discrepancyId)
      const resolved = transact(db, () => {
        const settled = reconciler.book.resolve(row.id, act)
        if (settled !== null) adjustResolved(db, settled, { ...act, at: clock.now() })
        return settled
      })
      if (resolved === null) throw new DeskError('conflict', 'it is settled already')
      bell.ring('discrepancies', 'days')
      return view(resolved)
    },
    async recordRefund(discrepancyId, { by, note = null }) {
      const row = rowOf(discrepancyId)
      if (ruleOf(row.class).action !== 'mark-refunded')
        throw new DeskError('conflict', `${row.class} is no refund that the order lacks`)
      // The second press finds what the first one did.
      const isSettled = row.state === 'cleared' || row.state === 'resolved'
      if (isSettled && listDiscrepancyHistory(db, row.id).some(entry => entry.what === 'refunded')) return view(row)
      const { facts, actual, subject } = standing(discrepancyId)
      const named = orderOf(subject)
      const said = JSON.parse(facts) as Discrepancy['facts']
      const refunds = said.known === 1 ? [] : refundsToRecord(said, actual)
      if (named === null) throw new DeskError('conflict', 'no order of ours is behind it', 'no-order')
      if (refunds.length === 0) throw new DeskError('conflict', 'the order knows its refunds already')
      const { source: sourceId, orderId } = named
      const receivedAt = clock.now()
      const body = Buffer.from(JSON.stringify({ orderId, refunds, by, note }))
      const submission = readSubmission({ kind: 'refunds', sourceId, webhookId: null, receivedAt, body })
      // Its source may be gone from the settings; the money is not.
      const source = settings.sources.find(one => one.id === sourceId) ?? { id: sourceId, type: 'push' as const }
      const { result } = await deps.intake.take(source, submission)
      if (result === 'busy' || result === 'not-durable') throw notNow(result)
      if (result !== 'accepted' && result !== 'duplicate')
        throw new DeskError('conflict', `it was not recorded: ${result}`)
      bell.ring('discrepancies', 'days', 'orders')
      await reconciler.lookAbout(subject)
      return view(rowOf(discrepancyId))
    },
    printMissing(discrepancyId, { by, idempotencyKey }) {
      const row = standing(discrepancyId)
      const named = orderOf(row.subject)
      const order = named === null ? undefined : findOrder(db, named.source, named.orderId)
      if (order === undefined) throw new DeskError('conflict', 'no order of ours is behind it', 'no-order')
      const done = { released: 0, reprinted: 0 }
      for (const jobs of Map.groupBy(listKitchenJobs(db, order.id), job => job.ticket).values()) {
        const last = jobs.at(-1)
        if (last === undefined || jobs.some(job => job.state === 'printed' || job.state === 'sent')) continue
        const waiting = jobs.find(job => ['held', 'waiting', 'uncertain'].includes(job.state))
        if (waiting !== undefined) {
          deps.jobActs.release(showId('j', waiting.job), { by })
          done.released += 1
        } else if (jobs.every(job => job.state === 'cancelled' || job.state === 'failed')) {
          deps.jobActs.reprint(showId('j', last.job), { by, idempotencyKey })
          done.reprinted += 1
        }
      }
      const note = `${done.released} released, ${done.reprinted} reprinted`
      if (done.released + done.reprinted === 0) return done
      noteDiscrepancy(db, row.id, { at: clock.now(), what: 'printed', by, note })
      bell.ring('discrepancies')
      return done
    },
    askForOrder(discrepancyId, { by }) {
      const { id, order_id, actual, said } = missingOrder(discrepancyId)
      const at = clock.now()
      const data = { outTradeNo: order_id, tradeNo: said.tradeNo || null, amount: actual, paidAt: iso(Number(said.at)) }
      transact(db, () => {
        addEvent(db, { type: 'order.wanted', source: null, order_id, at, data })
        noteDiscrepancy(db, id, { at, what: 'asked', by })
      })
      bell.ring('discrepancies', 'orders')
      return view(rowOf(discrepancyId))
    },
    orderSources: () =>
      settings.sources
        .filter(source => source.id !== 'demo')
        .map(({ id, channel }) => ({ id, platform: platformOf(null, channel ?? null) })),
    async enterOrder(discrepancyId, { by, source: sourceId, dishes, pickupNo }) {
      const row = missingOrder(discrepancyId)
      const source = settings.sources.find(one => one.id === sourceId && one.id !== 'demo')
      if (source === undefined) throw new DeskError('invalid', `there is no source ${sourceId}`)
      const named = orderIdSchema.safeParse(row.order_id)
      if (!named.success)
        throw new DeskError('conflict', 'the bill gives it no number that an order can have', 'no-order-number')
      if (findOrder(db, sourceId, named.data) !== undefined)
        throw new DeskError('conflict', 'the order has come meanwhile')
      const body = JSON.stringify({
        ...orderByHand({ orderId: named.data, payable: row.actual ?? 0, dishes, pickupNo }),
        payment: {
          ...{ method: row.said.platform, tradeNo: row.said.tradeNo || null, outTradeNo: named.data },
          ...{ amount: row.actual, paidAt: iso(Number(row.said.at)) },
        },
        placedAt: iso(Number(row.said.at)),
      })
      const receivedAt = clock.now()
      // Its platform told of it once, and it may have come then.
      const told = { sourceId, webhookId: null, again: true }
      const submission = readSubmission({ ...told, receivedAt, body: Buffer.from(body) })
      const answer = await deps.intake.take(source, submission)
      if (answer.result === 'busy' || answer.result === 'not-durable') throw notNow(answer.result)
      if (answer.result === 'invalid') throw new DeskError('invalid', answer.issues[0]?.message ?? 'it is no order')
      noteDiscrepancy(db, row.id, { at: clock.now(), what: 'entered', by, note: sourceId })
      bell.ring('discrepancies')
      return { result: answer.result, orderId: answer.orderId }
    },
    takeVouchers: records => ({ differences: reconciler.takeVouchers(records) }),
    takeSettlement: settlement => ({ differences: reconciler.takeSettlement(settlement) }),
    member: agreementId => memberView(agreementId),
  }

  function memberView(agreementId: string): MemberView {
    const member = getMember(db, agreementId)
    if (member === undefined) throw new DeskError('not-found', `no order names the agreement ${agreementId}`)
    const settled = listSettlements(db, agreementId).findLast(one => one.refusal === null && one.at <= clock.now())
    const entries = listMemberEntries(db, agreementId, { after: settled?.at ?? 0, until: Number.MAX_SAFE_INTEGER })
    const totals = memberTotals(entries)
    return {
      ...{ agreementId, fee: member.fee, ...totals },
      termEnds: member.term_ends === null ? null : iso(member.term_ends),
      due: member.fee === null ? null : memberDue(totals, member.fee),
    }
  }
}

/**
 * Its revision is 1, as that of most first ones: should the true order come after all, the two contradict each other, and a
 * person is asked, instead of the kitchen cooking twice.
 */
function orderByHand(given: {
  orderId: string
  payable: number
  dishes: readonly { name: string; quantity: number }[]
  pickupNo: string | undefined
}): object {
  return {
    ...{ orderId: given.orderId, revision: 1, status: 'paid', pickupNo: given.pickupNo ?? null },
    items: given.dishes.map(({ name, quantity }, index) => ({ lineId: String(index + 1), name, quantity })),
    total: { payable: given.payable },
  }
}
