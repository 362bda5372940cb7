import type { DeviceIdentity } from '../../../drivers/transport/device-identity.ts'
import { isTransportError, type Transport } from '../../../drivers/transport/transport.ts'
import type { PrinterTrouble } from '../../../shared/domain/printer-trouble.ts'

/** The way to a printer, and what its tries tell beside bytes. */
export type WatchedTransport = {
  transport: Transport
  /** why the last try to connect failed, where a person can do something about it */
  readonly trouble: PrinterTrouble | null
}

/** `onDevice` is called before anything is sent to the device. */
export function watchTransport(
  transport: Transport,
  onDevice: (device: DeviceIdentity) => void = () => {},
): WatchedTransport {
  let trouble: PrinterTrouble | null = null
  return {
    transport: {
      ...transport,
      async connect(signal) {
        try {
          const connection = await transport.connect(signal)
          trouble = null
          if (connection.device) onDevice(connection.device)
          return connection
        } catch (error) {
          if (isTransportError(error) && error.code !== 'aborted') trouble = error.trouble
          throw error
        }
      },
    },
    get trouble() {
      return trouble
    },
  }
}
