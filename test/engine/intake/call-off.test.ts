import { expect, test } from 'vitest'
import { openLaneBench } from '../../support/lane-bench.ts'
import { changed, order } from '../../support/orders.ts'

// An order that is called off when a printer that cannot confirm has had its ticket.

test('a person says that the ticket of a called-off order has not come out: it is not printed after its void slip', async () => {
  const bench = openLaneBench({ script: { print: () => ({ kind: 'sent', bytes: 1_000_000 }) } })
  const first = order({ orderId: 'a', revision: 1 })
  bench.take(first)
  await bench.clock.pass(2_000)
  bench.take(changed(first, { revision: 2, status: 'cancelled' }))
  await bench.clock.pass(2_000)
  expect(bench.jobs().map(job => [job.kind, job.state])).toEqual([
    ['kitchen', 'sent'],
    ['void', 'sent'],
  ])
  for (const job of bench.jobs()) bench.acts.resolve(job.jobId, { by: '小王', as: 'not-printed' })
  await bench.clock.pass(10_000)
  expect(bench.jobs().map(job => [job.kind, job.state, job.copy])).toEqual([
    ['kitchen', 'cancelled', 1],
    // Where nobody saw the slip, it comes again.
    ['void', 'sent', 2],
  ])
  expect(bench.order('a').history.map(one => one.what)).toContain('job-cancelled')
  // Who wants it all the same prints it anew.
  bench.acts.reprint(bench.jobs()[0]?.jobId ?? '', { by: '小王', idempotencyKey: 'k' })
  await bench.clock.pass(2_000)
  expect(bench.papers.at(-1)).toContain('补打')
})
