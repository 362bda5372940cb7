import type { ReportedStatus } from '../escpos/printer-status.ts'
import type { Line } from './line.ts'

/** a class request to a device that knows none takes its second */
const pinsMs = 1500

/**
 * The last resort for a printer that answers nothing: the pins of its port. Many cheap ones say the same whatever
 * happens, so they are believed only once they have been seen to say that all is well. Null: nothing is known.
 */
export function createPortPins(): (line: Line) => Promise<ReportedStatus | null> {
  let believed = false
  const without = new WeakSet<Line>()
  return async line => {
    const pins = without.has(line) ? null : await line.portStatus(pinsMs)
    if (pins === null) {
      // Once is enough to wait in vain.
      without.add(line)
      return null
    }
    const isWell = pins.selected && !pins.paperEmpty && !pins.error
    believed ||= isWell
    if (isWell || !believed) return null
    if (pins.paperEmpty) return { state: 'paper-out', detail: null }
    return pins.error ? { state: 'error', detail: 'error' } : { state: 'offline', detail: null }
  }
}
