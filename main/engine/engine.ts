import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { findProfile } from '../../drivers/profiles/profiles.ts'
import { paperText } from '../../drivers/virtual/paper.ts'
import { createPaperFolder } from '../../drivers/virtual/paper-folder.ts'
import { readPaper } from '../../drivers/virtual/print-head.ts'
import type { PrinterView } from '../../shared/domain/views/printing-views.ts'
import type { VirtualPrinterOrder } from '../../shared/domain/virtual-printer.ts'
import { findPaper } from '../store/attempts.ts'
import type { Db } from '../store/database.ts'
import { getClosedAt } from '../store/days.ts'
import type { Journal } from '../store/journal.ts'
import { followEvents, keepCursors } from '../store/outbox.ts'
import { createAlarmBook } from './alarm-book.ts'
import { createAlarmSlips } from './alarm-slips.ts'
import { createCauses } from './alipay/causes.ts'
import { createNotifyDesk, type NotifyDesk } from './alipay/notify-desk.ts'
import { createPlatformBills } from './alipay/platform-bill.ts'
import { type Bell, createBell } from './bell.ts'
import { type BillRoom, createBillRoom } from './bills/bill-room.ts'
import { checkProfiles } from './check-profiles.ts'
import type { Clock } from './clock.ts'
import { type CloudClients, createCloudClients } from './cloud/cloud-clients.ts'
import { createDesk } from './create-desk.ts'
import { createCustomerHash } from './days/customer-hash.ts'
import { type Desk, DeskError } from './desk.ts'
import { createReconciler, type Reconciler } from './differences/reconciler.ts'
import { readHouseRules } from './house-rules.ts'
import { createIntake } from './intake/intake.ts'
import { createKeyedHash } from './intake/keyed-hash.ts'
import { createSequenceWatch } from './intake/sequence-watch.ts'
import { jobRow } from './job-acts.ts'
import { openLists } from './open-source.ts'
import { type Outside, shopOutside } from './outside.ts'
import { createPhoneDesk, type PhoneDesk } from './phone-desk.ts'
import { createPlatformDesk, type PlatformDesk } from './platform-desk.ts'
import { createPaperTrail } from './printing/paper-trail.ts'
import { openPrintRoom } from './printing/print-room.ts'
import { createPushDesk, type PushDesk } from './push-desk.ts'
import { createDiskWatch, type Trouble } from './recovery/disk-watch.ts'
import { createHousekeeping } from './recovery/housekeeping.ts'
import { closeShopDatabase } from './recovery/open-shop-database.ts'
import { recover } from './recovery/recovery.ts'
import { replayJournal } from './recovery/replay.ts'
import { createRefusals } from './refusals.ts'
import { SettingsError } from './settings-error.ts'
import type { ShopFolder } from './shop-folder.ts'
import { createShopLogo } from './shop-logo.ts'
import { createShopWatch } from './shop-watch.ts'
import { listeningSources, openSourceRoom } from './source-room.ts'
import { createTokenBook, type TokenBook } from './token-book.ts'

/** What a job's paper looks like: the bytes that left, as text, as a picture. */
export type PaperDesk = {
  /** Throws DeskError where the job left no bytes. */
  bytes(jobId: string): Uint8Array
  text(jobId: string): string
  png(jobId: string): Promise<Uint8Array>
}

/** The program without its door: everything that a host starts and stops. */
export type Engine = {
  desk: Desk
  push: PushDesk
  cloud: CloudClients
  platforms: PlatformDesk
  notify: NotifyDesk
  phone: PhoneDesk
  paper: PaperDesk
  bills: BillRoom
  reconciler: Reconciler
  tokens: Pick<TokenBook, 'admit'>
  /** Resolves with the printer as it is then. */
  obey(printerId: string, order: VirtualPrinterOrder): Promise<PrinterView>
  /** Somebody outside ran into this error: the disk may be behind it. */
  noticed(error: unknown): void
  /** Takes no new work and lets the job in flight of each lane reach its end. */
  stop(): Promise<void>
}

export type EngineDeps = {
  folder: ShopFolder
  clock: Clock
  log: Logger
  version: string
  /** for a host that cannot start a Node of its own; default false */
  paintInThread?: boolean
  /** rung by more than one life of the engine; default: its own */
  bell?: Bell
  /** what ended the life before this one */
  after?: Trouble | null
  /** the database has to be opened anew: whoever hears this stops the engine and starts another (lives.ts) */
  onTrouble?: (trouble: Trouble) => void
  /** for tests; default: the real disk and the real printers */
  outside?: Partial<Outside>
}

/** 64 MiB in some seconds. */
const reservePauseMs = 50

/** Composition root. Throws StoreError where the database cannot be trusted, SettingsError for a profile that does not fit. */
export async function startEngine(deps: EngineDeps): Promise<Engine> {
  checkProfiles(deps.folder.settings)
  // Wrong ones are told before anything is opened.
  readHouseRules(deps.folder.path)
  const now = () => deps.clock.now()
  const outside: Outside = { ...shopOutside, ...deps.outside }
  const db = outside.openDatabase(deps.folder.path, { now, log: deps.log })
  let journal: Journal | null = null
  try {
    journal = await outside.openJournal(join(deps.folder.path, 'journal'), now)
    return await compose(deps, outside, db, journal)
  } catch (error) {
    await journal?.close().catch(() => {})
    db.close()
    throw error
  }
}

