import type { Logger } from 'pino'
import { businessDay, dayAfter } from '../../../shared/domain/business-day.ts'
import { barePayment } from '../../../shared/domain/reconciliation/bill.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import { dateText, wallTime } from '../../../shared/domain/wall-clock.ts'
import { createRest } from '../../sources/rest.ts'
import type { Db } from '../../store/database.ts'
import { type DiscrepancyRow, findUnsettled, listUnsettled, listUntried } from '../../store/discrepancies.ts'
import { listScopesAbout } from '../../store/findings.ts'
import { findOrder, findRevision } from '../../store/orders.ts'
import { findPaidOrder } from '../../store/payments.ts'
import type { Bell } from '../bell.ts'
import type { Clock } from '../clock.ts'
import { lookEvery } from '../look-every.ts'
import type { DifferenceBook } from './difference-book.ts'

/**
 * What differences wait for: an order that comes late, the next days' bills, the end of a day. What a day leaves, suspended
 * or not, is looked at again on each of the three mornings that follow, when platforms have made their bills; what changes
 * about an order is looked at within seconds.
 */
const lookMs = 60_000
/** An order and its tickets come first. */
const pauseMs = 1_000
/** Bills are made by nine. */
const triesAt = { hour: 9, minute: 30 }
const mostTries = 3
/** More than anybody deals with. */
const mostUnsettled = 1_000

export type DifferenceWatchDeps = {
  db: Db
  settings: Settings
  clock: Clock
  bell: Bell
  log: Logger
  book: DifferenceBook
  lookAgain: (scope: string) => Promise<void>
  /** what is looked for all day */
  lookAround: () => void
  reconcileDay: (day: string) => void
}

export type DifferenceWatch = {
  /** What other bills lack may stand in this one. */
  billCame(billId: number): void
  stop(): Promise<void>
}

export function createDifferenceWatch(deps: DifferenceWatchDeps): DifferenceWatch {
  const { db, settings, clock, log } = deps
  const rest = createRest(clock)
  let today = businessDay(clock.now(), settings.shop)
  /** orders taken in since then have not been held against what stands */
  let checkedAt = clock.now()
  let isFirst = true
  let trying: Promise<void> = Promise.resolve()
  const stopLooking = lookEvery(clock, lookMs, look)
  const following = follow()

  function look(): void {
    try {
      deps.lookAround()
      const day = businessDay(clock.now(), settings.shop)
      // At the first look too: the program may not have been running when the day ended.
      if (isFirst || day !== today) deps.reconcileDay(isFirst ? dayAfter(day, -1) : today)
      isFirst = false
      today = day
    } catch (error) {
      log.warn({ err: error }, 'the day could not be reconciled')
    }
    afterwards(tryAgain)
  }

  /** What a day has left, once each morning. */
  async function tryAgain(): Promise<void> {
    const due = listUntried(db, { before: today, tries: mostTries, limit: mostUnsettled }).filter(isDue)
    await lookAt(due)
    for (const { id, subject } of due) if (findUnsettled(db, subject)?.id === id) deps.book.tried(id)
    if (due.length > 0) deps.bell.ring('discrepancies')
  }

  function isDue({ tried_at }: DiscrepancyRow): boolean {
    const { hour, minute, ...wall } = wallTime(clock.now(), settings.shop.timezone)
    const isMorning = hour * 60 + minute >= triesAt.hour * 60 + triesAt.minute
    const date = dateText({ ...wall, hour, minute })
    const triedOn = tried_at === null ? '' : dateText(wallTime(tried_at, settings.shop.timezone))
    return isMorning && triedOn < date
  }

  async function lookAt(rows: readonly DiscrepancyRow[], concerns = (_scope: string) => true): Promise<void> {
    const scopes = new Set(rows.flatMap(({ subject }) => listScopesAbout(db, subject)))
    for (const scope of [...scopes].filter(concerns)) {
      if (rest.signal.aborted) return
      await deps.lookAgain(scope).catch(error => log.warn({ err: error, scope }, 'a look failed'))
    }
  }

  /** Orders that differences are about, and that have changed or come since. */
  async function follow(): Promise<void> {
    for await (const topics of deps.bell.listen(rest.signal, 'engine')) {
      if (!topics.includes('orders')) continue
      await rest.backOff(pauseMs)
      if (rest.signal.aborted) return
      try {
        const since = checkedAt
        checkedAt = clock.now()
        const standing = listUnsettled(db, { day: null, limit: mostUnsettled })
        await lookAt(standing.filter(row => row.class !== 'PAID_NOT_PRINTED' && hasNews(row, since)))
      } catch (error) {
        log.warn({ err: error }, 'differences could not be held against the orders that came')
      }
    }
  }

  function hasNews({ subject }: DiscrepancyRow, since: number): boolean {
    if (subject.startsWith('trade:')) {
      const number = subject.slice('trade:'.length)
      return findPaidOrder(db, barePayment({ tradeNo: number, outTradeNo: number, at: 0, amount: 0 })) !== null
    }
    const [, source, orderId] = /^order:([^/]*)\/(.*)$/s.exec(subject) ?? []
    if (source === undefined || orderId === undefined) return false
    const order = findOrder(db, source, orderId)
    const revision = order && findRevision(db, order.id, order.revision)
    return revision !== undefined && revision.received_at >= since
  }

  /** Behind what is being looked at already, and not before the bill is known. */
  function afterwards(work: () => Promise<void>): void {
    trying = trying
      .then(() => (rest.signal.aborted ? undefined : work()))
      .catch(error => log.warn({ err: error }, 'differences could not be looked at again'))
  }

  return {
    billCame(billId) {
      afterwards(async () => {
        const standing = listUnsettled(db, { day: null, limit: mostUnsettled })
        await lookAt(standing, scope => scope.startsWith('bill:') && scope !== `bill:${billId}`)
      })
    },
    async stop() {
      stopLooking()
      await rest.end(Promise.all([following, trying]))
    },
  }
}
