/** So many numbers cost one write to the disk, which would else stand between a ticket's last byte and its question. */
const blockSize = 100

/** A number that no other ticket of this printer had lately. Those left over when the program stops are skipped. */
export function createTicketSequence(reserve: (count: number) => number): () => number {
  let next = 0
  let end = 0
  return () => {
    if (next === end) {
      next = reserve(blockSize)
      end = next + blockSize
    }
    return next++
  }
}
