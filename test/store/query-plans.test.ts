import { expect, test, vi } from 'vitest'
import * as abuseTraces from '../../main/store/abuse-traces.ts'
import * as alarms from '../../main/store/alarms.ts'
import * as attempts from '../../main/store/attempts.ts'
import * as billHabits from '../../main/store/bill-habits.ts'
import * as bills from '../../main/store/bills.ts'
import * as calls from '../../main/store/calls.ts'
import * as clockLooks from '../../main/store/clock-looks.ts'
import * as cloudPrints from '../../main/store/cloud-prints.ts'
import type { Db } from '../../main/store/database.ts'
import * as dayRows from '../../main/store/day-rows.ts'
import * as daySequence from '../../main/store/day-sequence.ts'
import * as days from '../../main/store/days.ts'
import * as discrepancies from '../../main/store/discrepancies.ts'
import * as drawer from '../../main/store/drawer.ts'
import * as findings from '../../main/store/findings.ts'
import * as history from '../../main/store/history.ts'
import * as inbox from '../../main/store/inbox.ts'
import * as jobs from '../../main/store/jobs.ts'
import * as kitchenPapers from '../../main/store/kitchen-papers.ts'
import * as members from '../../main/store/members.ts'
import * as orders from '../../main/store/orders.ts'
import * as outbox from '../../main/store/outbox.ts'
import * as outcomes from '../../main/store/outcomes.ts'
import * as payments from '../../main/store/payments.ts'
import * as platformNotices from '../../main/store/platform-notices.ts'
import * as platformPayments from '../../main/store/platform-payments.ts'
import * as printers from '../../main/store/printers.ts'
import * as pullCursors from '../../main/store/pull-cursors.ts'
import * as recordedRefunds from '../../main/store/recorded-refunds.ts'
import * as restorations from '../../main/store/restorations.ts'
import * as shopPause from '../../main/store/shop-pause.ts'
import * as tickets from '../../main/store/tickets.ts'
import * as tokens from '../../main/store/tokens.ts'
import * as visits from '../../main/store/visits.ts'
import * as vouchers from '../../main/store/vouchers.ts'
import type { BillRow } from '../../shared/domain/reconciliation/bill.ts'
import type { Discrepancy } from '../../shared/domain/reconciliation/discrepancy.ts'
import { openTestDatabase } from '../support/database.ts'

// After a million orders every query must still be a look-up. The SQL is the real one: what each function prepares.

const page = { after: 0, limit: 10 }
const all = { state: null, printer: null, newest: false, ...page }
const day = '2026-11-22'
const during = { from: 0, until: 1 }
const difference: Discrepancy = {
  ...{ class: 'AMOUNT', subject: 'order:mini/x', day, source: 'mini', orderId: 'x', expected: 1, actual: 2, facts: {} },
}
const billRow: BillRow = {
  ...{ line: 1, kind: 'refund', tradeNo: 'x', outTradeNo: 'x', refundNo: 'x', at: 0, amount: 1 },
  ...{ received: null, merchantDiscount: null, platformDiscount: null, fee: null },
}

