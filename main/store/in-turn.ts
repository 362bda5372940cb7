/**
 * Each gets its turn, whatever became of the one before: where tidying up stumbles over one thing, nothing else stays lying
 * about because of it. Throws what the first that failed threw, at the end.
 */
export function eachInTurn<Thing>(things: readonly Thing[], work: (thing: Thing) => void): void {
  const failures: unknown[] = []
  for (const thing of things) {
    try {
      work(thing)
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}
