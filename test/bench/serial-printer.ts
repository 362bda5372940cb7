import { openSerialCable } from '../support/serial-cable.ts'

/** start bit, 8 data bits, stop bit */
const bitsPerByte = 10
/** GS ( H fn 48, before its four characters */
const askId = Buffer.of(0x1d, 0x28, 0x48, 6, 0, 0x30, 0x30)
const askIdBytes = askId.length + 4

/**
 * A serial line whose reader takes bytes at the baud rate, and at its end a printer that does nothing but answer DLE EOT
 * and GS ( H: the work of drawing paper would be ours here, and is not there.
 */
export function openSerialPrinter(baud: number) {
  const cable = openSerialCable(baud)
  let tail = Buffer.alloc(0)
  let bytes = 0
  let from = 0
  let lastAt = 0
  const printer = {
    path: cable.path,
    /** tickets that it has confirmed */
    confirmed: 0,
    /** Counts from now on. */
    start() {
      bytes = 0
      from = performance.now()
      printer.confirmed = 0
    },
    /** the share of the time up to the last byte in which bytes were on the wire, in per cent */
    busy: () => (bytes * bitsPerByte * 1000 * 100) / baud / (lastAt - from),
    onConfirmed() {},
    unplug: () => cable.unplug(),
  }
  cable.onTaken = taken => {
    bytes += taken.length
    lastAt = performance.now()
    const all = Buffer.concat([tail, taken])
    let end = 0
    for (let at = 0; at < all.length; at++) {
      if (all[at] === 0x10 && all[at + 1] === 0x04 && at + 3 <= all.length) {
        cable.say(Uint8Array.of(0x12))
        end = at + 3
      } else if (all.subarray(at, at + askId.length).equals(askId) && at + askIdBytes <= all.length) {
        cable.say(Uint8Array.of(0x37, 0x22, ...all.subarray(at + askId.length, at + askIdBytes), 0))
        end = at + askIdBytes
        printer.confirmed += 1
        printer.onConfirmed()
      }
    }
    // A question may come in pieces.
    tail = all.subarray(Math.max(end, all.length - askIdBytes + 1))
  }
  return printer
}