/** Every function that reads, in each of its forms. */
const reads: Record<string, (db: Db) => unknown> = {
  getStandingAlarm: db => alarms.getStandingAlarm(db, 'no-printers', 'x'),
  listAlarmsAndSlips: alarms.listAlarmsAndSlips,
  listStandingAlarms: alarms.listStandingAlarms,
  listAttempts: db => attempts.listAttempts(db, 1),
  listOpenAttempts: attempts.listOpenAttempts,
  findLastPaper: db => attempts.findLastPaper(db, 'kitchen'),
  findPaper: db => attempts.findPaper(db, 1),
  listFlagged: db => abuseTraces.listFlagged(db, page),
  ordersWithTrace: db => abuseTraces.ordersWithTrace(db, 'x', 1),
  listSequence: db => daySequence.listSequence(db, 'ele', day),
  hasEarlierSequence: db => daySequence.hasEarlierSequence(db, 'ele', day),
  findBill: db => bills.findBill(db, 'x'),
  getBill: db => bills.getBill(db, 1),
  listBills: db => bills.listBills(db, page),
  listBillsEnding: db => bills.listBillsEnding(db, { platform: 'alipay', from: 0, until: 1, limit: 10 }),
  getCloudPrint: db => cloudPrints.getCloudPrint(db, 1),
  findCloudPrint: db => cloudPrints.findCloudPrint(db, 'feie', 'x'),
  findByClientId: db => cloudPrints.findByClientId(db, { source: 'yly', sn: '1', clientId: 'x' }),
  findBySameText: db => cloudPrints.findBySameText(db, { source: 'feie', sn: '1', contentHash: 'x' }),
  newestCloudPrint: cloudPrints.newestCloudPrint,
  listCloudPrints: db => cloudPrints.listCloudPrints(db, { source: 'yly', sn: '1', limit: 10, skip: 0 }),
  listJobsOfPrint: db => cloudPrints.listJobsOfPrint(db, 1),
  listJobsOfSn: db => cloudPrints.listJobsOfSn(db, { source: 'feie', sn: '1', from: 0, until: 1 }),
  listHistory: db => history.listHistory(db, 1),
  findWebhook: db => inbox.findWebhook(db, 'mini', 'x'),
  getQuarantine: db => inbox.getQuarantine(db, 1),
  listQuarantine: db => inbox.listQuarantine(db, page),
  findOpenQuarantine: db => inbox.findOpenQuarantine(db, 'mini', 'x'),
  listSettledQuarantine: db => inbox.listSettledQuarantine(db, page),
  countQuarantine: db => inbox.countQuarantine(db, 'mini'),
  getConflict: db => inbox.getConflict(db, 1),
  listConflicts: db => inbox.listConflicts(db, page),
  findOpenConflict: db => inbox.findOpenConflict(db, { order_row: 1, revision: 1, content_hash: 'x' }),
  listSettledConflicts: db => inbox.listSettledConflicts(db, page),
  countConflicts: db => inbox.countConflicts(db, 1),
  getJob: db => jobs.getJob(db, 1),
  findJobByKey: db => jobs.findJobByKey(db, 'x'),
  listJobsOfOrder: db => jobs.listJobsOfOrder(db, 1),
  listJobsOfTicket: db => jobs.listJobsOfTicket(db, 1),
  countPapers: db => jobs.countPapers(db, 1),
  newestJob: jobs.newestJob,
  listNewerJobs: db => jobs.listNewerJobs(db, 1),
  listJobs: db => jobs.listJobs(db, all),
  'listJobs of a state': db => jobs.listJobs(db, { ...all, state: 'printed' }),
  'listJobs of a printer': db => jobs.listJobs(db, { ...all, printer: 'kitchen' }),
  'listJobs of both': db => jobs.listJobs(db, { ...all, state: 'printed', printer: 'kitchen' }),
  'listJobs, newest first': db => jobs.listJobs(db, { ...all, newest: true, after: 5 }),
  'listJobs of a state, newest first': db => jobs.listJobs(db, { ...all, newest: true, state: 'printed' }),
  'listJobs of both, newest first': db =>
    jobs.listJobs(db, { ...all, newest: true, state: 'printed', printer: 'kitchen' }),
  nextJob: db => jobs.nextJob(db, 'kitchen', 0, 'hold'),
  laneLoad: db => jobs.laneLoad(db, 'kitchen', 0),
  nextRelease: db => jobs.nextRelease(db, 'kitchen', 0),
  countQueue: db => jobs.countQueue(db, 'kitchen'),
  listHeld: jobs.listHeld,
  listHeldAt: db => jobs.listHeldAt(db, 'kitchen'),
  countHeldFor: db => jobs.countHeldFor(db, 'kitchen', 'silent'),
  listOpenSlips: jobs.listOpenSlips,
  listClaimable: db => jobs.listClaimable(db, 'kitchen'),
  listJobsInLanes: jobs.listJobsInLanes,
  countOrdersLike: db => orders.countOrdersLike(db, 'demo', 'demo-'),
  findOrder: db => orders.findOrder(db, 'mini', 'x'),
  getOrder: db => orders.getOrder(db, 1),
  findRevisionLike: db => orders.findRevisionLike(db, 1, 'x'),
  findRevision: db => orders.findRevision(db, 1, 1),
  listOrders: db => orders.listOrders(db, { day: null, ...page }),
  'listOrders of a day': db => orders.listOrders(db, { day, ...page }),
  listBoard: db => orders.listBoard(db, { day, limit: 10 }),
  countDay: db => orders.countDay(db, day),
  countOpen: orders.countOpen,
  listSummaries: db => [...orders.listSummaries(db, day)],
  countReceived: db => orders.countReceived(db, 'mini', { from: 0, until: 1 }),
  findPaidOrder: db => payments.findPaidOrder(db, billRow),
  countPayments: db => payments.countPayments(db, { from: 0, until: 1 }),
  paymentsByTradeNo: db => [...payments.paymentsByTradeNo(db, { from: 0, until: 1 })],
  paymentsByOrderNo: db => [...payments.paymentsByOrderNo(db, { from: 0, until: 1 })],
  findPause: shopPause.findPause,
  countSince: db => shopPause.countSince(db, { since: 0, by: 'x', last_order: 0 }),
  listTroubled: orders.listTroubled,
  orderRowOf: db => orders.orderRowOf(db, 'x'),
  lastArrival: orders.lastArrival,
  listBillTimes: db => billHabits.listBillTimes(db, 'alipay', { since: 0 }),
  hasPayment: db => billHabits.hasPayment(db, 'alipay', during),
  getDiscrepancy: db => discrepancies.getDiscrepancy(db, 1),
  findUnsettled: db => discrepancies.findUnsettled(db, 'x'),
  hasResolved: db => discrepancies.hasResolved(db, difference),
  listDiscrepancies: db => discrepancies.listDiscrepancies(db, { ...all, day: null }),
  'listDiscrepancies of a day': db => discrepancies.listDiscrepancies(db, { ...all, day }),
  'listDiscrepancies of a state': db => discrepancies.listDiscrepancies(db, { ...all, state: 'open', day: null }),
  'listDiscrepancies of both': db => discrepancies.listDiscrepancies(db, { ...all, state: 'open', day }),
  listUnsettled: db => discrepancies.listUnsettled(db, { day: null, limit: 10 }),
  'listUnsettled of a day': db => discrepancies.listUnsettled(db, { day, limit: 10 }),
  listUntried: db => discrepancies.listUntried(db, { before: day, tries: 3, limit: 10 }),
  countUnsettled: db => discrepancies.countUnsettled(db, day),
  listDiscrepancyHistory: db => discrepancies.listDiscrepancyHistory(db, 1),
  listFindings: db => findings.listFindings(db, 'paper'),
  listFindingsAbout: db => findings.listFindingsAbout(db, 'x'),
  listScopesAbout: db => findings.listScopesAbout(db, 'x'),
  listKitchenJobs: db => kitchenPapers.listKitchenJobs(db, 1),
  listKitchenPapers: db => kitchenPapers.listKitchenPapers(db, 1),
  listOwedOrders: kitchenPapers.listOwedOrders,
  listDroppedOrders: db => kitchenPapers.listDroppedOrders(db, 1),
  getMember: db => members.getMember(db, 'x'),
  listMemberEntries: db => members.listMemberEntries(db, 'x', { after: 0, until: 1 }),
  listSettlements: db => members.listSettlements(db, 'x'),
  getVoucherRange: db => vouchers.getVoucherRange(db, 1),
  listVoucherRecords: db => vouchers.listVoucherRecords(db, during),
  listOrdersPaid: db => vouchers.listOrdersPaid(db, during),
  findToken: db => tokens.findToken(db, 'x'),
  getToken: db => tokens.getToken(db, 1),
  listTokens: db => tokens.listTokens(db, page),
  listUnheard: db => outbox.listUnheard(db, 'mini', 10),
  unheardLoad: db => outbox.unheardLoad(db, 'mini'),
  listRefused: db => outbox.listRefused(db, { before: 5, limit: 10 }),
  getCall: db => calls.getCall(db, 1),
  findCall: db => calls.findCall(db, 'alipay', 'order.sync', 'x'),
  nextCall: db => calls.nextCall(db, 'alipay', 1),
  hasOpenCall: db => calls.hasOpenCall(db, 'alipay', 'order.sync'),
  callLoadOf: db => calls.callLoadOf(db, 'alipay', 'order.query'),
  listOverdueLanes: db => calls.listOverdueLanes(db, 'alipay', 'order.query', 1),
  nextCallAt: db => calls.nextCallAt(db, 'alipay'),
  listCalls: db => calls.listCalls(db, { state: null, ...page }),
  'listCalls of a state': db => calls.listCalls(db, { state: 'refused', ...page }),
  listCallsOfOrder: db => calls.listCallsOfOrder(db, 1),
  callLoad: db => calls.callLoad(db, 'alipay'),
  countRefusedCalls: calls.countRefusedCalls,
  findPlatformPayment: db => platformPayments.findPlatformPayment(db, 'alipay', 'x'),
  listPaymentsOf: db => platformPayments.listPaymentsOf(db, 'alipay', 'x'),
  listPaymentsBetween: db => platformPayments.listPaymentsBetween(db, 'alipay', { from: 0, until: 1, limit: 10 }),
  listRefunds: db => platformPayments.listRefunds(db, 'alipay', 'x'),
  hasNotice: db => platformNotices.hasNotice(db, 'alipay', 'notify', 'x'),
  listNotices: db => platformNotices.listNotices(db, { state: 'kept', ...page }),
  getPlatformCursor: db => platformNotices.getPlatformCursor(db, 'alipay', 'bill'),
  getPullCursor: db => pullCursors.getPullCursor(db, 'pull'),
  isListRead: db => pullCursors.isListRead(db, 'pull', 1),
  getDayCursor: db => pullCursors.getDayCursor(db, 'pull', day),
  listRecordedRefunds: db => recordedRefunds.listRecordedRefunds(db, 1),
  hasQuarantined: db => inbox.hasQuarantined(db, 'mini', 'x'),
  hasConflict: db => inbox.hasConflict(db, 1, 'x'),
  hasEvent: db => outbox.hasEvent(db, 1, 1, 'order.printed'),
  listOutcomes: db => outcomes.listOutcomes(db, page),
  getJournalPosition: restorations.getJournalPosition,
  getOpenRestoration: restorations.getOpenRestoration,
  getLastGap: restorations.getLastGap,
  getClockLook: clockLooks.getClockLook,
  getPrinter: db => printers.getPrinter(db, 'kitchen'),
  getLastClosing: days.getLastClosing,
  getDayClose: db => days.getDayClose(db, day),
  getClosedAt: db => days.getClosedAt(db, day),
  listDayCloses: db => days.listDayCloses(db, { from: day, until: day }),
  listAdjustments: db => days.listAdjustments(db, { day, ...page }),
  sumAdjustments: db => days.sumAdjustments(db, day, 'shop'),
  getTotals: db => days.getTotals(db, day, 'shop'),
  listTotals: db => days.listTotals(db, { from: day, until: day, series: 'shop' }),
  listDayOrders: db => dayRows.listDayOrders(db, day),
  getOrderBody: db => dayRows.getOrderBody(db, 1),
  listDayPapers: db => dayRows.listDayPapers(db, day),
  listDayAlarms: db => dayRows.listDayAlarms(db, { from: 0, until: 1 }),
  findOpenShift: drawer.findOpenShift,
  getShift: db => drawer.getShift(db, 1),
  listShifts: db => drawer.listShifts(db, day),
  lastLeftIn: drawer.lastLeftIn,
  listDrawerMoves: db => drawer.listDrawerMoves(db, day),
  sumOfShift: db => drawer.sumOfShift(db, 1),
  sumOutsideShifts: db => drawer.sumOutsideShifts(db, day),
  hasVisit: db => visits.hasVisit(db, 1),
  countVisitors: db => visits.countVisitors(db, { from: day, until: day }),
  firstVisitDay: visits.firstVisitDay,
  getTicket: db => {
    try {
      tickets.getTicket(db, 1)
    } catch {
      // There is none; the statement is what is looked at.
    }
  },
  listTickets: db => tickets.listTickets(db, 1),
  listTicketsOfPrint: db => tickets.listTicketsOfPrint(db, 1),
  stationsOfLines: db => tickets.stationsOfLines(db, 1),
}

