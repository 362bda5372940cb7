import type { Logger } from 'pino'
import { businessDay } from '../../../shared/domain/business-day.ts'
import { createDayBook } from '../../../shared/domain/reconciliation/day-book.ts'
import type { Discrepancy } from '../../../shared/domain/reconciliation/discrepancy.ts'
import type { MemberSettlement } from '../../../shared/domain/reconciliation/light-member.ts'
import type { VoucherRecords } from '../../../shared/domain/reconciliation/vouchers.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import { type Db, transact } from '../../store/database.ts'
import { countUnsettled } from '../../store/discrepancies.ts'
import { listScopesAbout } from '../../store/findings.ts'
import { saveSettlement } from '../../store/members.ts'
import { saveVoucherRecords } from '../../store/vouchers.ts'
import type { AlarmBook } from '../alarm-book.ts'
import type { Bell } from '../bell.ts'
import type { Clock } from '../clock.ts'
import { lookAtDay } from '../days/day-leg.ts'
import type { Intake } from '../intake/intake.ts'
import { createDifferenceBook, type DifferenceBook } from './difference-book.ts'
import { createDifferenceWatch } from './difference-watch.ts'
import { createListWatch, type PlatformList } from './list-watch.ts'
import { createPaperWatch } from './paper-watch.ts'
import { lookAtMember, lookAtVouchers, lookForBills } from './platform-legs.ts'
import { lookAtSales } from './sales-leg.ts'

/**
 * Holds platform, kitchen and money against each other. Each leg is a look that can be taken again at any time and changes
 * nothing where nothing has changed:
 *
 *   bill:ID       a payment bill against the shop's orders            when it comes, when its orders change, on D+1…D+3
 *   day:DAY       a day's papers and numbers                          when the day is over or closed, on D+1…D+3
 *   sales:ID/DAY  what a platform says of payments while the day runs   all day
 *   list:ID/DAY   a platform's own list of a day, read again; or what     when the day is over or closed, on D+1…D+3
 *                 the journal has of it
 *   paper         paid orders that are not on paper                   all day
 *   vouchers:ID   coupons against the platform's records              when they come, on D+1…D+3
 *   member:ID     a 轻会员 term against the platform's settlement       when it comes, on D+1…D+3
 *   bills         bills that ought to be here                         all day
 */
export type Reconciler = {
  /** What a bill shows that is being taken in, in the transaction that makes it known. */
  keepBill(billId: number, found: readonly Discrepancy[]): void
  /** Looks at a bill that is known again, and resolves with the number of its differences when they are stored. */
  reconcileBill(billId: number): Promise<number>
  reconcileDay(day: string): void
  /** Reads the platforms' lists of a day, as far as they answer within some seconds; the rest of it comes later. */
  readLists(day: string): Promise<void>
  /** Takes every look once more that has found something about it. */
  lookAbout(subject: string): Promise<void>
  /** The day is closed: looks once more, and what is open waits for what the next days bring. Returns how many wait. */
  closeDay(day: string, by: string): number
  /** Not settled, of that day. */
  unsettled(day: string): number
  /** Returns the number of differences among them. */
  takeVouchers(records: VoucherRecords): number
  takeSettlement(settlement: MemberSettlement): number
  readonly book: DifferenceBook
  stop(): Promise<void>
}

/** Where bills are read and compared, beside the engine's own thread. */
export type BillShelf = {
  /** What a stored bill and the shop's orders do not agree on. */
  compare(billId: number): Promise<readonly Discrepancy[]>
}

export type ReconcilerDeps = {
  db: Db
  settings: Settings
  clock: Clock
  bell: Bell
  alarms: AlarmBook
  log: Logger
  bills: BillShelf
  lists: readonly PlatformList[]
  intake: Pick<Intake, 'take'>
  /** when a business day was closed; null: it has not been */
  closedAt: (day: string) => number | null
}

const dayMs = 24 * 3_600_000
/** Who closes the day waits so long for platforms. */
const listPatienceMs = 5_000

