import type { Confirmation, Evidence, PrinterState } from '../../shared/domain/printer.ts'
import type { PrinterDetail } from '../../shared/domain/printer-details.ts'
import type { TicketDocument } from '../../shared/ticket/document.ts'
import type { ReportedStatus } from '../escpos/printer-status.ts'
import type { TransportError } from '../transport/transport.ts'
import type { TornPiece } from './torn-piece.ts'

/** Why a ticket could not be started, or what happened to one that was. `message` is for people and logs. */
export type PrinterFault = { state: PrinterState; code: string; message: string }

/** How one try at one ticket ended. `bytes` is how many of the ticket's bytes are known to have left, at the least. */
export type Outcome =
  /** provably no byte of the ticket left: may be printed again unmarked */
  | { kind: 'refused'; fault: PrinterFault }
  | { kind: 'printed'; bytes: number; evidence: Exclude<Evidence, 'human'> }
  /** all bytes taken, and this printer cannot confirm */
  | { kind: 'sent'; bytes: number }
  /** bytes left and nothing proves what became of them */
  | { kind: 'uncertain'; bytes: number; fault: PrinterFault }

export type PrinterStatus = ReportedStatus

/** What to say of a printer that cannot be reached or does not take its bytes. */
export function detailOf({ code }: TransportError): PrinterDetail {
  // Nobody gave up on a line that was open.
  return code === 'aborted' ? 'lost' : code
}

/** What was learned of the device behind a printer's address; kept by the caller, handed in at the next start. */
export type Learned = {
  /** null: not known yet, the first ticket probes */
  confirmation: Confirmation | null
  /** does it answer DLE EOT at all? null: never asked */
  answersStatus: boolean | null
  /** tickets in a row whose confirmation never came although it was expected */
  silences: number
}

export type PrintOptions = {
  /**
   * Called once, when the printer is there and ready and byte 1 is next. It commits the attempt; if it throws,
   * nothing is sent and `print` rejects with that error.
   */
  beforeFirstByte(): void
  /** What the last ticket of this printer left behind when it broke off; null: it did not. */
  torn?: TornPiece | null
  /** Stop before byte 1 if it fires; once bytes flow, the ticket is brought to its end. */
  signal: AbortSignal
  /** A test page: finds out whether the printer answers GS ( H, where nobody said how it confirms (contract §2). */
  proves?: boolean
}

/** A printer: profile + encoder + transport. One caller, one call at a time; never throws for what a printer does. */
export type Printer = {
  /** Bytes of the ticket on this printer's paper, without the confirmation that `print` adds. Rejects with EncodeError. */
  render(document: TicketDocument): Promise<Uint8Array>
  /** Connects where needed, gates on the printer's status, sends, waits for the confirmation. */
  print(bytes: Uint8Array, options: PrintOptions): Promise<Outcome>
  /**
   * A ticket is about to come: connects where needed and asks the printer how it is, so that `print` finds both done
   * if it follows at once. Asks nothing of a printer that is known not to answer.
   */
  prepare(signal: AbortSignal, torn?: TornPiece | null): Promise<void>
  /** Asks the device now (connecting if need be) and remembers the answer. */
  status(signal: AbortSignal, torn?: PrintOptions['torn']): Promise<PrinterStatus>
  /** Gives the device back; the next call opens it again. A ticket whose confirmation is awaited ends `uncertain`. */
  release(): Promise<void>
  /** Another device stands behind the address now: what was learned is learned anew. */
  forget(): void
  /** The last thing known, without asking. */
  readonly last: PrinterStatus
  readonly confirmation: Confirmation | null
  /** a test page would ask for more than is known of how it confirms */
  readonly provable: boolean
}
