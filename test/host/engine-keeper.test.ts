import { expect, test } from 'vitest'
import {
  createEngineKeeper,
  type EngineKeeper,
  type EngineNews,
  type EngineState,
} from '../../main/host/electron/engine-keeper.ts'
import { createHandClock } from '../support/hand-clock.ts'

const at = { url: 'http://127.0.0.1:8760', token: 't' }

function bench() {
  const clock = createHandClock()
  const states: EngineState[] = []
  const lives: { news: EngineNews; asked: string[] }[] = []
  let failsToFork = false
  const keeper: EngineKeeper = createEngineKeeper({
    start(news) {
      if (failsToFork) throw new Error('no memory')
      const asked: string[] = []
      lives.push({ news, asked })
      return { stop: () => void asked.push('stop'), kill: () => void asked.push('kill') }
    },
    clock,
    onState: state => void states.push(state),
  })
  const life = () => {
    const last = lives.at(-1)
    if (last === undefined) throw new Error('no life yet')
    return last
  }
  const failToFork = (yes: boolean) => {
    failsToFork = yes
  }
  return { clock, states, lives, life, keeper, failToFork }
}

test('an engine that dies runs again in less than five seconds, and the window hears of each step', () => {
  const { clock, states, lives, life } = bench()
  life().news.ready(at)
  life().news.exited()
  expect(lives).toHaveLength(1)
  clock.pass(4_999)
  expect(lives).toHaveLength(2)
  life().news.ready(at)
  expect(states.map(({ kind }) => kind)).toEqual(['starting', 'running', 'down', 'starting', 'running'])
})

test('a crash loop is slowed down, stays under five seconds and is never given up', () => {
  const { clock, states, lives, life } = bench()
  for (let n = 0; n < 200; n++) {
    life().news.exited()
    clock.pass(4_999)
  }
  expect(lives).toHaveLength(201)
  const waits = states.flatMap(state => (state.kind === 'down' ? [state.againInMs] : []))
  expect(waits.slice(0, 6)).toEqual([200, 500, 1_000, 2_000, 4_500, 4_500])
})

test('becoming ready for a moment is no proof of health; a minute is', () => {
  const { clock, states, life } = bench()
  for (let n = 0; n < 3; n++) {
    life().news.ready(at)
    life().news.exited()
    clock.pass(4_999)
  }
  life().news.ready(at)
  clock.pass(60_000)
  life().news.exited()
  const failures = states.flatMap(state => (state.kind === 'down' ? [state.failures] : []))
  expect(failures).toEqual([1, 2, 3, 1])
})

test('the line it leaves with is told once, with that death only', () => {
  const { clock, states, life } = bench()
  life().news.failed('port 8760 is in use')
  life().news.exited()
  clock.pass(4_999)
  life().news.exited()
  const reasons = states.flatMap(state => (state.kind === 'down' ? [state.why] : []))
  expect(reasons).toEqual(['port 8760 is in use', null])
})

test('a process that cannot even be made counts as one that died', () => {
  const { clock, states, lives, life, failToFork } = bench()
  failToFork(true)
  life().news.exited()
  clock.pass(10_000)
  expect(states.at(-1)).toMatchObject({ kind: 'down', why: 'no memory' })
  failToFork(false)
  clock.pass(4_999)
  expect(lives).toHaveLength(2)
})

test('news of a life that is over changes nothing', () => {
  const { clock, lives, life, keeper } = bench()
  const first = life()
  first.news.exited()
  clock.pass(200)
  first.news.ready(at)
  first.news.exited()
  expect(keeper.state.kind).toBe('starting')
  clock.pass(60_000)
  expect(lives).toHaveLength(2)
})

test('stopping lets it drain, and ends when it is gone', async () => {
  const { clock, life, lives, keeper } = bench()
  life().news.ready(at)
  const stopped = keeper.stop()
  expect(life().asked).toEqual(['stop'])
  clock.pass(10_000)
  expect(life().asked).toEqual(['stop'])
  life().news.exited()
  await stopped
  await keeper.stop()
  clock.pass(60_000)
  expect(lives).toHaveLength(1)
  expect(keeper.state.kind).toBe('stopped')
  expect(clock.pending).toBe(0)
})

test('one that is stuck is killed after its ten seconds to drain', async () => {
  const { clock, life, keeper } = bench()
  const stopped = keeper.stop()
  clock.pass(12_000)
  expect(life().asked).toEqual(['stop', 'kill'])
  life().news.exited()
  await stopped
})

test('stopping while it is down ends at once and cancels the next start', async () => {
  const { clock, life, lives, keeper } = bench()
  life().news.exited()
  await keeper.stop()
  clock.pass(60_000)
  expect(lives).toHaveLength(1)
})