export function createReconciler(deps: ReconcilerDeps): Reconciler {
  const { db, settings, clock, bell, alarms } = deps
  const book = createDifferenceBook({ db, now: () => clock.now() })
  /** One bill at a time: they share a thread, and a second look at the same one waits for the first. */
  let comparing: Promise<unknown> = Promise.resolve()
  const paperWatch = createPaperWatch({ ...deps, book, changed: () => bell.ring('discrepancies') })
  const watch = createDifferenceWatch({
    ...{ ...deps, book, lookAgain, lookAround },
    reconcileDay(day) {
      reconcileDay(day)
      void lists.look(day)
    },
  })
  const lists = createListWatch({ ...deps, take })

  /** To be called outside of the bell's own turn: it rings. */
  function take(scope: string, found: readonly Discrepancy[]): number {
    if (book.take(scope, found)) bell.ring('discrepancies')
    return found.length
  }

  async function reconcileBill(billId: number): Promise<number> {
    const compared = comparing.then(() => deps.bills.compare(billId))
    comparing = compared.catch(() => {})
    const found = await compared
    await book.takeSlowly(`bill:${billId}`, found)
    bell.ring('discrepancies')
    return found.length
  }

  function reconcileDay(day: string): void {
    const isOver = businessDay(clock.now(), settings.shop) > day || deps.closedAt(day) !== null
    take(`day:${day}`, lookAtDay(db, day, isOver))
  }

  function lookAround(): void {
    lookForLateBills()
    lookForSales()
  }

  function lookForLateBills(): void {
    const found = lookForBills(db, settings, clock.now(), 'bills')
    take('bills', found)
    const [first] = found
    if (first === undefined) alarms.end('bill-late', 'bills')
    else alarms.raise('bill-late', 'bills', { count: found.length, day: String(first.facts.date) })
  }

  /** Today's and yesterday's payments, of every platform that tells of them. */
  function lookForSales(): void {
    const days = createDayBook(settings.shop)
    const now = clock.now()
    for (const { id } of settings.sources.filter(source => source.type === 'alipay')) {
      for (const date of [days.calendar(now - dayMs), days.calendar(now)]) {
        take(`sales:${id}/${date}`, lookAtSales(db, settings, id, date, now))
      }
    }
  }

  /** The look that a scope stands for, once more. */
  async function lookAgain(scope: string): Promise<void> {
    const [leg, what = ''] = splitOnce(scope, ':')
    if (leg === 'bill') await reconcileBill(Number(what))
    else if (leg === 'day') reconcileDay(what)
    else if (leg === 'vouchers') take(scope, lookAtVouchers(db, settings, Number(what)))
    else if (leg === 'member') take(scope, lookAtMember(db, settings, what))
    else if (leg === 'list') {
      // Over the network: nothing waits for it.
      const [source, day = ''] = splitOnce(what, '/')
      lists.lookAt(source, day)
    } else if (leg === 'sales') {
      const [source, date = ''] = splitOnce(what, '/')
      take(scope, lookAtSales(db, settings, source, date, clock.now()))
    } else if (leg === 'bills') lookForLateBills()
    else if (leg === 'paper') paperWatch.look()
  }

  return {
    keepBill(billId, found) {
      book.take(`bill:${billId}`, found)
      // When it is committed.
      queueMicrotask(() => bell.ring('discrepancies'))
      watch.billCame(billId)
    },
    reconcileBill,
    reconcileDay,
    readLists: day =>
      new Promise(resolve => {
        const cancel = clock.after(listPatienceMs, resolve)
        void lists.look(day).finally(() => {
          cancel()
          resolve()
        })
      }),
    async lookAbout(subject) {
      for (const scope of listScopesAbout(db, subject)) {
        await lookAgain(scope).catch(error => deps.log.warn({ err: error, scope }, 'a look failed'))
      }
    },
    closeDay(day, by) {
      take(`day:${day}`, lookAtDay(db, day, true))
      const waiting = book.suspendDay(day, by)
      bell.ring('discrepancies')
      return waiting
    },
    unsettled: day => countUnsettled(db, day).reduce((sum, { n }) => sum + n, 0),
    takeVouchers(records) {
      const range = transact(db, () => saveVoucherRecords(db, records))
      return take(`vouchers:${range}`, lookAtVouchers(db, settings, range))
    },
    takeSettlement(settlement) {
      transact(db, () => saveSettlement(db, settlement))
      return take(`member:${settlement.agreementId}`, lookAtMember(db, settings, settlement.agreementId))
    },
    book,
    async stop() {
      paperWatch.stop()
      await Promise.all([watch.stop(), lists.stop()])
      await comparing
    },
  }
}

function splitOnce(text: string, by: string): [string, string?] {
  const at = text.indexOf(by)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + by.length)]
}
