import { expect, test } from 'vitest'
import type { TicketDocument } from '../../../shared/ticket/document.ts'
import { openLaneBench } from '../../support/lane-bench.ts'
import { line, order } from '../../support/orders.ts'
import { lost, printed } from '../../support/scripted-printer.ts'

// A ticket that cannot be made into bytes (fault 32): its dishes reach the kitchen all the same, or a person does.

/** The proper ticket has rules between its parts, the plain one has none. */
function isProper({ blocks }: TicketDocument): boolean {
  return blocks.some(block => block.type === 'rule')
}
function poison(word: string, everyLayout = false) {
  return {
    draw(document: TicketDocument) {
      const poisoned = JSON.stringify(document).includes(word)
      if (poisoned && (everyLayout || isProper(document))) throw new Error(`${word} cannot be drawn`)
    },
  }
}

const wild = order({ orderId: 'wild', items: [line('1', '毒包', 2), line('2', '豆浆', 1, { note: '少糖' })] })

test('the raw dishes go out on a plain ticket, its success settles the order, a person is told', async () => {
  const bench = openLaneBench({ script: poison('毒包') })
  bench.take(wild)
  bench.take(order({ orderId: 'tame' }))
  await bench.clock.pass(1_000)
  expect(bench.papers).toHaveLength(2)
  for (const words of ['#0001', 'A012', '毒包 x2', '豆浆 x1', '少糖'])
    expect(bench.papers).toContainEqual(expect.stringContaining(words))
  for (const paper of bench.papers) expect(paper).not.toContain('补打')
  expect(bench.jobs().map(job => [job.orderId, job.state])).toEqual([
    ['wild', 'failed'],
    ['tame', 'printed'],
    ['wild', 'printed'],
  ])
  expect([bench.order('wild').state, bench.order('tame').state]).toEqual(['printed', 'printed'])
  expect(bench.codes()).toEqual(['job-failed'])
  const [alarm] = bench.alarms.standing()
  expect(alarm?.message).toContain('#0001')
  bench.alarms.ack(1, '小王')
  expect(bench.codes()).toEqual([])
})

test('a plain ticket of which nobody knows comes again, marked', async () => {
  const bench = openLaneBench({
    script: {
      ...poison('毒包'),
      print: papers => (papers === 0 ? lost() : printed()),
    },
  })
  bench.take(wild)
  await bench.clock.pass(1_000)
  expect(bench.papers).toHaveLength(2)
  expect(bench.papers[0]).not.toContain('补打')
  expect(bench.papers[1]).toMatch(/补打 第2次[\s\S]*可能重复[\s\S]*毒包 x2/)
  expect(bench.jobs().map(job => job.state)).toEqual(['failed', 'printed'])
})

test('a doubt goes over to the plain ticket, and ends with its word', async () => {
  let drawn = 0
  const bench = openLaneBench({
    script: {
      draw: document => (drawn++ === 0 ? undefined : poison('毒包').draw(document)),
      print: papers => (papers === 0 ? lost() : printed()),
    },
  })
  bench.take(wild)
  await bench.clock.pass(1_000)
  bench.follow({})
  const [, plain] = bench.jobs()
  expect(bench.jobs().map(job => [job.state, job.marks])).toEqual([
    ['failed', []],
    ['printed', ['补打', '可能重复']],
  ])
  bench.acts.reprint(plain?.jobId ?? '', { by: '小王', idempotencyKey: 'once' })
  await bench.clock.pass(1_000)
  expect(bench.jobs().at(-1)).toMatchObject({ state: 'printed', copy: 3, marks: ['补打'] })
})

test('where not even that can be drawn the job is held with an alarm, and blocks nobody', async () => {
  const bench = openLaneBench({ script: poison('毒包', true) })
  bench.take(wild)
  bench.take(order({ orderId: 'tame' }))
  await bench.clock.pass(1_000)
  expect(bench.papers).toHaveLength(1)
  expect(bench.order('tame').state).toBe('printed')
  const plain = bench.jobs().find(job => job.state === 'held')
  expect(plain).toMatchObject({ orderId: 'wild', heldFor: 'unprintable', attempts: [] })
  expect(bench.order('wild').state).toBe('problem')
  expect(bench.codes()).toContain('job-unprintable')

  // Let go, it fails once more; called off by a person, it is done with.
  bench.acts.release(plain?.jobId ?? '', { by: '小王' })
  await bench.clock.pass(1_000)
  expect(bench.jobs().find(job => job.jobId === plain?.jobId)).toMatchObject({ state: 'held', heldFor: 'unprintable' })
  bench.acts.cancel(plain?.jobId ?? '', { by: '小王' })
  expect(bench.codes()).not.toContain('job-unprintable')
  expect(bench.order('wild').state).toBe('cancelled')
})

test('a reprint that cannot be drawn goes out plain, and says that it is one', async () => {
  const bench = openLaneBench()
  bench.take(wild)
  await bench.clock.pass(1_000)
  bench.follow(poison('毒包'))
  const [job] = bench.jobs()
  bench.acts.reprint(job?.jobId ?? '', { by: '小王', idempotencyKey: 'once' })
  await bench.clock.pass(1_000)
  expect(bench.papers).toHaveLength(2)
  expect(bench.papers[1]).toMatch(/补打 第2次[\s\S]*毒包 x2/)
  expect(bench.order('wild').state).toBe('printed')
})

test('an order that an older version left on problem for it is judged anew at the start', async () => {
  const bench = openLaneBench({ script: poison('毒包') })
  bench.take(wild)
  await bench.clock.pass(1_000)
  bench.tamper(`update orders set state = 'problem'`)
  bench.recover()
  expect(bench.order('wild').state).toBe('printed')
})
