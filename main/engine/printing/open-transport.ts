import { createDeviceTransport } from '../../../drivers/transport/device.ts'
import type { DeviceIdentity } from '../../../drivers/transport/device-identity.ts'
import { createSerialTransport } from '../../../drivers/transport/serial.ts'
import { createSpoolerTransport } from '../../../drivers/transport/spooler.ts'
import { createTcpTransport } from '../../../drivers/transport/tcp.ts'
import type { Transport } from '../../../drivers/transport/transport.ts'
import { createUsbTransport } from '../../../drivers/transport/usb.ts'
import type { PrinterSettings } from '../../../shared/domain/settings.ts'

/** The way to a real printer; a virtual one brings its own. `before`: the device that was last there. */
export function openTransport(
  { connection }: Pick<PrinterSettings, 'connection'>,
  before: DeviceIdentity | null = null,
): Transport {
  switch (connection.type) {
    case 'tcp':
      return createTcpTransport({ host: connection.host, port: connection.port })
    case 'usb':
      return createUsbTransport(connection, before)
    case 'serial':
      return createSerialTransport(connection)
    case 'device':
      return createDeviceTransport(connection)
    case 'spooler':
      return createSpoolerTransport(connection)
    case 'virtual':
      throw new Error('a virtual printer brings its own transport')
  }
}

/** What a person calls it; nothing is opened. */
export function addressOf(printer: Pick<PrinterSettings, 'connection'>): string {
  return printer.connection.type === 'virtual' ? 'virtual' : openTransport(printer).address
}
