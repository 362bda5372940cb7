import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  isClaimable,
  isSettled,
  type JobEvent,
  type JobState,
  jobStates,
  mostUnproven,
  newJob,
  next,
  type PrintJob,
  saysReprint,
} from '../../../shared/domain/print-job.ts'

const events = [
  { type: 'started', copy: 1 },
  { type: 'refused' },
  { type: 'confirmed', evidence: 'process-id' },
  { type: 'confirmed', evidence: 'status' },
  { type: 'taken' },
  { type: 'lost', hold: false },
  { type: 'unprintable' },
  { type: 'hold', why: 'silent' },
  { type: 'release' },
  { type: 'resolve', as: 'printed' },
  { type: 'resolve', as: 'not-printed' },
  { type: 'cancel' },
] as const satisfies JobEvent[]
const nameOf = (event: JobEvent) => (event.type === 'resolve' ? `resolve ${event.as}` : event.type)

/** Each paper is numbered as the engine numbers it: 1 + those that were lost or taken before. */
function after(...sequence: JobEvent['type'][]): PrintJob {
  let papers = 0
  return sequence.reduce((job, type) => {
    const event = type === 'started' ? { type, copy: papers + 1 } : events.find(one => one.type === type)
    if (type === 'lost' || type === 'taken') papers += 1
    const moved = event === undefined ? null : next(job, event)
    if (moved === null) throw new Error(`${type} means nothing to a job that is ${job.state}`)
    return moved
  }, newJob())
}

/** Where each event takes a job of which no paper was lost; what is not listed means nothing there. */
const table: Record<JobState, Record<string, JobState>> = {
  queued: { started: 'sending', refused: 'waiting', unprintable: 'failed', hold: 'held', cancel: 'cancelled' },
  sending: { refused: 'waiting', confirmed: 'printed', taken: 'sent', lost: 'uncertain' },
  printed: {},
  sent: { 'resolve printed': 'printed', 'resolve not-printed': 'queued' },
  waiting: {
    ...{ started: 'sending', refused: 'waiting', unprintable: 'failed', hold: 'held', cancel: 'cancelled' },
    release: 'queued',
  },
  uncertain: {
    ...{ started: 'sending', refused: 'uncertain', unprintable: 'failed', hold: 'held', cancel: 'cancelled' },
    ...{ release: 'queued', 'resolve printed': 'printed', 'resolve not-printed': 'queued' },
  },
  held: {
    ...{ release: 'queued', cancel: 'cancelled' },
    ...{ 'resolve printed': 'printed', 'resolve not-printed': 'queued' },
  },
  failed: {},
  cancelled: {},
}

for (const state of jobStates) {
  test(`every event in the state ${state}`, () => {
    for (const event of events) {
      const moved = next({ ...newJob(), state }, event)
      expect([nameOf(event), moved?.state]).toEqual([nameOf(event), table[state][nameOf(event)]])
    }
  })
}

test('claimable and settled are told apart, and a lane can start exactly what is claimable', () => {
  for (const state of jobStates) {
    expect(isClaimable(state) && isSettled(state)).toBe(false)
    expect(next({ ...newJob(), state }, { type: 'started', copy: 1 }) !== null).toBe(isClaimable(state))
  }
})

test('a lost paper: the next one is the second, and may be a duplicate', () => {
  expect(after('started', 'lost')).toMatchObject({ state: 'uncertain', copy: 1, doubtful: true })
  const second = after('started', 'lost', 'started')
  expect(second).toMatchObject({ state: 'sending', copy: 2, doubtful: true })
  expect(saysReprint(second, second.copy)).toBe(true)
  expect(after('started', 'lost', 'started', 'confirmed')).toMatchObject({ state: 'printed', copy: 2, doubtful: false })
})

test('where the shop lets no copy follow by itself, a lost paper waits for a person', () => {
  expect(next(after('started'), { type: 'lost', hold: true })).toMatchObject({ state: 'held', doubtful: true })
})

test('a refusal leaves no paper, so nothing is marked', () => {
  expect(after('started', 'refused', 'started', 'confirmed')).toMatchObject({
    copy: 1,
    doubtful: false,
  })
})

test('a person who found no paper: a reprint, without the doubt', () => {
  expect(after('started', 'lost')).toMatchObject({ doubtful: true })
  const looked = next(after('started', 'lost'), { type: 'resolve', as: 'not-printed' })
  expect(looked).toMatchObject({ state: 'queued', copy: 1, doubtful: false, unproven: 0 })
  const unseen = next(after('started', 'taken'), { type: 'resolve', as: 'not-printed' })
  expect(unseen).toMatchObject({ state: 'queued', copy: 1, doubtful: false })
})

