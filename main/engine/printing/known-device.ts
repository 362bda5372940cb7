import type { Logger } from 'pino'
import type { Learned } from '../../../drivers/printer/printer.ts'
import { type DeviceIdentity, isSameDevice } from '../../../drivers/transport/device-identity.ts'
import type { PrinterSettings } from '../../../shared/domain/settings.ts'
import { type Db, transact } from '../../store/database.ts'
import { getPrinter, type PrinterRow, rememberPrinter, saveLearned } from '../../store/printers.ts'
import type { AlarmBook } from '../alarm-book.ts'
import type { Clock } from '../clock.ts'
import { endSilence } from './silence.ts'

/** What is known of the device behind a printer's name, from one start to the next. */
export type KnownDevice = {
  readonly row: PrinterRow
  readonly learned: Learned
  /** null: its medium never told who it is */
  readonly identity: DeviceIdentity | null
  learn(learned: Learned): void
  /** It answers at the printer's address now. True: it is another one than before, and nothing is known of it. */
  meet(found: DeviceIdentity): boolean
}

const nothingLearned: Learned = { confirmation: null, answersStatus: null, silences: 0 }

/**
 * What was learned belongs to the device, not to its address (contract §2): a DHCP server may give that to another printer,
 * and another clone may be plugged into the socket. Then a person is asked, for tickets may be coming out elsewhere.
 */
export function knowDevice(deps: {
  db: Db
  clock: Clock
  alarms: AlarmBook
  log: Logger
  printer: Pick<PrinterSettings, 'id' | 'name'>
  address: string
}): KnownDevice {
  const { db, clock, alarms, log, printer, address } = deps
  const before = getPrinter(db, printer.id)
  const row = rememberPrinter(db, printer.id, address, JSON.stringify(nothingLearned))
  if (before !== undefined && before.address !== row.address) isAnother()
  const { device, ...stored } = JSON.parse(row.learned) as Partial<Learned> & { device?: DeviceIdentity | null }
  let learned: Learned = { ...nothingLearned, ...stored }
  let identity = device ?? null

  function save(): void {
    saveLearned(db, printer.id, JSON.stringify({ ...learned, device: identity }))
  }

  function isAnother(): void {
    transact(db, () => endSilence(db, printer.id, clock.now()))
  }

  /** Learned again after the next start; no reason to disturb a ticket. */
  function attempt(step: () => void): void {
    try {
      step()
    } catch (error) {
      log.warn({ err: error, printer: printer.id }, 'what was learned of a printer could not be stored')
    }
  }

  return {
    row,
    get learned() {
      return learned
    },
    get identity() {
      return identity
    },
    learn(news) {
      learned = news
      attempt(save)
    },
    meet(found) {
      const known = identity
      if (JSON.stringify(known) === JSON.stringify(found)) return false
      identity = found
      const isNew = known !== null && !isSameDevice(known, found)
      if (isNew) learned = nothingLearned
      attempt(() => {
        save()
        if (!isNew) return
        log.warn({ printer: printer.id, known, found }, 'another device answers for a printer')
        isAnother()
        alarms.raise('printer-replaced', printer.id, { printer: printer.name })
      })
      return isNew
    },
  }
}
