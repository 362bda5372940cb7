import { expect, test } from 'vitest'
import { addHistory } from '../../support/history.ts'
import {
  day,
  type House,
  hour,
  keepHouse,
  minute,
  newPlace,
  type Place,
  passSlowly,
  purged,
} from '../../support/house.ts'

// Customers are forgotten only by a clock that can be believed.

const year = 365 * day

/** The day before, when all was well. */
async function yesterday(runs = 9 * hour) {
  const house = keepHouse({ answering: true })
  addHistory(house.db, { orders: 10, at: house.clock.now() - 10 * day })
  await house.pass(runs)
  await house.house.stop({ backUp: false })
  return house
}
/** A night later, or whatever is said. */
function nextRun(before: Place, off = 15 * hour) {
  before.clock.jump(off)
  return keepHouse({ answering: true, at: before })
}
const later = async (house: House, ms: number) => {
  await house.pass(ms)
  await passSlowly(house, 5_000)
}

test('a start with the clock a year ahead forgets nobody; put right, it goes on as ever', async () => {
  const house = nextRun(await yesterday(), year)
  await later(house, 5 * hour)
  expect([purged(house), house.errands.aged]).toEqual([0, []])
  house.clock.jump(-year)
  addHistory(house.db, { orders: 3, at: house.clock.now() - 31 * day })
  await later(house, 5 * hour)
  expect([purged(house), house.errands.aged]).toEqual([0, []])
  await later(house, 2 * hour)
  expect(purged(house)).toBe(3)
  expect(house.errands.aged).toHaveLength(1)
})
test('so does the first start of a shop that has kept no look at it yet', async () => {
  const place = newPlace()
  addHistory(place.db, { orders: 10, at: place.clock.now() - 10 * day })
  addHistory(place.db, { orders: 1, at: place.clock.now() - day })
  const house = nextRun(place, year)
  await later(house, 5 * hour)
  expect([purged(house), house.errands.aged]).toEqual([0, []])
  const updated = newPlace()
  addHistory(updated.db, { orders: 3, at: updated.clock.now() - 31 * day })
  addHistory(updated.db, { orders: 1, at: updated.clock.now() - day })
  const next = nextRun(updated)
  await later(next, hour)
  expect(purged(next)).toBe(3)
})
test('a clock that leaps while the shop is open, at the last moment too', async () => {
  const house = keepHouse({ answering: true })
  addHistory(house.db, { orders: 10, at: house.clock.now() - 10 * day })
  await house.pass(9 * minute)
  house.clock.jump(year)
  await later(house, hour)
  expect([purged(house), house.errands.aged]).toEqual([0, []])
})
test('a shop that was closed for two weeks catches up within the day', async () => {
  const house = nextRun(await yesterday(), 14 * day)
  addHistory(house.db, { orders: 3, at: house.clock.now() - 31 * day })
  await later(house, hour)
  expect(purged(house)).toBe(0)
  await later(house, 8 * hour)
  expect(purged(house)).toBe(3)
})
test('a weekend is nothing, and a stall that is open for three hours a day catches up on the third', async () => {
  const weekend = nextRun(await yesterday(), 2.5 * day)
  addHistory(weekend.db, { orders: 3, at: weekend.clock.now() - 31 * day })
  await later(weekend, 20 * minute)
  expect(purged(weekend)).toBe(3)
  let stall = nextRun(await yesterday(), 14 * day)
  addHistory(stall.db, { orders: 3, at: stall.clock.now() - 31 * day })
  await later(stall, 3 * hour)
  await stall.house.stop({ backUp: false })
  stall = nextRun(stall, 21 * hour)
  await later(stall, 2 * hour)
  expect(purged(stall)).toBe(0)
  await stall.house.stop({ backUp: true })
  stall = nextRun(stall, 21 * hour)
  await later(stall, 2 * hour)
  expect(purged(stall)).toBe(3)
})
test('a stall that is open for five hours a week catches up in the second', async () => {
  let stall = nextRun(await yesterday(5 * hour), 7 * day - 5 * hour)
  addHistory(stall.db, { orders: 3, at: stall.clock.now() - 31 * day })
  await later(stall, 5 * hour)
  await stall.house.stop({ backUp: true })
  expect(purged(stall)).toBe(0)
  stall = nextRun(stall, 7 * day - 5 * hour)
  await later(stall, 2 * hour)
  expect(purged(stall)).toBe(3)
})
test.each([2, 5])('not by a clock a year ahead; put right after %i hours, it is where it was', async hours => {
  let stall = nextRun(await yesterday(5 * hour), 7 * day - 5 * hour)
  addHistory(stall.db, { orders: 3, at: stall.clock.now() - 31 * day })
  await later(stall, 5 * hour)
  await stall.house.stop({ backUp: true })
  stall = nextRun(stall, 7 * day - 5 * hour + year)
  await later(stall, hours * hour)
  expect(purged(stall)).toBe(0)
  stall.clock.jump(-year)
  await later(stall, 0.5 * hour)
  expect(purged(stall)).toBe(0)
  await later(stall, hour)
  expect(purged(stall)).toBe(3)
})
test('two short runs a year ahead forget nobody, nor does the way back', async () => {
  let stall = nextRun(await yesterday(), year)
  for (const next of [7 * day, 7 * day - year]) {
    await later(stall, 2.5 * hour)
    await stall.house.stop({ backUp: true })
    stall = nextRun(stall, next)
  }
  await later(stall, 5 * hour)
  expect([purged(stall), stall.errands.aged]).toEqual([0, []])
})
test('a computer that wakes at its factory date and is put right in minutes is believed by what it ran', async () => {
  let house = nextRun(await yesterday(), 15 * hour - 6 * year)
  for (let mornings = 1; mornings <= 2; mornings += 1) {
    await later(house, 10 * minute)
    house.clock.jump(6 * year)
    if (mornings === 1) addHistory(house.db, { orders: 3, at: house.clock.now() - 31 * day })
    await later(house, 5 * hour)
    expect(purged(house)).toBe(mornings === 1 ? 0 : 3)
    await house.house.stop({ backUp: true })
    house = nextRun(house, 19 * hour - 6 * year)
  }
})
