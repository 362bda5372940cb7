import type { Logger } from 'pino'
import { watchPlugs } from '../../../drivers/discovery/plug-watch.ts'
import type { DrawGlyphs } from '../../../drivers/glyphs/glyph.ts'
import { createPrinter } from '../../../drivers/printer/create-printer.ts'
import type { Printer } from '../../../drivers/printer/printer.ts'
import type { Profile } from '../../../drivers/profiles/profile.ts'
import type { PaperFolder } from '../../../drivers/virtual/paper-folder.ts'
import { createVirtualPrinter, type VirtualPrinter } from '../../../drivers/virtual/virtual-printer.ts'
import type { PrinterSettings, Settings } from '../../../shared/domain/settings.ts'
import type { PrinterView } from '../../../shared/domain/views/printing-views.ts'
import type { VirtualPrinterOrder } from '../../../shared/domain/virtual-printer.ts'
import { type Db, transact } from '../../store/database.ts'
import { note } from '../../store/history.ts'
import { countQueue } from '../../store/jobs.ts'
import { getPrinter, reserveSequence, setPaused } from '../../store/printers.ts'
import type { AlarmBook } from '../alarm-book.ts'
import type { Bell } from '../bell.ts'
import type { Clock } from '../clock.ts'
import { createTicketSequence } from '../intake/ticket-sequence.ts'
import { iso } from '../job-view.ts'
import type { Outside } from '../outside.ts'
import type { DiskWatch } from '../recovery/disk-watch.ts'
import type { ShopLogo } from '../shop-logo.ts'
import { knowDevice } from './known-device.ts'
import { createLane, type Lane } from './lane.ts'
import { addressOf } from './open-transport.ts'
import { endSilence } from './silence.ts'
import { createStandIn, type SendToBackup } from './stand-in.ts'
import { type WatchedTransport, watchTransport } from './watched-transport.ts'

/** All printers of the shop, each with its lane. */
export type PrintRoom = {
  /** New jobs may wait in any lane. */
  wake(): void
  /** Orders for these printers are on their way to disk. */
  expect(printerIds: Iterable<string>): void
  /** A person did something that may make this printer print. */
  nudge(printerId: string): void
  /** Would it print something that it got now? */
  isAble(printerId: string): boolean
  printers(): PrinterView[]
  /** Null: no such printer. Throws where it cannot be written down, and nothing has changed then. */
  setPaused(printerId: string, paused: boolean, by: string): PrinterView | null
  /** Makes a virtual printer misbehave. `unknown`: no such printer; `real`: it is not a virtual one. */
  obey(printerId: string, order: VirtualPrinterOrder): Promise<PrinterView | 'unknown' | 'real'>
  paper(printerId: string): Pick<Profile, 'columns' | 'dots' | 'dialect'>
  /** The tickets in flight have `safeEndMs`. */
  stop(): Promise<void>
}

/**
 * A ticket may be waiting for paper and a person. After so long its line is given up: what became of it nobody knows, which is
 * written down while there is time (contract §1 has ten seconds for all of a stop).
 */
const safeEndMs = 8_000

export type PrintRoomDeps = {
  settings: Settings
  db: Db
  clock: Clock
  bell: Bell
  alarms: AlarmBook
  log: Logger
  disk: DiskWatch
  openTransport: Outside['openTransport']
  faultPoint?: Outside['faultPoint']
  profile: (id: string) => Profile
  drawGlyphs: DrawGlyphs
  logo: ShopLogo
  /** where a virtual printer's paper goes */
  paperFolder: (printerId: string, profile: Profile) => PaperFolder
}

type Station = {
  settings: PrinterSettings
  profile: Profile
  device: Printer
  lane: Lane
  way: WatchedTransport
  virtual: VirtualPrinter | null
  folder: PaperFolder | null
}

