import { expect, test } from 'vitest'
import { addPapers, countPapers, type PaperRow } from '../../../shared/domain/day-paper.ts'

let made = 0
function row(over: Partial<PaperRow> & { took?: number }): PaperRow {
  made += 1
  const { took = 1_000, ...rest } = over
  const attempt = { copy: 1, doubtful: false, onPaper: true, done: true, endedAt: (rest.due ?? 0) + took }
  return { order: made, job: made, kind: 'kitchen', state: 'printed', due: 0, attempt, ...rest }
}

test('an order waits for the last of its kitchen tickets, from when the first was due', () => {
  const rows = [
    row({ order: 1, job: 1, due: 0, took: 2_000 }),
    row({ order: 1, job: 2, due: 0, took: 9_000 }),
    row({ order: 2, job: 3, due: 5_000, took: 1_000 }),
    // a receipt, and a ticket that is not out yet
    row({ order: 2, job: 4, kind: 'receipt', took: 90_000 }),
    row({ order: 3, job: 5, state: 'waiting', attempt: null }),
  ]
  const { wait, waits } = countPapers(rows)
  expect(wait).toEqual({ medianMs: 1_000, p95Ms: 9_000, longestMs: 9_000 })
  expect(waits.map(band => band.orders)).toEqual([1, 1, 0, 0, 0, 0])
})

test('a ticket that came out at the second try waited until then; a third copy does not make it longer', () => {
  const attempt = (endedAt: number, done: boolean, copy: number) => ({
    copy,
    done,
    endedAt,
    doubtful: copy > 1,
    onPaper: true,
  })
  const rows = [
    row({ order: 1, job: 1, attempt: attempt(1_000, false, 1) }),
    row({ order: 1, job: 1, attempt: attempt(4_000, true, 2) }),
    row({ order: 1, job: 1, attempt: attempt(99_000, true, 3) }),
  ]
  const numbers = countPapers(rows)
  expect(numbers.wait?.longestMs).toBe(4_000)
  expect(numbers).toMatchObject({ papers: 3, copies: 2, doubtful: 2, tickets: [{ kind: 'kitchen', count: 1 }] })
})

test('states, reprints and kinds are counted by job', () => {
  const states = (['uncertain', 'held', 'failed', 'cancelled', 'sent'] as const).map(state => row({ state }))
  const numbers = countPapers([...states, row({ kind: 'reprint' }), row({ kind: 'void' })])
  expect(numbers).toMatchObject({ uncertain: 1, held: 1, failed: 1, cancelled: 1, unconfirmed: 1, reprints: 1 })
  expect(Object.fromEntries(numbers.tickets.map(one => [one.kind, one.count]))).toEqual({
    kitchen: 4,
    reprint: 1,
    void: 1,
  })
})

test('days add up, but for medians', () => {
  const days = [countPapers([row({}), row({})]), countPapers([row({ took: 400_000 })]), countPapers([])]
  const sum = addPapers(days)
  expect([sum.papers, sum.wait, sum.waits.map(band => band.orders)]).toEqual([3, null, [2, 0, 0, 0, 0, 1]])
})
