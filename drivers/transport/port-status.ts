import type { PortStatus } from './transport.ts'

/** bit 5 paper empty, bit 4 selected, bit 3 no error: 18h is a healthy printer. */
export function portStatusOf(pins: number): PortStatus {
  return { paperEmpty: (pins & 0x20) !== 0, selected: (pins & 0x10) !== 0, error: (pins & 0x08) === 0 }
}
