import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createJobLedger } from '../../../main/engine/printing/job-ledger.ts'
import { listAttempts } from '../../../main/store/attempts.ts'
import { openDatabase } from '../../../main/store/database.ts'
import { getJob, insertJob, type JobRow, moveJob } from '../../../main/store/jobs.ts'
import { insertTicket } from '../../../main/store/tickets.ts'
import { newJob } from '../../../shared/domain/print-job.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const refused = { kind: 'refused', fault: { state: 'offline', code: 'unreachable', message: 'nobody there' } } as const

/** A test page on printer a, and the ledgers of the lanes of a and b. */
function openLedgers() {
  const db = openDatabase(join(tempFolder(), 'gudang.db'))
  onTestFinished(() => void db.close())
  const [kind, created_at] = ['test', 1] as const
  const ticket = insertTicket(db, {
    ...{ order_row: null, revision: null, station: null, number: null },
    ...{ kind, printer: 'a', created_at },
    content: { kind, marks: [], printerName: 'a' },
  })
  const id = insertJob(db, { ticket, order_row: null, printer: 'a', kind, job: newJob(), created_at })
  const job = () => getJob(db, id) as JobRow
  const ledger = (printerId: string) => createJobLedger({ db, printerId, now: () => 2, policy: 'reprint-marked' })
  return { db, id, job, a: ledger('a'), b: ledger('b') }
}

const paper = { bytes: Uint8Array.of(0x1b, 0x40), copy: 1, marks: [] }

test('moved while its first printer was being reached: what the old lane finds out later is not its matter any more', () => {
  const { db, id, job, a, b } = openLedgers()
  const asTheOldLaneSawIt = job()
  moveJob(db, id, 'b', null)
  const attempt = b.begin(job(), paper)
  a.end(asTheOldLaneSawIt, 0, refused, 2)
  expect(job()).toMatchObject({ state: 'sending', printer: 'b' })
  b.end(job(), attempt, { kind: 'printed', bytes: 2, evidence: 'status' }, 2)
  expect(job()).toMatchObject({ state: 'printed', copy: 1 })
  expect(listAttempts(db, id)).toMatchObject([{ outcome: 'printed', printer: 'b' }])
})

test('refused before its intent: waiting, and no attempt', () => {
  const { db, id, job, a } = openLedgers()
  a.end(job(), 0, refused, 2)
  expect(job().state).toBe('waiting')
  expect(listAttempts(db, id)).toEqual([])
})

test('an attempt begins only for the job that was rendered', () => {
  const { db, id, job, a } = openLedgers()
  const rendered = job()
  moveJob(db, id, 'b', null)
  expect(() => a.begin(rendered, paper)).toThrow()
  expect(listAttempts(db, id)).toEqual([])
})

test('what cannot be true is not written down silently', () => {
  const { job, a } = openLedgers()
  const attempt = a.begin(job(), paper)
  const outcome = { kind: 'printed', bytes: 2, evidence: 'status' } as const
  a.end(job(), attempt, outcome, 2)
  expect(() => a.end(job(), attempt, outcome, 2)).toThrow(/printed/)
})
