// What waited out an outage is not printed in one go: nobody wants forty breakfasts that were ordered before the printer
// died. It waits as one question per printer (积压). An order that is merely sent late is no outage: it prints at once,
// marked, and so do one or two tickets that waited.

export type WaitingTicket = {
  /** the time its order is wanted, was paid or was placed (ms); null: it does not age (a test page, a reprint) */
  staleFrom: number | null
  /** since when it could have been printed (ms) */
  dueSince: number
  /** the question has been put about it before: now it prints when its turn comes */
  asked: boolean
}

/** Fewer than this many print, marked; from here on a person is asked. */
export const fewestAsked = 3

/** Is it printed so late that it says 积压 (contract §9)? */
export function isStale(staleFrom: number | null, at: number, staleAfterMinutes: number): boolean {
  return staleFrom !== null && at - staleFrom > staleAfterMinutes * 60_000
}

/**
 * The tickets to ask about when a printer can print again, none where all of them may. They are those that are stale and
 * have waited here for as long, at a printer that has printed nothing (`idleMs`) for as long: a rush that is worked off
 * slowly is no backlog, and neither are tickets that were stale when they came.
 */
export function backlogOf<Ticket extends WaitingTicket>(
  tickets: readonly Ticket[],
  lane: { at: number; idleMs: number; staleAfterMinutes: number },
): Ticket[] {
  const { at, idleMs, staleAfterMinutes } = lane
  const staleMs = staleAfterMinutes * 60_000
  // A shop that calls everything stale wants marks, not questions.
  if (staleMs === 0 || idleMs <= staleMs) return []
  const old = tickets.filter(
    ticket => !ticket.asked && at - ticket.dueSince > staleMs && isStale(ticket.staleFrom, at, staleAfterMinutes),
  )
  return old.length < fewestAsked ? [] : old
}

/** Was it ordered (or is it wanted) within the last so many minutes? */
export function isRecent(staleFrom: number | null, at: number, minutes: number): boolean {
  return staleFrom !== null && at - staleFrom <= minutes * 60_000
}