export function openPrintRoom(deps: PrintRoomDeps): PrintRoom {
  const stations = new Map<string, Station>()
  const standIn = createStandIn({
    ...deps,
    now: () => deps.clock.now(),
    healthOf: printerId => stations.get(printerId)?.lane.health(),
  })
  function sendToBackup(printerId: string): Set<string> {
    const took = standIn(printerId)
    for (const other of took) stations.get(other)?.lane.wake()
    return took
  }
  for (const printer of deps.settings.printers) {
    stations.set(printer.id, openStation({ ...deps, sendToBackup }, printer))
  }

  const plugs = watchPlugs(deps.settings.printers, id => stations.get(id)?.lane.nudge())

  function view(station: Station): PrinterView {
    const { settings, device, lane } = station
    const row = getPrinter(deps.db, settings.id)
    return {
      id: settings.id,
      name: settings.name,
      state: device.last.state,
      paused: lane.paused,
      detail: device.last.detail,
      trouble: station.way.trouble,
      queue: countQueue(deps.db, settings.id),
      confirmation: device.confirmation,
      lastPrintedAt: row?.last_printed_at == null ? null : iso(row.last_printed_at),
      connection: station.way.transport.address,
      virtual: station.virtual !== null,
    }
  }

  return {
    wake() {
      for (const { lane } of stations.values()) lane.wake()
    },
    expect(printerIds) {
      for (const printerId of printerIds) stations.get(printerId)?.lane.expect()
    },
    nudge: printerId => stations.get(printerId)?.lane.nudge(),
    isAble: printerId => stations.get(printerId)?.lane.health().able ?? false,
    printers: () => [...stations.values()].map(view),
    setPaused(printerId, paused, by) {
      const station = stations.get(printerId)
      if (station === undefined) return null
      transact(deps.db, () => {
        const at = deps.clock.now()
        setPaused(deps.db, printerId, paused)
        if (!paused) endSilence(deps.db, printerId, at)
        note(deps.db, { at, what: paused ? 'printer-paused' : 'printer-resumed', by, detail: printerId })
      })
      station.lane.setPaused(paused)
      return view(station)
    },
    async obey(printerId, order) {
      const station = stations.get(printerId)
      if (station === undefined) return 'unknown'
      if (station.virtual === null) return 'real'
      station.virtual.obey(order)
      // One that answers differently is another device at the same place.
      if (order.confirm !== undefined) {
        station.device.forget()
        transact(deps.db, () => endSilence(deps.db, printerId, deps.clock.now()))
      }
      const asked = station.lane.asked()
      station.lane.nudge()
      await asked
      return view(station)
    },
    paper(printerId) {
      // A printer that the shop no longer has: its papers are shown on the widest paper.
      const profile = stations.get(printerId)?.profile ?? deps.profile('generic-80')
      return { columns: profile.columns, dots: profile.dots, dialect: profile.dialect }
    },
    async stop() {
      plugs.stop()
      const cancel = deps.clock.after(safeEndMs, () => {
        for (const { device } of stations.values()) void device.release()
      })
      await Promise.all([...stations.values()].map(({ lane }) => lane.stop()))
      cancel()
      for (const { virtual } of stations.values()) virtual?.close()
      await Promise.all([...stations.values()].map(({ folder }) => folder?.settled()))
    },
  }
}

function openStation(deps: PrintRoomDeps & { sendToBackup: SendToBackup }, settings: PrinterSettings): Station {
  const { db, clock, log } = deps
  const profile = deps.profile(settings.profile)
  const folder = settings.connection.type === 'virtual' ? deps.paperFolder(settings.id, profile) : null
  const virtual =
    folder === null
      ? null
      : createVirtualPrinter({
          profile,
          confirm: 'process-id',
          clock,
          onPaper(paper) {
            folder.keep(paper).catch(error => log.warn({ err: error, printer: settings.id }, 'a paper was not kept'))
          },
        })
  const known = knowDevice({ ...deps, printer: settings, address: addressOf(settings) })
  const way = watchTransport(virtual?.transport ?? deps.openTransport(settings, known.identity), found => {
    if (known.meet(found)) device.forget()
  })
  const device = createPrinter({
    profile,
    transport: way.transport,
    confirmation: settings.confirmation,
    learned: known.learned,
    onLearned: known.learn,
    onStatus() {
      lane.statusChanged()
    },
    ticketSeq: createTicketSequence(count => reserveSequence(db, settings.id, count)),
    timers: clock,
    drawGlyphs: deps.drawGlyphs,
  })
  const lane = createLane({
    ...{ ...deps, printer: settings, device, profile },
    trouble: () => way.trouble,
    paused: known.row.paused === 1,
    lastPrintedAt: known.row.last_printed_at,
  })
  return { settings, profile, device, lane, way, virtual, folder }
}
