import { expect, test } from 'vitest'
import { createRest } from '../../main/sources/rest.ts'
import { createHandClock } from '../support/hand-clock.ts'

const second = 1_000

/** What a promise has come to so far; microtasks are let run first. */
async function stateOf(promise: Promise<unknown>): Promise<unknown> {
  let state: unknown = 'pending'
  const keep = (value: unknown) => {
    state = value
  }
  promise.then(keep, (error: Error) => keep(error.message))
  for (let turns = 0; turns < 20; turns += 1) await Promise.resolve()
  return state
}

function openRest() {
  const clock = createHandClock()
  return { clock, rest: createRest(clock) }
}

test('a sleep ends when its time is over, to the millisecond', async () => {
  const { clock, rest } = openRest()
  const slept = rest.sleep(5 * second)
  clock.pass(5 * second - 1)
  expect(await stateOf(slept)).toBe('pending')
  clock.pass(1)
  expect(await slept).toBe(false)
})

test('news ends a sleep, also one without an end, and leaves no timer behind', async () => {
  const { clock, rest } = openRest()
  for (const ms of [5 * second, null]) {
    const slept = rest.sleep(ms)
    clock.pass(second)
    expect(await stateOf(slept)).toBe('pending')
    rest.rouse()
    expect(await slept).toBe(true)
  }
  expect(clock.pending).toBe(0)
})

test('news does not shorten a back-off, however much of it comes; a nudge does', async () => {
  const { clock, rest } = openRest()
  const whole = rest.backOff(60 * second)
  for (let passed = 0; passed < 59; passed += 1) {
    rest.rouse()
    clock.pass(second)
  }
  expect(await stateOf(whole)).toBe('pending')
  clock.pass(second)
  expect(await whole).toBe(false)
  const cutShort = rest.backOff(60 * second)
  rest.nudge()
  expect(await cutShort).toBe(true)
  expect(clock.pending).toBe(0)
})

test('what comes while nobody rests is not remembered', async () => {
  const { rest } = openRest()
  rest.rouse()
  rest.nudge()
  expect(await stateOf(rest.sleep(second))).toBe('pending')
  expect(await stateOf(rest.backOff(second))).toBe('pending')
})

test('a nudge wakes who sleeps, too', async () => {
  const { rest } = openRest()
  const slept = rest.sleep(null)
  rest.nudge()
  expect(await slept).toBe(true)
})

test('at the end whoever rests is woken, and rests no more', async () => {
  for (const kind of ['sleep', 'backOff'] as const) {
    const { clock, rest } = openRest()
    let rounds = 0
    const loop = async () => {
      while (!rest.signal.aborted) {
        rounds += 1
        await rest[kind](60 * second)
      }
      await rest[kind](60 * second)
    }
    await rest.end(loop())
    expect(rounds).toBe(1)
    expect(clock.pending).toBe(0)
  }
})

test('what is under way at the end has two seconds, and is cut off then', async () => {
  const { clock, rest } = openRest()
  const work = rest.unlessCut(new Promise<never>(() => {}))
  const ended = rest.end(work.catch(() => {}))
  clock.pass(2 * second - 1)
  expect(await stateOf(work)).toBe('pending')
  clock.pass(1)
  expect(await stateOf(work)).toBe('the program stops')
  await ended
})

test('what comes to something in time is not cut off, and nobody waits for the rest of the goodbye', async () => {
  const { clock, rest } = openRest()
  const done = Promise.withResolvers<string>()
  const work = rest.unlessCut(done.promise)
  const ended = rest.end(work)
  clock.pass(second)
  done.resolve('heard')
  expect(await work).toBe('heard')
  await ended
  expect(clock.pending).toBe(0)
})

test('work that fails says so itself', async () => {
  const { rest } = openRest()
  await expect(rest.unlessCut(Promise.reject(new Error('it is away')))).rejects.toThrow('it is away')
})