/** These put together what several indexes find, a few hundred rows at most. */
const maySort = [
  ...['listUnheard', 'listBoard', 'countOpen', 'listJobsInLanes', 'listOpenSlips', 'countVisitors'],
  // A bill's time and no more, whatever it is sorted by.
  ...['paymentsByTradeNo', 'paymentsByOrderNo'],
]

function plansOf(read: (db: Db) => unknown): { text: string; plan: string[] }[] {
  const db = openTestDatabase()
  const prepare = vi.spyOn(db, 'prepare')
  read(db)
  const texts = prepare.mock.calls.map(([text]) => String(text))
  prepare.mockRestore()
  return texts.map(text => {
    const names = [...text.matchAll(/@(\w+)/g)].map(([, name]) => [name, null])
    const marks = [...text.matchAll(/\?/g)].map(() => null)
    const explain = db.prepare(`explain query plan ${text}`)
    const rows = names.length > 0 ? explain.all(Object.fromEntries(names)) : explain.all(...marks)
    return { text, plan: (rows as { detail: string }[]).map(one => one.detail) }
  })
}

test.each(Object.entries(reads))('%s looks up, and does not search', (name, read) => {
  const plans = plansOf(read)
  expect(plans.length).toBeGreaterThan(0)
  for (const { text, plan } of plans) {
    // A partial index is as short as what is open; it may be read from end to end.
    const scans = plan.filter(
      step => /^SCAN /.test(step) && !/USING (COVERING )?INDEX \w+_(open|lane|standing)/.test(step),
    )
    expect(
      scans.filter(step => !/\(subquery|SCAN CONSTANT ROW/.test(step)),
      text,
    ).toEqual([])
    if (!maySort.includes(name))
      expect(
        plan.filter(step => step.includes('TEMP B-TREE')),
        text,
      ).toEqual([])
  }
})

test('no function that reads is missing above', () => {
  const modules = [
    ...[abuseTraces, daySequence],
    ...[clockLooks, billHabits, discrepancies, findings, kitchenPapers, members, vouchers],
    ...[alarms, attempts, bills, cloudPrints, history, inbox, jobs, orders, outbox, outcomes, printers],
    ...[payments, pullCursors, calls, platformNotices, platformPayments, restorations, shopPause, tickets, tokens],
    ...[dayRows, days, drawer, visits],
  ]
  const reading = modules
    .flatMap(module => Object.entries(module))
    .filter(
      ([name, value]) =>
        typeof value === 'function' &&
        /^(list|find|get|count|has|sum|first|last|next|lane|orders|orderRow|stations|unheard|call)/.test(name),
    )
    .map(([name]) => name)
  expect(reading.filter(name => !(name in reads))).toEqual([])
})

test('a search would be seen', () => {
  const plans = plansOf(db => db.prepare('select * from orders where body = ? order by received_at'))
  expect(plans.flatMap(({ plan }) => plan)).toEqual([
    expect.stringMatching(/^SCAN orders/),
    expect.stringContaining('TEMP B-TREE'),
  ])
})
