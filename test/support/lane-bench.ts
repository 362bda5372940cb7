import pino from 'pino'
import { onTestFinished } from 'vitest'
import type { Outcome, Printer } from '../../drivers/printer/printer.ts'
import type { Profile } from '../../drivers/profiles/profile.ts'
import { findProfile } from '../../drivers/profiles/profiles.ts'
import { createAlarmBook } from '../../main/engine/alarm-book.ts'
import { createBell } from '../../main/engine/bell.ts'
import { createJobActs } from '../../main/engine/job-acts.ts'
import { jobView } from '../../main/engine/job-view.ts'
import { createLane } from '../../main/engine/lane.ts'
import { recover } from '../../main/engine/recovery.ts'
import { readSubmission } from '../../main/engine/submission.ts'
import { takeOrder } from '../../main/engine/take-order.ts'
import { transact } from '../../main/store/database.ts'
import { listJobs } from '../../main/store/jobs.ts'
import { findOrder } from '../../main/store/orders.ts'
import { rememberPrinter } from '../../main/store/printers.ts'
import type { OrderInput } from '../../shared/domain/order.ts'
import { settingsSchema } from '../../shared/domain/settings.ts'
import type { TicketDocument } from '../../shared/ticket/document.ts'
import { openTestDatabase } from './database.ts'
import { shopSettings } from './shop.ts'
import { createShopHandClock } from './shop-hand-clock.ts'

/** What a scripted printer does with its next ticket; `papers`: how many it was sent before. */
const profile = findProfile('generic-80') as Profile

export type Script = {
  /** throws where it cannot be drawn */
  draw?: (document: TicketDocument) => void
  /** without it: printed, with the printer's word */
  print?: (papers: number) => Outcome
}

export const printed = (bytes = 1): Outcome => ({ kind: 'printed', bytes, evidence: 'status' })
export const lost = (): Outcome => ({
  kind: 'uncertain',
  bytes: 1,
  fault: { state: 'ready', code: 'silent', message: 'not a word' },
})

/** One lane over a real database, with a printer that follows a script and a clock moved by hand. */
export function openLaneBench(options: { script?: Script; policy?: object } = {}) {
  const db = openTestDatabase()
  const clock = createShopHandClock()
  const settings = settingsSchema.parse({ ...shopSettings, policy: options.policy ?? {} })
  const [printer] = settings.printers
  const [source] = settings.sources
  if (printer === undefined || source === undefined) throw new Error('a bench without a printer')
  const bell = createBell()
  const alarms = createAlarmBook({ db, clock, bell, language: 'zh-CN' })
  const log = pino({ level: 'silent' })
  let script = options.script ?? {}
  /** the words of each paper that left, marks and all */
  const papers: string[] = []
  const last = { state: 'ready', detail: null } as const
  const device: Printer = {
    async render(document) {
      script.draw?.(document)
      return new TextEncoder().encode(wordsOf(document))
    },
    async print(bytes, { beforeFirstByte }) {
      beforeFirstByte()
      papers.push(new TextDecoder().decode(bytes))
      return script.print?.(papers.length - 1) ?? printed(bytes.length)
    },
    prepare: async () => {},
    status: async () => last,
    release: async () => {},
    forget: () => {},
    last,
    confirmation: 'status',
    provable: false,
  }
  rememberPrinter(db, printer.id, 'scripted', '{}')
  const lane = createLane({
    ...{ settings, printer, device, db, clock, bell, alarms, log },
    profile,
    logo: async () => null,
    trouble: () => null,
    paused: false,
    lastPrintedAt: null,
    sendToBackup: () => new Set<string>(),
  })
  const acts = createJobActs({ db, settings, clock, bell, alarms, wakeLane: () => lane.nudge() })
  onTestFinished(() => lane.stop())

  return {
    clock,
    acts,
    papers,
    alarms,
    follow(next: Script) {
      script = next
    },
    take(order: OrderInput) {
      const body = new TextEncoder().encode(JSON.stringify(order))
      const submission = readSubmission({ sourceId: source.id, webhookId: null, receivedAt: clock.now(), body })
      const deps = { db, settings, alarms, now: () => clock.now() }
      transact(db, () => takeOrder(deps, source, submission))
      lane.wake()
    },
    /** what another program, or an older version, did to the database */
    tamper: (sql: string) => void db.exec(sql),
    recover: () => recover({ db, settings, alarms, now: () => clock.now() }),
    jobs: () =>
      listJobs(db, { state: null, printer: null, newest: false, after: 0, limit: 1000 }).map(job => jobView(db, job)),
    orderState: (orderId: string) => findOrder(db, source.id, orderId)?.state,
    codes: () => alarms.standing().map(alarm => alarm.code),
  }
}

function wordsOf({ blocks }: TicketDocument): string {
  return blocks
    .map(block => ('text' in block ? block.text : block.type === 'pair' ? `${block.left} ${block.right}` : ''))
    .join('\n')
}
