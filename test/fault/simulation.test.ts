import fc from 'fast-check'
import { expect, test } from 'vitest'
import { record } from '../support/fault-record.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { shopDay } from './simulation/day-script.ts'
import { playDay } from './simulation/play-day.ts'
import { createTally, lost, tallyTable, unmarkedDoubles } from './simulation/tally.ts'

const seed = process.env.GUDANG_SEED === undefined ? 20261122 : Number(process.env.GUDANG_SEED)
const days = Number(process.env.GUDANG_DAYS ?? '60')
const path = process.env.GUDANG_PATH

test('simulated days', { timeout: 4 * 3_600_000 }, async ({ task }) => {
  const tally = createTally()
  const folder = tempFolder()
  const start = performance.now()
  const count = (what: string) => tally.counts.get(what) ?? 0
  try {
    await fc.assert(
      fc.asyncProperty(shopDay, async day => {
        expect(await playDay(day, folder, tally)).toEqual([])
      }),
      { seed, numRuns: days, endOnFailure: process.env.GUDANG_QUICK === '1', ...(path === undefined ? {} : { path }) },
    )
  } finally {
    const [orders, marked] = [count('orders'), count('marked copies')]
    record(task, { times: count('days'), orders, lost: count(lost), doubles: count(unmarkedDoubles), marked })
    process.stdout.write(`${tallyTable(tally.counts)}\n${((performance.now() - start) / days).toFixed(1)} ms a day\n`)
  }
})
