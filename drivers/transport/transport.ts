// How bytes reach a printer and come back. Types only; the comments are the law, and every transport passes the same
// contract suite (test/drivers/transport/contract.ts).

import type { PrinterTrouble } from '../../shared/domain/printer-trouble.ts'
import type { DeviceIdentity } from './device-identity.ts'

/**
 * One connection to one device, single-use: once it has ended it never opens again; make another with `Connect`.
 *
 * - `write` is called by one caller at a time, never while another write is pending.
 * - Everything the device sends is handed to `onBytes` as it comes, from the first moment until the connection ended,
 *   also while a write is pending.
 * - When the connection ends for any reason (`close`, unplugged, reset), `ended` resolves once, never rejects.
 */
export type Connection = {
  /**
   * Resolves when the far side (or, where the medium cannot tell, the operating system) has taken all of `bytes`.
   * Rejects with a TransportError whose `bytesTaken` is the number of bytes known to have left, and is never less
   * than that: 0 means provably nothing did. `stallMs` bounds the time without progress, not the whole write.
   */
  write(bytes: Uint8Array, options: { stallMs: number }): Promise<void>
  /** Called with every chunk the device sends. One listener; set right after connecting. */
  onBytes(listener: (bytes: Uint8Array) => void): void
  /** What the pins of its port say, where the medium has any, also while a write is pending; null: no answer. Never rejects. */
  portStatus?(): Promise<PortStatus | null>
  /** who is at the other end, where the medium tells */
  readonly device?: DeviceIdentity | null
  /** Ends politely: what was written still arrives, unread answers never turn into a reset. Resolves when ended. */
  close(): Promise<void>
  readonly ended: Promise<{ reason: 'closed' | 'lost'; error: TransportError | null }>
}

/** The three pins of a parallel port, which the USB printer class has kept (1.1 §4.2.2). Cheap devices give a constant. */
export type PortStatus = { paperEmpty: boolean; selected: boolean; error: boolean }

/** Opens a connection or rejects with a TransportError (`bytesTaken` 0). `signal` gives up a pending attempt. */
export type Connect = (signal: AbortSignal) => Promise<Connection>

export type Transport = {
  /** for people and logs: `tcp 192.168.1.50:9100` */
  readonly address: string
  /** true: other programs may want the device between our tickets, so an idle connection is given back soon */
  readonly shared: boolean
  /** Nothing ever comes back this way (a print queue): nothing is asked, and nothing is confirmed. */
  readonly oneWay?: true
  readonly connect: Connect
}

export type TransportErrorCode =
  /** nobody there: refused, no route, no such device, switched off */
  | 'unreachable'
  /** another program holds it, or an earlier connection of ours that has not let go (`trouble` tells) */
  | 'busy'
  | 'permission'
  /** it was there and is gone */
  | 'lost'
  /** no byte moved for `stallMs`, or connecting took too long */
  | 'stalled'
  | 'aborted'

export class TransportError extends Error {
  override readonly name = 'TransportError'
  readonly code: TransportErrorCode
  readonly bytesTaken: number
  /** what a person can do about it, where that is known */
  readonly trouble: PrinterTrouble | null
  constructor(code: TransportErrorCode, message: string, bytesTaken = 0, trouble: PrinterTrouble | null = null) {
    super(message)
    this.code = code
    this.bytesTaken = bytesTaken
    this.trouble = trouble
  }
}

export function isTransportError(error: unknown): error is TransportError {
  return error instanceof TransportError
}
