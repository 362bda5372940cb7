// The backup printer (代打): it takes a station's tickets while the station's own printer provably cannot print, and only
// tickets of which provably nothing is on paper. Everything else is a person's decision.

export type PrinterHealth = {
  /** it would print a ticket that it got now */
  able: boolean
  /** for how long it has said, or shown, that it cannot (ms); 0 while nothing says so */
  unableMs: number
}

/**
 * How long a printer has to be unable before its tickets go elsewhere: until a person has been alarmed, and as long again
 * to switch it on or put a roll in. Then the food is worth more than the place where its paper comes out.
 */
export function standInAfterMs(alarmAfterSeconds: number): number {
  return 2 * alarmAfterSeconds * 1_000
}

/**
 * The printer that a ticket of this station moves to from the one where it waits; null: it stays. The station's own
 * printer comes first, so that a stand-in that fails gives back what it took. A ticket that a person sent to some third
 * printer stays there.
 */
export function standInFor(
  station: { printer: string; backup?: string | null | undefined },
  waitsAt: string,
  healthOf: (printerId: string) => PrinterHealth | undefined,
  afterMs: number,
): string | null {
  const places = [station.printer, station.backup ?? null]
  if (!places.includes(waitsAt) || (healthOf(waitsAt)?.unableMs ?? 0) < afterMs) return null
  return places.find(place => place !== null && place !== waitsAt && healthOf(place)?.able) ?? null
}
