import pino from 'pino'
import { onTestFinished } from 'vitest'
import { createPrinter } from '../../drivers/printer/create-printer.ts'
import type { Printer } from '../../drivers/printer/printer.ts'
import type { Profile } from '../../drivers/profiles/profile.ts'
import { findProfile } from '../../drivers/profiles/profiles.ts'
import type { Transport } from '../../drivers/transport/transport.ts'
import { createAlarmBook } from '../../main/engine/alarm-book.ts'
import { createBell } from '../../main/engine/bell.ts'
import { createLane, type Lane } from '../../main/engine/printing/lane.ts'
import { watchTransport } from '../../main/engine/printing/watched-transport.ts'
import type { Db } from '../../main/store/database.ts'
import { getJob, insertJob } from '../../main/store/jobs.ts'
import { rememberPrinter } from '../../main/store/printers.ts'
import { insertTicket } from '../../main/store/tickets.ts'
import { newJob } from '../../shared/domain/print-job.ts'
import { type PrinterSettings, settingsSchema } from '../../shared/domain/settings.ts'
import type { TicketDocument } from '../../shared/ticket/document.ts'
import { openTestDatabase } from './database.ts'
import { createHandClock } from './hand-clock.ts'
import { shopSettings } from './shop.ts'
import { steadyDisk } from './steady-disk.ts'

/** A test page that waits for the kitchen's printer. */
export function addPage(db: Db, name: string): number {
  const [kind, created_at, printer] = ['test', 1, 'kitchen'] as const
  const ticket = insertTicket(db, {
    ...{ order_row: null, revision: null, station: null, number: null },
    ...{ kind, printer, created_at },
    content: { kind, marks: [], printerName: name },
  })
  return insertJob(db, { ticket, order_row: null, printer, kind, job: newJob(), created_at })
}

/** One lane on a real database, its time moved by hand, its printer at the other end of a transport. */
export function openLane(options: {
  transport: Transport
  pages: readonly string[]
  profile?: Partial<Profile>
  onRender?: (document: TicketDocument) => void
}) {
  const { pages, onRender = () => {} } = options
  const way = watchTransport(options.transport)
  const { transport } = way
  const db = openTestDatabase()
  const clock = createHandClock()
  rememberPrinter(db, 'kitchen', transport.address, '{}')
  const ids = pages.map(page => addPage(db, page))
  const generic = findProfile('generic-80')
  if (generic === null) throw new Error('no profile')
  const profile = { ...generic, ...options.profile }
  let sequence = 0
  const printer = createPrinter({
    ...{ profile, transport, timers: clock, ticketSeq: () => ++sequence },
    confirmation: 'process-id',
    learned: { confirmation: 'process-id', answersStatus: true, silences: 0 },
    onLearned() {},
    onStatus: () => lane.statusChanged(),
  })
  const device: Printer = Object.create(printer, {
    render: {
      value(document: TicketDocument) {
        onRender(document)
        return printer.render(document)
      },
    },
  })
  const bell = createBell()
  const alarms = createAlarmBook({ db, clock, bell, language: 'zh-CN' })
  const settings = settingsSchema.parse(shopSettings)
  const lane: Lane = createLane({
    ...{ db, clock, bell, alarms, settings, device, profile },
    logo: async () => null,
    disk: steadyDisk,
    log: pino({ enabled: false }),
    trouble: () => way.trouble,
    paused: false,
    lastPrintedAt: null,
    sendToBackup: () => new Set<string>(),
    printer: settings.printers[0] as PrinterSettings,
  })
  onTestFinished(async () => {
    const stopped = lane.stop()
    await printer.release()
    await stopped
  })
  return { clock, alarms, printer, lane, states: () => ids.map(id => getJob(db, id)?.state) }
}
