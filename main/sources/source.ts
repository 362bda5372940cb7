/** What the outside is told (contract §7): one JSON object an event, at least once, in order. */
export type SourceEvent = {
  eventId: string
  type: string
  shopId: string
  orderId: string | null
  revision: number | null
  /** ISO 8601 with offset */
  at: string
  data: unknown
}

/** What became of an order that was handed in: `taken` is on disk, whatever its verdict; `later`: hand it in again. */
export type Taken = 'taken' | 'later'

/** `open`: orders come; `failing`: they do not, `detail` says why; `taken-over`: they go to somebody under the same name. */
export type SourceState = { state: 'open' } | { state: 'failing' | 'taken-over'; detail: string }

/** What the engine gives a source that goes out for its orders itself. */
export type SourceDeps = {
  /**
   * Resolves when the verdict on this order is on disk, or the disk refused. The bytes are as they came; `again`: the far
   * side says that it sends them once more.
   */
  take(body: Uint8Array, again: boolean): Promise<Taken>
  onState(state: SourceState): void
  /** runs `then` once after `ms`; the result cancels it */
  after(ms: number, then: () => void): () => void
  /** 0 ≤ x < 1 */
  random(): number
}

/** An order source with a connection of its own. It is started once, and not again after it was stopped. */
export type Source = {
  start(): void
  /** Takes in nothing more; resolves when what it was handing in has its answer. */
  stop(): Promise<void>
  /**
   * Hands events over, in this order; resolves when the far side has them all. Rejects with EventRefused where it will
   * never take one of them, with any other error where it may take them later.
   */
  deliver(events: readonly SourceEvent[]): Promise<void>
}

/** The far side has read the event and does not want it. */
export class EventRefused extends Error {
  override readonly name = 'EventRefused'
}