test('a person who lets it go without looking: the doubt stays', () => {
  expect(after('started', 'lost', 'release')).toMatchObject({ state: 'queued', doubtful: true })
})

test('a doubtful job can be resolved while it is due again; one that left nothing cannot', () => {
  for (const sequence of [
    ['started', 'lost', 'release'],
    ['started', 'lost', 'started', 'refused'],
  ] as const) {
    const job = after(...sequence)
    expect(next(job, { type: 'resolve', as: 'printed' })).toMatchObject({ state: 'printed', evidence: 'human' })
    expect(next(job, { type: 'resolve', as: 'not-printed' })).toMatchObject({ state: 'queued', doubtful: false })
  }
  expect(next(after('started', 'refused'), { type: 'resolve', as: 'printed' })).toBeNull()
})

test('held from the start and then let go or resolved: a first paper, unmarked', () => {
  const held = after('hold')
  expect(next(held, { type: 'release' })).toEqual(newJob())
  expect(next(held, { type: 'resolve', as: 'not-printed' })).toEqual(newJob())
})

test('three papers in a row without a word: held; a word or a person starts the count anew', () => {
  const twice = after('started', 'lost', 'started', 'lost')
  expect(twice).toMatchObject({ state: 'uncertain', unproven: 2 })
  const thrice = after('started', 'lost', 'started', 'refused', 'started', 'lost', 'started', 'lost')
  expect(thrice).toMatchObject({ state: 'held', unproven: mostUnproven, copy: 3 })
  expect(next(thrice, { type: 'release' })).toMatchObject({ state: 'queued', unproven: 0, doubtful: true })
  expect(after('started', 'lost', 'started', 'lost', 'release', 'started', 'lost').state).toBe('uncertain')
})

test('a reprint asked for by a person says so, also where it is held and resolved', () => {
  const asked = newJob({ reprint: true, doubtful: true })
  expect(saysReprint(asked, 1)).toBe(true)
  const held = next(asked, { type: 'hold', why: 'silent' })
  expect(held && next(held, { type: 'resolve', as: 'not-printed' })).toEqual({ ...asked, doubtful: false })
})

const anyEvents = fc.array(fc.constantFrom(...events), { maxLength: 40 })
const anyStart = fc.record({ reprint: fc.boolean(), doubtful: fc.boolean() }).map(newJob)

test('whatever happens: no printed without evidence, no second paper without its marks, settled stays settled', () => {
  fc.assert(
    fc.property(anyStart, fc.boolean(), anyEvents, (start, hold, sequence) => {
      let job = start
      /** papers that may lie in the kitchen, as an onlooker counts them */
      let papers = 0
      let unresolved = start.doubtful
      let inARow = 0
      for (const drawn of sequence) {
        const was = job
        const event: JobEvent =
          drawn.type === 'started' ? { ...drawn, copy: papers + 1 } : drawn.type === 'lost' ? { ...drawn, hold } : drawn
        const moved = next(was, event)
        if (moved === null) continue
        job = moved
        if (event.type === 'started') {
          expect(job.copy).toBe(papers + 1)
          if (papers > 0) expect(saysReprint(job, job.copy)).toBe(true)
          expect(job.doubtful).toBe(unresolved)
          expect(was.state).not.toBe('held')
        }
        if (event.type === 'lost') {
          papers += 1
          inARow += 1
          unresolved = true
          expect(job.state).toBe(hold || inARow >= mostUnproven ? 'held' : 'uncertain')
        }
        if (event.type === 'taken') papers += 1
        if (event.type === 'release' || event.type === 'resolve' || event.type === 'confirmed') inARow = 0
        if (event.type === 'resolve' || event.type === 'confirmed' || event.type === 'taken') unresolved = false
        expect(job.state === 'printed').toBe(job.evidence !== null)
        if (job.state === 'printed') expect(event.type === 'confirmed' || event.type === 'resolve').toBe(true)
        if (job.evidence === 'human') expect(event.type).toBe('resolve')
        expect(job.reprint).toBe(start.reprint)
        if (isSettled(was.state)) expect([was.state, event.type]).toEqual(['sent', 'resolve'])
      }
    }),
    { numRuns: 2000 },
  )
})

test('next changes nothing it was given', () => {
  fc.assert(
    fc.property(anyEvents, sequence => {
      let job = Object.freeze(newJob())
      for (const event of sequence) job = Object.freeze(next(job, event) ?? job)
    }),
  )
})