async function compose(deps: EngineDeps, outside: Outside, db: Db, journal: Journal): Promise<Engine> {
  const { folder, clock, log, version, paintInThread, bell = createBell(), after = null } = deps
  const { settings, path } = folder
  const now = () => clock.now()
  const alarms = createAlarmBook({ db, clock, bell, language: settings.shop.language })
  const painter = outside.openPainter({ idleMs: 10_000, thread: paintInThread ?? false })
  /** The database is given up: nothing more is to be made of it. */
  let trouble = false
  const disk = createDiskWatch({
    reserve: outside.openReserve(path, () => new Promise(resolve => clock.after(reservePauseMs, resolve))),
    alarms,
    log,
    onTrouble(what) {
      trouble = true
      deps.onTrouble?.(what)
    },
  })
  const { openTransport, readJournal, faultPoint } = outside
  const keyedHash = createKeyedHash(folder.token)
  const hashCustomer = createCustomerHash(folder.customerKey)
  const base = { db, settings, clock, bell, alarms, log, now, disk, faultPoint, keyedHash, hashCustomer }

  // Before anything happens that there may be to tell.
  keepCursors(db, listeningSources(settings))
  followEvents(db, createCauses(base))
  recover(base)
  const journalFolder = join(path, 'journal')
  await replayJournal({ ...base, journal, journalFolder, readJournal })
  if (after?.kind === 'failing') alarms.raise('disk-failing', 'disk', { detail: after.detail })
  const trail = createPaperTrail({ ...base, journal })
  const printRoom = openPrintRoom({
    ...base,
    openTransport,
    profile(id) {
      const profile = findProfile(id)
      if (profile === null) throw new SettingsError('profile', `"${id}" is no known profile`)
      return profile
    },
    drawGlyphs: order => painter.drawGlyphs(order),
    logo: createShopLogo({
      ...base,
      file: join(path, 'logo.png'),
      drawLogo: order => painter.drawLogo(order),
      timers: clock,
    }),
    paperFolder: (id, width) => createPaperFolder({ dir: join(path, 'paper', id), width, painter }),
  })
  const housekeeping = createHousekeeping({
    ...{ ...base, path, runErrand: outside.runErrand },
    lookAtIntake: () => intake.look(),
  })
  const intake = createIntake({
    ...base,
    journal,
    wakeLanes: () => printRoom.wake(),
    expectTickets: printerIds => printRoom.expect(printerIds),
  })
  const slips = createAlarmSlips({
    ...base,
    isAble: printerId => printRoom.isAble(printerId),
    wakeLane: printerId => printRoom.nudge(printerId),
  })
  const shopWatch = createShopWatch(base)
  const sequenceWatch = createSequenceWatch(base)
  const refusals = createRefusals(base)
  const tokens = createTokenBook({ db, clock, bell, refusals })
  // Each needs the other: a bill's differences are kept with it, and are looked for in it again.
  const bills = createBillRoom({
    ...{ ...base, path, runBillThread: outside.runBillThread },
    keepFound: (billId, _bill, found) => reconciler.keepBill(billId, found),
  })
  const reconciler = createReconciler({
    ...base,
    bills,
    intake,
    lists: openLists({ folder, clock, db, shop: settings.shop, journalFolder, readJournal }),
    closedAt: day => getClosedAt(db, day),
  })
  const sourceRoom = openSourceRoom({
    ...base,
    folder,
    intake,
    refusals,
    takeBill: createPlatformBills(bills),
    takeSettlement: one => reconciler.takeSettlement(one),
  })
  const push = createPushDesk({ folder, intake, refusals, now })
  const phone = createPhoneDesk({ db, folder, push, now, randomBytes })
  const desk = createDesk({
    ...base,
    reconciler,
    phone,
    printRoom,
    intake,
    secrets: folder.secrets,
    tokens,
    bills,
    version,
    houseRules: () => housekeeping.rules(),
    wakeLane: id => printRoom.nudge(id),
    dayClosed: () => housekeeping.dayClosed(),
  })

  function paperOf(jobId: string) {
    const found = findPaper(db, jobRow(db, jobId).id)
    if (found === undefined) throw new DeskError('not-found', `job ${jobId} has left no paper`)
    return { bytes: found.paper, width: printRoom.paper(found.printer) }
  }

  return {
    desk,
    bills,
    reconciler,
    tokens,
    platforms: createPlatformDesk({ folder, intake, refusals, alarms, now }),
    notify: createNotifyDesk({ ...base, secrets: folder.secrets, refusals, noticed: error => disk.noticed(error) }),
    push,
    cloud: createCloudClients({ ...base, folder, intake, refusals, printRoom }),
    phone,
    paper: {
      bytes: jobId => paperOf(jobId).bytes,
      text(jobId) {
        const { bytes, width } = paperOf(jobId)
        return paperText(readPaper(bytes, width))
      },
      png(jobId) {
        const { bytes, width } = paperOf(jobId)
        return painter.paint(bytes, width)
      },
    },
    async obey(printerId, order) {
      const done = await printRoom.obey(printerId, order)
      if (done === 'unknown') throw new DeskError('not-found', `there is no printer ${printerId}`)
      if (done === 'real') throw new DeskError('conflict', `printer ${printerId} is not a virtual one`)
      return done
    },
    noticed: error => disk.noticed(error),
    async stop() {
      slips.stop()
      const billsDone = bills.stop()
      shopWatch.stop()
      sequenceWatch.stop()
      const reconciled = reconciler.stop()
      refusals.stop()
      // A far side that does not answer takes nothing of the time that the tickets in flight have.
      await Promise.all([sourceRoom.stop().then(() => intake.drained()), printRoom.stop()])
      await Promise.all([billsDone, reconciled])
      await painter.close()
      await trail.stop()
      await disk.stop()
      await housekeeping.stop({ backUp: !trouble })
      await journal.close().catch(error => log.warn({ err: error }, 'the journal could not be closed as it should'))
      closeShopDatabase(db, log)
      folder.release()
    },
  }
}
