import { join } from 'node:path'
import type { Logger } from 'pino'
import { findProfile } from '../../drivers/profiles/profiles.ts'
import { createPainter } from '../../drivers/virtual/painter.ts'
import { paperText } from '../../drivers/virtual/paper.ts'
import { createPaperFolder } from '../../drivers/virtual/paper-folder.ts'
import { readPaper } from '../../drivers/virtual/print-head.ts'
import type { PrinterView } from '../../shared/domain/views.ts'
import type { VirtualPrinterOrder } from '../../shared/domain/virtual-printer.ts'
import { findPaper } from '../store/attempts.ts'
import { openDatabase } from '../store/database.ts'
import { openJournal } from '../store/journal.ts'
import { createAlarmBook } from './alarm-book.ts'
import { createBell } from './bell.ts'
import type { Clock } from './clock.ts'
import { createDesk } from './create-desk.ts'
import { type Desk, DeskError } from './desk.ts'
import { createIntake } from './intake.ts'
import { jobRow } from './job-acts.ts'
import { openPrintRoom } from './print-room.ts'
import { createPushDesk, type PushDesk } from './push-desk.ts'
import { recover } from './recovery.ts'
import { SettingsError, type ShopFolder } from './shop-folder.ts'
import { openSourceRoom } from './source-room.ts'

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
  paper: PaperDesk
  /** Resolves with the printer as it is then. */
  obey(printerId: string, order: VirtualPrinterOrder): Promise<PrinterView>
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
}

/** Composition root. Throws StoreError where the database cannot be trusted, SettingsError for an unknown profile. */
export async function startEngine({ folder, clock, log, version, paintInThread }: EngineDeps): Promise<Engine> {
  const { settings } = folder
  settings.printers.forEach((printer, index) => {
    if (findProfile(printer.profile) === null) {
      throw new SettingsError(`printers.${index}.profile`, `"${printer.profile}" is no known profile`)
    }
  })
  const db = openDatabase(join(folder.path, 'gudang.db'))
  const now = () => clock.now()
  const journal = await openJournal(join(folder.path, 'journal'), now)
  const bell = createBell()
  const alarms = createAlarmBook({ db, clock, bell, language: settings.shop.language })
  const painter = createPainter({ idleMs: 10_000, thread: paintInThread ?? false })
  const base = { db, settings, clock, bell, alarms, log, now }

  recover(base)
  const printRoom = openPrintRoom({
    ...base,
    profile(id) {
      const profile = findProfile(id)
      if (profile === null) throw new SettingsError('profile', `"${id}" is no known profile`)
      return profile
    },
    drawGlyphs: order => painter.drawGlyphs(order),
    paperFolder: (id, width) => createPaperFolder({ dir: join(folder.path, 'paper', id), width, painter }),
  })
  const intake = createIntake({
    ...base,
    journal,
    wakeLanes: () => printRoom.wake(),
    expectTickets: printerIds => printRoom.expect(printerIds),
  })
  const sourceRoom = openSourceRoom({ ...base, folder, intake })
  const desk = createDesk({
    ...base,
    printRoom,
    intake,
    version,
    wakeLane: id => printRoom.nudge(id),
  })

  function paperOf(jobId: string) {
    const found = findPaper(db, jobRow(db, jobId).id)
    if (found === undefined) throw new DeskError('not-found', `job ${jobId} has left no paper`)
    return { bytes: found.paper, width: printRoom.paper(found.printer) }
  }

  return {
    desk,
    push: createPushDesk({ folder, intake, alarms, now }),
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
    async stop() {
      await sourceRoom.stop()
      await intake.drained()
      await printRoom.stop()
      await painter.close()
      await journal.close()
      db.close()
      folder.release()
    },
  }
}
