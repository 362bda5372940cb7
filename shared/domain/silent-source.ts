// A source that falls silent is how the first shop lost its breakfast: nothing failed, the orders just stopped. Silence
// means something only at an hour at which that source has usually sent.

/** How long it has to be silent. */
export const silenceWindowMs = 3_600_000
/** Days looked back at. */
export const usualDays = 7
const busyDaysNeeded = 4
const ordersOfABusyDay = 3

/** `today`: orders in the last hour; `before`: in the same hour on each of the last days. */
export function isSilent(today: number, before: readonly number[]): boolean {
  return today === 0 && before.filter(orders => orders >= ordersOfABusyDay).length >= busyDaysNeeded
}
