import { expect, test } from 'vitest'
import { tempFolder } from '../support/temp-folder.ts'
import { keptDays } from './kept-days.ts'
import { playDay } from './simulation/play-day.ts'
import { createTally } from './simulation/tally.ts'

test.each(Object.entries(keptDays))('%s', async (_, day) => {
  expect(await playDay(day, tempFolder(), createTally())).toEqual([])
})
