import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSettled, jobStates, mostUnproven, newJob, type PrintJob } from '../../../shared/domain/print-job.ts'
import { forgotten, remembered } from '../../../shared/domain/restored-job.ts'

const anyJob = fc.record({
  state: fc.constantFrom(...jobStates),
  copy: fc.integer({ min: 1, max: 9 }),
  reprint: fc.boolean(),
  doubtful: fc.boolean(),
  unproven: fc.integer({ min: 0, max: 5 }),
}) as fc.Arbitrary<Omit<PrintJob, 'evidence'>>

test('whatever was owed is doubtful afterwards and waits with its mark or for a person; the rest is as it was', () => {
  fc.assert(
    fc.property(anyJob, drawn => {
      const job: PrintJob = { ...newJob(), ...drawn }
      const after = forgotten(job)
      if (isSettled(job.state)) expect(after).toBeNull()
      else expect(after).toMatchObject({ doubtful: true, unproven: job.unproven + 1, copy: job.copy })
      if (after !== null) expect(['uncertain', 'held']).toContain(after.state)
    }),
  )
})

test('what was held stays held; a third silence in a row holds too', () => {
  expect(forgotten({ ...newJob(), state: 'held' })?.state).toBe('held')
  expect(forgotten({ ...newJob(), state: 'queued' })?.state).toBe('uncertain')
  expect(forgotten({ ...newJob(), state: 'uncertain', unproven: mostUnproven - 1 })?.state).toBe('held')
})

test('what the journal knows to be settled is settled, with its evidence; anything else leaves the doubt', () => {
  const doubtful = forgotten(newJob()) ?? newJob()
  expect(remembered(doubtful, { state: 'printed', evidence: 'process-id' })).toMatchObject({
    ...{ state: 'printed', evidence: 'process-id', doubtful: false, unproven: 0 },
  })
  expect(remembered(doubtful, { state: 'sent', evidence: null })).toMatchObject({ state: 'sent', evidence: null })
  expect(remembered(doubtful, { state: 'cancelled', evidence: null })).toMatchObject({ state: 'cancelled' })
  for (const state of ['queued', 'sending', 'waiting', 'uncertain', 'held'] as const) {
    expect(remembered(doubtful, { state, evidence: null })).toBeNull()
  }
  expect(remembered({ ...newJob(), state: 'sent' }, { state: 'printed', evidence: 'status' })).toBeNull()
})
