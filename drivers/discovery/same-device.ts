import { realpathSync } from 'node:fs'
import type { PrinterSettings } from '../../shared/domain/settings.ts'
import { isMeant } from '../transport/usb-printers.ts'
import type { PluggedIn } from './plugged-in.ts'

/** Does a printer of the shop, as it stands in config.json, mean what is plugged in there? */
export function meansThis(connection: PrinterSettings['connection'], found: PluggedIn): boolean {
  const there = found.connection
  switch (connection.type) {
    case 'usb':
      return found.usb !== null && isMeant(connection, found.usb)
    case 'serial':
      return there.type === 'serial' && realPath(connection.path) === realPath(there.path)
    case 'device':
      return found.alias !== null && realPath(connection.path) === realPath(found.alias)
    case 'spooler':
      return there.type === 'spooler' && connection.queue === there.queue
    case 'tcp':
      return there.type === 'tcp' && connection.host === there.host && connection.port === there.port
    case 'virtual':
      return false
  }
}

/** /dev/serial/by-id/… and the like are links to the port. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
