/** What is noted of an order: the screen has words for each of them (renderer/words). */
export const orderNotes = [
  ...(['revision-taken', 'stale', 'conflict', 'conflict-accepted', 'conflict-dismissed'] as const),
  ...(['amount-fault', 'taken-as-other', 'webhook-id-reused', 'came-after-cancel', 'incomplete'] as const),
  ...(['refund-unclear', 'refund-recorded', 'trade-refund', 'call-retried', 'call-dropped'] as const),
  ...(['rushed', 'rush-ignored', 'abuse-flagged', 'abuse-held', 'ready', 'collected', 'receipt'] as const),
  ...(['not-rendered', 'uncertain-after-restart', 'may-have-printed', 'outcome-from-journal'] as const),
  ...(['held-silent', 'held-stale', 'let-go', 'job-cancelled'] as const),
  ...(['reprint', 'release', 'resolve-printed', 'resolve-not-printed', 'cancel', 'customer-erased'] as const),
] as const

/** The last two name a printer. */
export type OrderNote = (typeof orderNotes)[number] | `move-to-${string}` | `stand-in-${string}`
