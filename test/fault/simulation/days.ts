import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { record } from '../../support/fault-record.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { shopDay } from './day-script.ts'
import { playDay } from './play-day.ts'
import { createTally, lost, tallyTable, unmarkedDoubles } from './tally.ts'

// Days in chunks, each from a seed of its own: a find names its chunk's, and a long run shows how far it is. GUDANG_DAYS says
// how many, GUDANG_SEED from which seed on. GUDANG_SEED and GUDANG_PATH of a find play it again (simulation-1.test.ts);
// GUDANG_QUICK=1 leaves a find as large as it is.

const firstSeed = Number(process.env.GUDANG_SEED ?? '20261122')
const allDays = Number(process.env.GUDANG_DAYS ?? '60')
const path = process.env.GUDANG_PATH
const endOnFailure = process.env.GUDANG_QUICK === '1'

const longestChunk = 1_250
const count = path === undefined ? Math.max(2, Math.ceil(allDays / longestChunk)) : 1
const daysBefore = (index: number) => Math.floor((index * allDays) / count)
const chunks = Array.from({ length: count }, (_, index) => ({
  seed: firstSeed + index,
  days: daysBefore(index + 1) - daysBefore(index),
}))

/** Every second chunk's test: two files hold one half each, so that two cores play them. */
export function testDays(half: 0 | 1): void {
  const whole = createTally()

  test.for(chunks.filter((_, index) => index % 2 === half))(
    'simulated days: $days from seed $seed',
    { timeout: 4 * 3_600_000 },
    async ({ seed, days }, { task }) => {
      const tally = createTally()
      const folder = tempFolder()
      const start = performance.now()
      try {
        await fc.assert(
          fc.asyncProperty(shopDay, async day => {
            expect(await playDay(day, folder, tally)).toEqual([])
          }),
          { seed, numRuns: days, endOnFailure, ...(path === undefined ? {} : { path }) },
        )
      } finally {
        const counted = (what: string) => tally.counts.get(what) ?? 0
        record(task, {
          times: counted('days'),
          orders: counted('orders'),
          lost: counted(lost),
          doubles: counted(unmarkedDoubles),
          marked: counted('marked copies'),
        })
        for (const [what, times] of tally.counts) whole.add(what, times)
        const played = counted('days')
        const msADay = (performance.now() - start) / played
        process.stdout.write(`seed ${seed}: ${played} days played, ${msADay.toFixed(1)} ms a day\n`)
      }
    },
  )

  afterAll(() => void process.stdout.write(`${tallyTable(whole.counts)}\n`))
}
