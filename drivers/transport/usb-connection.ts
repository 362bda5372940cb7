import { setTimeout as sleep } from 'node:timers/promises'
import { createConnectionLife } from './connection-life.ts'
import { type Connection, TransportError } from './transport.ts'
import type { UsbClaim } from './usb-claim.ts'
import type { UsbEndpoint } from './usb-descriptors.ts'
import { describeUsb, type UsbFailure, usbFailure } from './usb-library.ts'
import { isPluggedIn } from './usb-place.ts'
import { readPortStatus } from './usb-requests.ts'

/**
 * A read is cancelled by its time-out alone, so this is also how long `close` may take. An idle printer is read in longer
 * stretches: what it says, and that it is pulled, is known at once all the same.
 */
const readMs = 100
const idleReadMs = 1000
const idleAfterMs = 5000
/** A unidirectional device is looked for this often. */
const presenceMs = 500
/**
 * The slowest printer that counts as printing, in bytes a second (a dot matrix manages some 200): no piece takes it longer
 * than `stallMs`, so a transfer that times out is one that made no progress.
 */
const slowest = 150
const largestPiece = 16 * 1024
/** A device that took a transfer this short a while ago is taking them. */
const provenMs = 1000
/** Failures in a row, until the way is given up. */
const patience = 3

/**
 * Bulk transfers. A transfer that fails does not say how much of it had left, except that one of a single packet which
 * timed out or was refused (STALL) did not leave. So after a silence a write starts with a single packet: a printer that
 * takes nothing, switched off behind its USB port or out of paper with its buffer full, is then known to have taken
 * nothing. In a larger piece that fails, all of it counts as taken.
 *
 * Pulled out of its socket, a device fails every transfer with `Fault` (no answer on the bus) until the hub has noticed, then
 * with `Disconnected`. It may have taken a packet whose receipt was lost with the cable, so that one counts too.
 */
export function createUsbConnection(claim: UsbClaim): Connection {
  const { device, place } = claim
  const { out } = claim.interface
  const life = createConnectionLife()
  let writing: Promise<void> | null = null
  let provenAt = -Infinity
  let usedAt = performance.now()
  let closingSince = Infinity

  const listening = claim.interface.in === null ? watchPresence() : listen(claim.interface.in)

  /** For the caller it has ended now; what is left of the device is given back behind its back. */
  function lose(error: TransportError): void {
    life.end('lost', error)
    void tidyUp()
  }

  async function tidyUp(): Promise<void> {
    await writing?.catch(() => {})
    await listening
    await claim.giveBack()
  }

  async function listen(endpoint: UsbEndpoint): Promise<void> {
    let failures = 0
    while (life.state !== 'ended') {
      try {
        // One packet: a longer read that times out would lose what came before.
        const bytes = await device.nativeTransferIn(endpoint.number, readFor(), endpoint.packet)
        failures = 0
        if (bytes !== null && bytes.length > 0) {
          usedAt = performance.now()
          life.deliver(bytes)
        } else await sleep(10)
        // One that always has an answer, an empty one too, lets no read time out.
        if (isDone() && performance.now() - closingSince >= readMs) return
      } catch (error) {
        const failure = usbFailure(error)
        if (failure === 'timeout') {
          if (isDone()) return
          continue
        }
        if (failure === 'gone' || !isPluggedIn(place)) return lose(unplugged())
        failures += 1
        if (failures > patience) {
          // Nobody there: the bus has no answer for the writes either.
          if (failure === 'fault')
            return lose(new TransportError('lost', `no answer on the bus: ${describeUsb(error)}`))
          // It cannot answer; it may still print.
          return watchPresence()
        }
        if (failure === 'stall') await device.clearHalt('in', endpoint.number).catch(() => {})
        await sleep(readMs)
      }
    }
  }

  function isDone(): boolean {
    return life.state === 'closing' && writing === null
  }

  function readFor(): number {
    return performance.now() - usedAt < idleAfterMs ? readMs : idleReadMs
  }

  async function watchPresence(): Promise<void> {
    for (let round = 1; life.state === 'open' || writing !== null; round += 1) {
      await sleep(readMs)
      if (round % (presenceMs / readMs) === 0 && !isPluggedIn(place)) return lose(unplugged())
    }
  }

  async function send(bytes: Uint8Array, stallMs: number): Promise<void> {
    let refusals = 0
    let taken = 0
    const fail = (error: TransportError): never => {
      lose(error)
      throw error
    }
    // The reader may not have come to know it yet: provably nothing left.
    if (!isPluggedIn(place)) fail(unplugged())
    while (taken < bytes.length) {
      const proven = performance.now() - provenAt < provenMs
      const piece = bytes.subarray(taken, taken + (proven ? pieceLength(out.packet, stallMs) : out.packet))
      try {
        taken += await device.nativeTransferOut(out.number, Math.max(1, Math.round(stallMs)), piece)
        provenAt = performance.now()
        usedAt = provenAt
        refusals = 0
      } catch (error) {
        const failure = usbFailure(error)
        const whole = piece.length <= out.packet
        if (failure === 'stall') await device.clearHalt('out', out.number).catch(() => {})
        refusals += 1
        // Whoever had the device before may have left the endpoint halted.
        if (failure === 'stall' && whole && refusals < patience) continue
        const none = failure === 'unsent' || (whole && (failure === 'stall' || failure === 'timeout'))
        const known = isPluggedIn(place) ? failure : 'gone'
        fail(sendFailure(known, error, stallMs, taken + (none ? 0 : piece.length)))
      }
    }
  }

  return {
    ended: life.ended,
    onBytes: life.onBytes,
    portStatus: async () => (life.state === 'open' ? readPortStatus(device, claim.interface) : null),
    write: (bytes, { stallMs }) =>
      life.guard(async () => {
        writing = send(bytes, stallMs)
        try {
          await writing
        } finally {
          writing = null
        }
      }),
    async close() {
      if (life.beginClose()) {
        closingSince = performance.now()
        // Every byte that was written is in the device already: there is nothing else to wait for.
        await tidyUp()
        if (isPluggedIn(place)) life.end('closed', null)
        else life.end('lost', unplugged())
      }
      await life.ended
    },
  }
}

function pieceLength(packet: number, stallMs: number): number {
  const bytes = Math.min(largestPiece, (slowest * stallMs) / 1000)
  return Math.max(1, Math.floor(bytes / packet)) * packet
}

function sendFailure(failure: UsbFailure, error: unknown, stallMs: number, taken: number): TransportError {
  switch (failure) {
    case 'timeout':
      return new TransportError('stalled', `no byte taken for ${stallMs} ms`, taken)
    case 'stall':
      return new TransportError('stalled', 'the printer refuses bytes (endpoint halted)', taken)
    case 'gone':
      return unplugged(taken)
    default:
      return new TransportError('lost', `the printer does not answer: ${describeUsb(error)}`, taken)
  }
}

function unplugged(bytesTaken = 0): TransportError {
  return new TransportError('lost', 'the printer was unplugged', bytesTaken)
}
