import type { Door } from '../door/door.ts'

/** Jobs of which nothing has left; what may be on paper already is decided one by one. */
const movable = ['queued', 'waiting'] as const

/** One after the other in the order they came, so that they come out in that order over there. */
export async function moveWaiting(
  rpc: Door['rpc'],
  from: string,
  to: string,
): Promise<{ moved: number; left: number }> {
  const lists = await Promise.all(movable.map(state => rpc.jobs.query({ state, printer: from, limit: 1000 })))
  const jobs = lists.flat().toSorted((a, b) => a.createdAt.localeCompare(b.createdAt))
  let moved = 0
  for (const { jobId } of jobs) {
    const gone = await rpc.move.mutate({ jobId, printerId: to }).then(
      () => true,
      () => false,
    )
    if (gone) moved += 1
  }
  return { moved, left: jobs.length - moved }
}
