import pino from 'pino'
import { onTestFinished } from 'vitest'
import type { Profile } from '../../drivers/profiles/profile.ts'
import { findProfile } from '../../drivers/profiles/profiles.ts'
import { createAlarmBook } from '../../main/engine/alarm-book.ts'
import { createAlarmSlips } from '../../main/engine/alarm-slips.ts'
import { createBacklogDesk } from '../../main/engine/backlog-desk.ts'
import { createBell } from '../../main/engine/bell.ts'
import { createKeyedHash } from '../../main/engine/intake/keyed-hash.ts'
import { readSubmission } from '../../main/engine/intake/submission.ts'
import { takeOrder } from '../../main/engine/intake/take-order.ts'
import { createJobActs } from '../../main/engine/job-acts.ts'
import { jobView } from '../../main/engine/job-view.ts'
import { orderView } from '../../main/engine/order-view.ts'
import { createLane, type Lane } from '../../main/engine/printing/lane.ts'
import { createStandIn } from '../../main/engine/printing/stand-in.ts'
import { recover } from '../../main/engine/recovery/recovery.ts'
import { createShopWatch } from '../../main/engine/shop-watch.ts'
import { sql, transact } from '../../main/store/database.ts'
import { listHistory } from '../../main/store/history.ts'
import { listJobs } from '../../main/store/jobs.ts'
import { findOrder } from '../../main/store/orders.ts'
import { rememberPrinter } from '../../main/store/printers.ts'
import type { OrderInput } from '../../shared/domain/order.ts'
import { settingsSchema } from '../../shared/domain/settings.ts'
import { openTestDatabase } from './database.ts'
import { addAccount } from './fault-record.ts'
import { createScriptedPrinter, type Script, type ScriptedPrinter } from './scripted-printer.ts'
import { shopSettings } from './shop.ts'
import { accountOf } from './shop-account.ts'
import { createShopHandClock } from './shop-hand-clock.ts'
import { steadyDisk } from './steady-disk.ts'

const profile = findProfile('generic-80') as Profile

/**
 * Lanes over a real database, with printers that follow a script and a clock moved by hand: what an engine is without
 * its door and its intake.
 */
export function openLaneBench(options: { script?: Script; settings?: object; policy?: object } = {}) {
  const db = openTestDatabase()
  const clock = createShopHandClock(1)
  const policy = options.policy ?? {}
  const settings = settingsSchema.parse({ ...shopSettings, policy, ...options.settings })
  const bell = createBell()
  const alarms = createAlarmBook({ db, clock, bell, language: 'zh-CN' })
  const log = pino({ level: 'silent' })
  const devices = new Map<string, ScriptedPrinter>()
  const lanes = new Map<string, Lane>()
  const keyedHash = createKeyedHash('a token')
  const base = { db, settings, clock, bell, alarms, log, keyedHash, now: () => clock.now() }
  const deps = { ...base, wakeLane: (id: string) => lanes.get(id)?.nudge() }
  const standIn = createStandIn({ ...base, healthOf: id => lanes.get(id)?.health() })
  let watches: { stop(): void }[] = []

  function sendToBackup(printerId: string): Set<string> {
    const took = standIn(printerId)
    for (const id of took) lanes.get(id)?.wake()
    return took
  }

  function start(): void {
    recover(base)
    for (const printer of settings.printers) {
      const known = devices.get(printer.id) ?? createScriptedPrinter(options.script)
      devices.set(printer.id, known)
      const row = rememberPrinter(db, printer.id, 'scripted', '{}')
      const lane = createLane({
        ...{ ...base, printer, device: known.device, profile, logo: async () => null, disk: steadyDisk, sendToBackup },
        ...{ paused: row.paused === 1, lastPrintedAt: row.last_printed_at },
      })
      known.onStatus = () => lane.statusChanged()
      lanes.set(printer.id, lane)
    }
    const isAble = (id: string) => lanes.get(id)?.health().able ?? false
    watches = [createAlarmSlips({ ...deps, isAble }), createShopWatch(base)]
  }

  async function stop(): Promise<void> {
    for (const watch of watches) watch.stop()
    await Promise.all([...lanes.values()].map(lane => lane.stop()))
  }

  function printer(id: string): ScriptedPrinter {
    const found = devices.get(id)
    if (found === undefined) throw new Error(`the bench has no printer ${id}`)
    return found
  }
  const lane = (id: string): Lane => {
    const found = lanes.get(id)
    if (found === undefined) throw new Error(`the bench has no lane ${id}`)
    return found
  }

  start()
  onTestFinished(async ({ task }) => {
    await stop()
    addAccount(task, accountOf(db))
  })
  const [first] = settings.printers
  const [source] = settings.sources
  if (first === undefined || source === undefined) throw new Error('a bench without a printer')
  const all = () =>
    listJobs(db, { state: null, printer: null, newest: false, after: 0, limit: 1000 }).map(job => jobView(db, job))

  return {
    clock,
    alarms,
    bell,
    printer,
    pause: (id: string, paused: boolean) => lane(id).setPaused(paused),
    acts: createJobActs(deps),
    backlog: createBacklogDesk(deps),
    /** of the first printer */
    papers: printer(first.id).papers,
    follow: (script: Script) => printer(first.id).follow(script),
    take(order: OrderInput) {
      const body = new TextEncoder().encode(JSON.stringify(order))
      const submission = readSubmission({ sourceId: source.id, webhookId: null, receivedAt: clock.now(), body })
      transact(db, () => takeOrder(base, source, submission))
      for (const one of lanes.values()) one.wake()
    },
    /** what another program, or an older version, did to the database */
    tamper: (sql: string) => void db.exec(sql),
    recover: () => recover(base),
    /** the program is away for so long; its printers stay as they are */
    async restart(awayMs: number) {
      await stop()
      clock.jump(awayMs)
      start()
    },
    /** tickets; while no screen is open, alarms are jobs too */
    jobs: () => all().filter(job => job.kind !== 'report'),
    slips: () => all().filter(job => job.kind === 'report'),
    order(orderId: string) {
      const row = findOrder(db, source.id, orderId)
      if (row === undefined) throw new Error(`there is no order ${orderId}`)
      return { ...orderView(row), history: listHistory(db, row.id) }
    },
    /** what their source is told of orders and printers, as `type orderId` */
    events: () =>
      sql<string>(db, `select trim(type || ' ' || coalesce(order_id, '')) from outbox order by id`).pluck().all(),
    codes: () =>
      alarms
        .standing()
        .map(alarm => alarm.code)
        .sort(),
  }
}
