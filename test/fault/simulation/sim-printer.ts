import type { Profile } from '../../../drivers/profiles/profile.ts'
import { createVirtualPrinter, type VirtualPrinter } from '../../../drivers/virtual/virtual-printer.ts'
import type { Clock } from '../../../main/engine/clock.ts'
import type { Confirmation } from '../../../shared/domain/printer.ts'
import { type Cable, createCable, type Medium, type Sent } from './cable.ts'
import type { SimRandom } from './sim-random.ts'

/** What came out at a printer, in order: the only record that the engine has no hand in. */
export type CameOut = {
  printer: string
  /** milliseconds of the simulated clock */
  at: number
  bytes: Uint8Array
  text: string
  /** by a hand, not by the knife */
  torn: boolean
  /** white paper: the roll is in upside down, or the head is dead, and the printer does not know */
  blank: boolean
}

export type SimPrinter = {
  readonly id: string
  readonly confirm: Confirmation
  readonly device: VirtualPrinter
  readonly cable: Cable
  readonly papers: readonly CameOut[]
  /** everything that left the engine for this printer and is no question, in order */
  readonly sent: readonly Sent[]
  /** prints white from now on */
  setBlank(blank: boolean): void
  /** did it ever print white? then its word was worth nothing meanwhile */
  readonly lied: boolean
}

export function createSimPrinter(deps: {
  id: string
  profile: Profile
  confirm: Confirmation
  medium: Medium
  clock: Clock
  random: SimRandom
  /** a piece of a ticket is about to leave the engine */
  onTicket(sent: Sent): void
}): SimPrinter {
  const papers: CameOut[] = []
  const sent: Sent[] = []
  let blank = false
  let lied = false
  const device = createVirtualPrinter({
    profile: deps.profile,
    confirm: deps.confirm,
    clock: deps.clock,
    onPaper({ bytes, text, torn }) {
      papers.push({ printer: deps.id, at: deps.clock.elapsed(), bytes, text, torn, blank })
    },
  })
  const cable = createCable({
    address: `${deps.medium} ${deps.id}`,
    medium: deps.medium,
    printer: device,
    clock: deps.clock,
    random: deps.random,
    onWrite(one) {
      if (!isTicket(one.bytes)) return
      sent.push(one)
      deps.onTicket(one)
    },
  })
  return {
    id: deps.id,
    confirm: deps.confirm,
    device,
    cable,
    papers,
    sent,
    setBlank(value) {
      blank = value
      if (value) lied = true
    },
    get lied() {
      return lied
    },
  }
}

/** A ticket's own bytes: behind its ESC @ some printers are asked for their automatic status (GS a), which prints nothing. */
export function ticketOf({ bytes }: Sent): Uint8Array {
  const asks = bytes[2] === 0x1d && bytes[3] === 0x61
  return asks ? Buffer.concat([bytes.subarray(0, 2), bytes.subarray(5)]) : bytes
}

/**
 * DLE EOT, GS r, GS ( H and GS a ask; NULs alone print nothing; and what begins with a line feed is the slip below a torn
 * piece. All else is a ticket's.
 */
function isTicket(bytes: Uint8Array): boolean {
  const [a, b, c] = bytes
  if (a === 0x0a || (a === 0x10 && b === 0x04)) return false
  if (a === 0x1d && (b === 0x72 || b === 0x61 || (b === 0x28 && c === 0x48))) return false
  return bytes.some(byte => byte !== 0)
}
