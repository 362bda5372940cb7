/** Time is passed in, so that an hour without paper can be tested in a blink. */
export type Timers = {
  /** milliseconds that never jump */
  elapsed(): number
  /** runs `then` once after `ms`; the result cancels it */
  after(ms: number, then: () => void): () => void
}
