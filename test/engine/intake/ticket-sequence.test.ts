import { expect, test } from 'vitest'
import { createTicketSequence } from '../../../main/engine/intake/ticket-sequence.ts'
import { rememberPrinter, reserveSequence } from '../../../main/store/printers.ts'
import { openTestDatabase } from '../../support/database.ts'

test('no number twice, over restarts and printers, and one write for a hundred', () => {
  const db = openTestDatabase()
  for (const id of ['steam', 'fry']) rememberPrinter(db, id, 'virtual', '{}')
  let writes = 0
  const start = (id: string) =>
    createTicketSequence(count => {
      writes += 1
      return reserveSequence(db, id, count)
    })
  const take = (next: () => number, count: number) => Array.from({ length: count }, next)
  const first = take(start('steam'), 150)
  expect(first).toEqual(Array.from({ length: 150 }, (_, n) => n + 1))
  expect(writes).toBe(2)
  const after = take(start('steam'), 3)
  expect(after).toEqual([201, 202, 203])
  expect(take(start('fry'), 2)).toEqual([1, 2])
})
