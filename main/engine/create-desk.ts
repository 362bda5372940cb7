import { isDay } from '../../shared/domain/business-day.ts'
import { jobStates } from '../../shared/domain/print-job.ts'
import { transact } from '../store/database.ts'
import { note } from '../store/history.ts'
import { listJobs } from '../store/jobs.ts'
import { findOrder, listOrders, orderRowOf } from '../store/orders.ts'
import { createAsideDesk } from './aside-desk.ts'
import { createBacklogDesk } from './backlog-desk.ts'
import type { BillRoom } from './bills/bill-room.ts'
import { createBoardDesk } from './board-desk.ts'
import { createDayDesk } from './days/day-desk.ts'
import { dayDifferences } from './days/day-differences.ts'
import { createDrawerDesk } from './days/drawer-desk.ts'
import { type Desk, DeskError } from './desk.ts'
import { createDifferenceDesk } from './differences/difference-desk.ts'
import type { Reconciler } from './differences/reconciler.ts'
import { createHandoverDesk } from './handover-desk.ts'
import type { HouseRules } from './house-rules.ts'
import { readId } from './ids.ts'
import type { Intake } from './intake/intake.ts'
import { createJobActs, type JobActsDeps, jobRow } from './job-acts.ts'
import { iso, jobView } from './job-view.ts'
import { createMetrics } from './metrics.ts'
import { createOrderDesk } from './order-desk.ts'
import { orderDetail, orderView } from './order-view.ts'
import { createOutboxDesk } from './outbox-desk.ts'
import { limitOf, paging } from './paging.ts'
import type { PhoneAnswer, PhoneDesk } from './phone-desk.ts'
import type { PrintRoom } from './printing/print-room.ts'
import { createReceiptDesk } from './receipt-desk.ts'
import { retiringMs, type Secrets } from './secrets/secrets.ts'
import { createShopDesk } from './shop-desk.ts'
import { listeningSources } from './source-room.ts'
import type { TokenBook } from './token-book.ts'

/** Why no order could be placed from end to end. */
const noTestOrder: Record<Exclude<PhoneAnswer['result'], 'taken'>, ConstructorParameters<typeof DeskError>> = {
  closed: ['conflict', 'there is no push source demo', 'no-demo-source'],
  'menu-empty': ['conflict', 'the menu is empty', 'menu-empty'],
  busy: ['busy', 'too many orders at once'],
  refused: ['conflict', 'the order was not taken in', 'order-refused'],
  invalid: ['conflict', 'the menu has changed', 'menu-changed'],
}

/** The desk over this shop's database, intake and printers. */
export function createDesk(
  deps: JobActsDeps & {
    printRoom: PrintRoom
    intake: Intake
    phone: PhoneDesk
    secrets: Secrets
    tokens: TokenBook
    reconciler: Reconciler
    bills: BillRoom
    version: string
    houseRules: () => HouseRules
    dayClosed: () => void
  },
): Desk {
  const { db, settings, clock, bell, alarms, printRoom } = deps

  const jobActs = createJobActs(deps)

  return {
    ...jobActs,
    ...createBoardDesk(deps),
    ...createBacklogDesk(deps),
    ...createReceiptDesk(deps),
    ...createOrderDesk(deps),
    ...createHandoverDesk(deps),
    ...createShopDesk(deps),
    ...createOutboxDesk(deps),
    ...createDifferenceDesk({ ...deps, jobActs }),
    ...createAsideDesk(deps),
    ...createDayDesk({ ...deps, differences: dayDifferences(deps) }),
    ...createDrawerDesk(deps),
    health: () => ({ ...alarms.health(), version: deps.version }),
    metrics: createMetrics({
      ...{ db, settings, version: deps.version, listening: listeningSources(settings) },
      now: () => clock.now(),
      printers: () => printRoom.printers(),
      alarms: () => alarms.standing(),
    }),
    orders(query) {
      const day = query.day ?? null
      if (day !== null && !isDay(day)) throw new DeskError('invalid', 'day is not YYYY-MM-DD')
      const after = query.after
      const row = after === undefined ? 0 : (readId('o', after) ?? orderRowOf(db, after))
      if (row === undefined) throw new DeskError('invalid', 'after is no order')
      return listOrders(db, { day, after: row, limit: limitOf(query.limit) }).map(orderView)
    },
    order(source, orderId) {
      const row = findOrder(db, source, orderId)
      if (row === undefined) throw new DeskError('not-found', `source ${source} has no order ${orderId}`)
      return orderDetail(db, row)
    },
    async testOrder({ by }) {
      const answer = await deps.phone.sample()
      if (answer.result !== 'taken') throw new DeskError(...noTestOrder[answer.result])
      note(db, { at: clock.now(), what: 'test-order', by, detail: answer.order })
      return { source: 'demo', orderId: answer.order, pickupNo: answer.pickupNo }
    },
    jobs(query) {
      const state = query.state ?? null
      if (state !== null && !jobStates.some(one => one === state)) {
        throw new DeskError('invalid', `state is none of ${jobStates.join(' ')}`)
      }
      const newest = query.newest ?? false
      const filter = { state, printer: query.printer ?? null, newest, ...paging('j', query) }
      return listJobs(db, filter).map(job => jobView(db, job))
    },
    job: jobId => jobView(db, jobRow(db, jobId)),
    printers: () => printRoom.printers(),
    pause: (printerId, { by }) => setPaused(printerId, true, by),
    resume: (printerId, { by }) => setPaused(printerId, false, by),
    alarms: () => alarms.standing(),
    ackAlarm(alarmId, { by }) {
      const row = readId('a', alarmId)
      const alarm = row === null ? null : alarms.ack(row, by)
      if (alarm === null) throw new DeskError('not-found', `no alarm ${alarmId} stands`)
      return alarm
    },
    tokens: () => deps.tokens.list(),
    addToken: given => deps.tokens.add(given),
    revokeToken: (tokenId, act) => deps.tokens.revoke(tokenId, act),
    rotateSecret(sourceId, { by }) {
      const now = clock.now()
      transact(db, () => {
        note(db, { at: now, what: 'secret-rotated', by, detail: sourceId })
        if (!deps.secrets.rotate(sourceId, now)) throw new DeskError('not-found', `there is no source ${sourceId}`)
      })
      return { source: sourceId, retiresAt: iso(now + retiringMs) }
    },
    bills: query => deps.bills.bills(query),
    billProgress: () => deps.bills.progress(),
    changes: signal => bell.listen(signal, 'screen'),
  }

  function setPaused(printerId: string, paused: boolean, by: string) {
    const view = printRoom.setPaused(printerId, paused, by)
    if (view === null) throw new DeskError('not-found', `there is no printer ${printerId}`)
    bell.ring('printers')
    return view
  }
}
