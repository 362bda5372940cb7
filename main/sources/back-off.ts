const firstMs = 1_000

/**
 * How long to rest after so many failures in a row: twice as long each time, up to `longestMs`, and half of it by chance. A
 * server that comes back would otherwise be run over by all of its shops in the same moment, again and again.
 */
export function backOffMs(failures: number, longestMs: number, random: () => number): number {
  const full = Math.min(firstMs * 2 ** failures, longestMs)
  return Math.round(full * (0.5 + random() / 2))
}
