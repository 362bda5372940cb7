import { existsSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { PrinterSettings } from '../../shared/domain/settings.ts'
import { isMeant } from '../transport/usb-printers.ts'
import { watchUsb } from '../transport/usb-watch.ts'

type Printer = Pick<PrinterSettings, 'id' | 'connection'>

/** A handful of names, some microseconds each. */
const lookMs = 500

/**
 * Tells which of the shop's printers were plugged in or pulled out just now: those on USB by what they are, device files
 * and serial ports by their names. On the network and in print queues nothing comes and goes that could be seen from here.
 */
export function watchPlugs(printers: readonly Printer[], onChange: (printerId: string) => void): { stop(): void } {
  const watches = [...usbWatch(printers, onChange), ...fileWatch(printers, onChange)]
  return {
    stop() {
      for (const watch of watches) watch.stop()
    },
  }
}

function usbWatch(printers: readonly Printer[], onChange: (printerId: string) => void): { stop(): void }[] {
  const onUsb = printers.flatMap(({ id, connection }) => (connection.type === 'usb' ? [{ id, facts: connection }] : []))
  if (onUsb.length === 0) return []
  return [
    watchUsb(change => {
      for (const { id, facts } of onUsb) if (isMeant(facts, change.printer)) onChange(id)
    }),
  ]
}

function fileWatch(printers: readonly Printer[], onChange: (printerId: string) => void): { stop(): void }[] {
  const files = printers.flatMap(({ id, connection }) =>
    // Windows' COM3 is no file.
    'path' in connection && isAbsolute(connection.path)
      ? [{ id, path: connection.path, there: existsSync(connection.path) }]
      : [],
  )
  if (files.length === 0) return []
  const timer = setInterval(() => {
    for (const file of files) {
      const there = existsSync(file.path)
      if (there === file.there) continue
      file.there = there
      onChange(file.id)
    }
  }, lookMs)
  timer.unref()
  return [{ stop: () => clearInterval(timer) }]
}
