import type { DeviceIdentity } from '../../drivers/transport/device-identity.ts'
import type { Transport } from '../../drivers/transport/transport.ts'
import { createPainter, type Painter, type PainterOptions } from '../../drivers/virtual/painter.ts'
import type { PrinterSettings } from '../../shared/domain/settings.ts'
import { type RunErrand, runErrand } from '../store/errands.ts'
import { type Journal, openJournal } from '../store/journal.ts'
import { type ReadJournal, readJournal } from '../store/journal-reading.ts'
import { createReserve, type Reserve } from '../store/reserve.ts'
import { type RunBillThread, runBillThread } from './bills/run-bill-thread.ts'
import { openTransport } from './printing/open-transport.ts'
import { openShopDatabase } from './recovery/open-shop-database.ts'

/** Places on an order's way that tests kill the engine at; all but the first stand right behind what they name. */
export type FaultPoint =
  /** an order came in; nothing of it is on disk */
  | 'received'
  /** it is on disk, nobody has been told */
  | 'committed'
  /** an attempt is on disk, byte 1 is next */
  | 'intent'
  /** the printer has spoken, or not; nothing of that is on disk */
  | 'confirmed'
  /** the outcome and the event that tells of it are on disk, nobody has been told */
  | 'outbox'

/** What the engine has under its feet. A shop has these; a simulated one brings its own disk, cables and accidents. */
export type Outside = {
  openDatabase: typeof openShopDatabase
  openJournal: (folder: string, now: () => number) => Promise<Journal>
  readJournal: ReadJournal
  openReserve: (folder: string, pause: () => Promise<void>) => Reserve
  runErrand: RunErrand
  runBillThread: RunBillThread
  /** `before`: the device that was last there */
  openTransport: (printer: PrinterSettings, before: DeviceIdentity | null) => Transport
  openPainter: (options: PainterOptions) => Painter
  /** There is none in a shop. */
  faultPoint?: ((point: FaultPoint) => void) | undefined
}

export const shopOutside: Outside = {
  openDatabase: openShopDatabase,
  openJournal,
  readJournal,
  openReserve: createReserve,
  runErrand,
  runBillThread,
  openTransport,
  openPainter: createPainter,
}
