/** Small and the same everywhere: what a day's script leaves open, such as the bytes of noise. */
export type SimRandom = {
  /** 0 … below - 1 */
  below(below: number): number
  chance(probability: number): boolean
}

/** mulberry32 (Tommy Ettinger, public domain) */
export function createSimRandom(seed: number): SimRandom {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    below: below => Math.floor(next() * below),
    chance: probability => next() < probability,
  }
}
