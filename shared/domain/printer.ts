/** What a printer says of itself, normalised (contract §8). `unknown`: it never said anything. */
export const printerStates = [
  'ready',
  'busy',
  'paper-near-end',
  'paper-out',
  'cover-open',
  'offline',
  'error',
  'unknown',
] as const
export type PrinterState = (typeof printerStates)[number]

/** The way a printer proves that paper came out: GS ( H process id, in-order GS r 1, or nothing. */
export const confirmations = ['process-id', 'status', 'none'] as const
export type Confirmation = (typeof confirmations)[number]

/** `printed` rests on one of these; `human` is a person's word. */
export type Evidence = 'process-id' | 'status' | 'human'

/** Can a ticket be started on a printer in this state? */
export function takesTickets(state: PrinterState): boolean {
  return state === 'ready' || state === 'busy' || state === 'paper-near-end' || state === 'unknown'
}
