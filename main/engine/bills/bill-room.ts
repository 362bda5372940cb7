import { randomBytes } from 'node:crypto'
import { createWriteStream, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Logger } from 'pino'
import type { Bill } from '../../../shared/domain/reconciliation/bill.ts'
import { BillRefused } from '../../../shared/domain/reconciliation/bill-refusals.ts'
import type { Discrepancy } from '../../../shared/domain/reconciliation/discrepancy.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import type { BillAnswer, BillProgress, BillView } from '../../../shared/domain/views/difference-views.ts'
import type { BillMapping } from '../../sources/bills/bill-columns.ts'
import { makeBillFolder, settleBill } from '../../store/bills/bill-folder.ts'
import { type BillTableRow, findBill, getBill, insertBill, listBills } from '../../store/bills.ts'
import { type Db, transact } from '../../store/database.ts'
import { note } from '../../store/history.ts'
import { databaseFiles } from '../../store/kept-aside.ts'
import type { Bell } from '../bell.ts'
import type { Clock } from '../clock.ts'
import { DeskError } from '../desk.ts'
import { readId, showId } from '../ids.ts'
import { iso } from '../job-view.ts'
import { paging } from '../paging.ts'
import type { BillThread, RunBillThread } from './run-bill-thread.ts'

/** What is made of a bill's differences, in the transaction that makes the bill known: both are there, or neither. */
export type KeepFound = (billId: number, bill: Bill, found: readonly Discrepancy[]) => void

export type BillRoom = {
  /** Keeps what comes in a file beside the database; not a bill yet. */
  bring(content: Readable): Promise<string>
  /** What was brought and is not to be taken. */
  drop(file: string): void
  /** Reads, stages and matches it, in turn with others. Throws BillRefused, DeskError; the file is gone in any case. */
  take(file: string, how: { mapping: BillMapping | null; by: string }): Promise<BillAnswer>
  /** the bill that is being read */
  progress(): BillProgress | null
  bills(query: { after?: string | undefined; limit?: number | undefined }): BillView[]
  bill(billId: string): BillView
  /** What a bill that is known and the orders as they are now do not agree on, in turn with others. */
  compare(billId: number): Promise<readonly Discrepancy[]>
  stop(): Promise<void>
}

export type BillRoomDeps = {
  db: Db
  /** the data folder */
  path: string
  settings: Settings
  clock: Clock
  bell: Bell
  log: Logger
  runBillThread: RunBillThread
  keepFound: KeepFound
}

/** So many wait for the one that is being read; whoever brings more is asked to come again. */
const mostWaiting = 4

export function createBillRoom(deps: BillRoomDeps): BillRoom {
  const { db, path, settings, clock, bell } = deps
  const folder = join(path, 'bills')
  try {
    makeBillFolder(path)
  } catch (error) {
    // Orders go on without it; a bill that is brought then says what is wrong.
    deps.log.warn({ err: error }, 'the folder of bills cannot be used')
  }
  let turn: Promise<unknown> = Promise.resolve()
  let waiting = 0
  let thread: BillThread | null = null
  let percent: number | null = null
  let stopped = false

  function show(now: number | null): void {
    percent = now
    bell.ring('bills')
  }

  function own(ending: string): string {
    return join(folder, `${randomBytes(8).toString('hex')}.${ending}`)
  }

  async function read(file: string, { mapping, by }: { mapping: BillMapping | null; by: string }): Promise<BillAnswer> {
    if (stopped) throw new DeskError('busy', 'the engine is stopping')
    const staging = own('tmp')
    show(0)
    try {
      thread = deps.runBillThread(
        {
          ...{ file, staging, mapping, dataFolder: path, now: clock.now(), accounts: settings.shop.accounts ?? {} },
          shop: { timezone: settings.shop.timezone, businessDayStart: settings.shop.businessDayStart },
        },
        show,
      )
      const report = await thread.report
      if (report.is === 'refused') throw new BillRefused(report.code, report.facts)
      if (report.is === 'failed') {
        // A full disk is told as one; the rest is ours.
        throw Object.assign(new Error(`the bill could not be read: ${report.message}`), { code: report.code })
      }
      if (stopped) throw new DeskError('busy', 'the engine is stopping')
      if (report.is === 'known') {
        const row = findBill(db, report.identity)
        if (row === undefined) throw new Error('a bill that is known has a row')
        return { result: 'known', bill: billView(row), differences: 0 }
      }
      const { identity, bill, matched, found } = report
      settleBill(staging, path, identity)
      const row = transact(db, () => {
        // Known, and only its rows were gone.
        const id =
          findBill(db, identity)?.id ?? insertBill(db, { identity, bill, matched, received_at: clock.now(), by })
        deps.keepFound(id, bill, found)
        note(db, { at: clock.now(), what: 'bill-read', by, detail: `${showId('b', id)} ${bill.kind}` })
        return getBill(db, id)
      })
      if (row === undefined) throw new Error('a bill that was written is there')
      return { result: 'stored', bill: billView(row), differences: found.length }
    } finally {
      thread = null
      for (const left of databaseFiles(staging)) rmSync(left, { force: true })
      show(null)
    }
  }

  async function matchAgain(billId: number): Promise<readonly Discrepancy[]> {
    const row = getBill(db, billId)
    if (row === undefined) throw new DeskError('not-found', `there is no bill ${showId('b', billId)}`)
    if (stopped) throw new DeskError('busy', 'the engine is stopping')
    const { timezone, businessDayStart } = settings.shop
    const order = { identity: row.identity, dataFolder: path, shop: { timezone, businessDayStart } }
    try {
      thread = deps.runBillThread(order, () => {})
      const report = await thread.report
      if (report.is === 'matched') return report.found
      throw new Error(report.is === 'failed' ? `the bill could not be matched again: ${report.message}` : report.is)
    } finally {
      thread = null
    }
  }

  async function bring(content: Readable): Promise<string> {
    const file = own('part')
    try {
      await pipeline(content, createWriteStream(file, { mode: 0o600 }))
      return file
    } catch (error) {
      rmSync(file, { force: true })
      throw error
    }
  }

  async function take(file: string, how: { mapping: BillMapping | null; by: string }): Promise<BillAnswer> {
    try {
      if (waiting >= mostWaiting) throw new DeskError('busy', 'other bills are being read; bring it again later')
      waiting += 1
      const mine = turn.then(() => read(file, how))
      turn = mine.catch(() => {})
      return await mine.finally(() => {
        waiting -= 1
      })
    } finally {
      rmSync(file, { force: true })
    }
  }

  return {
    bring,
    drop: file => rmSync(file, { force: true }),
    take,
    progress: () => (percent === null ? null : { percent }),
    bills: query => listBills(db, paging('b', query)).map(billView),
    bill(billId) {
      const row = getBill(db, readId('b', billId) ?? 0)
      if (row === undefined) throw new DeskError('not-found', `there is no bill ${billId}`)
      return billView(row)
    },
    compare(billId) {
      const mine = turn.then(() => matchAgain(billId))
      turn = mine.catch(() => {})
      return mine
    },
    async stop() {
      stopped = true
      await thread?.stop()
      await turn
    },
  }
}

function billView(row: BillTableRow): BillView {
  const { kind, platform, account, matched, by } = row
  return {
    ...{ id: showId('b', row.id), kind, platform, account, from: iso(row.from_at), until: iso(row.until_at) },
    payments: { count: row.payments, amount: row.payments_amount },
    refunds: { count: row.refunds, amount: row.refunds_amount },
    ...{ matched, receivedAt: iso(row.received_at), by },
  }
}
