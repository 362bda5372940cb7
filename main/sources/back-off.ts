const firstMs = 1_000

/** How long to rest after so many failures in a row: twice as long each time, from a second up to `longestMs`. */
export function doubledMs(failures: number, longestMs: number): number {
  return Math.min(firstMs * 2 ** failures, longestMs)
}

/**
 * Half of it by chance. A server that comes back would otherwise be run over by all of its shops in the same moment, again
 * and again.
 */
export function backOffMs(failures: number, longestMs: number, random: () => number): number {
  return Math.round(doubledMs(failures, longestMs) * (0.5 + random() / 2))
}
