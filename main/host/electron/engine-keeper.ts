import type { Clock } from '../../engine/clock.ts'

// Keeps an engine running, whatever ends it. Knows no Electron: `start` makes the process, the clock is passed in.
//
//   starting ──ready──► running ──exit──► down ──back-off──► starting …      any ──stop()──► stopping ──exit──► stopped

export type EngineState =
  | { kind: 'starting' }
  | { kind: 'running'; url: string; token: string }
  /** `why`: its own last word, where it had one; `failures`: starts in a row that did not last */
  | { kind: 'down'; why: string | null; failures: number; againInMs: number }
  | { kind: 'stopping' }
  | { kind: 'stopped' }

/** One life of the engine. */
export type EngineLife = {
  /** Asks it to drain and end. */
  stop(): void
  kill(): void
}

/** What a life reports; `exited` comes once and last. */
export type EngineNews = {
  ready(at: { url: string; token: string }): void
  /** the line for a person that it leaves with (contract §1, exit codes 2 to 5) */
  failed(line: string): void
  exited(): void
}

export type EngineKeeper = {
  readonly state: EngineState
  /** Drains and ends it, and never starts it again. Resolves when it is gone. */
  stop(): Promise<void>
}

export type EngineKeeperOptions = {
  start(news: EngineNews): EngineLife
  clock: Pick<Clock, 'elapsed' | 'after'>
  onState(state: EngineState): void
}

/** A crash in the rush is over before anybody looks; one that repeats must not eat the computer. Never 5 s or more. */
const backOffMs = [200, 500, 1_000, 2_000, 4_500]
/** Who ran so long was well: the next crash is a first one again. */
const wellAfterMs = 60_000
/** Contract §1: the engine drains for at most 10 s; one that is not gone then is stuck. */
const killAfterMs = 12_000

export function createEngineKeeper({ start, clock, onState }: EngineKeeperOptions): EngineKeeper {
  let state: EngineState = { kind: 'starting' }
  let life: EngineLife | null = null
  let failures = 0
  let startedAt = 0
  let cancel = () => {}
  const gone = Promise.withResolvers<void>()

  function enter(next: EngineState): void {
    state = next
    onState(next)
  }

  function begin(): void {
    enter({ kind: 'starting' })
    startedAt = clock.elapsed()
    let why: string | null = null
    let over = false
    const exited = () => {
      if (over) return
      over = true
      life = null
      if (state.kind === 'stopping') end()
      else restart(why)
    }
    try {
      life = start({
        ready(at) {
          if (!over && state.kind === 'starting') enter({ kind: 'running', ...at })
        },
        failed(line) {
          why = line
        },
        exited,
      })
    } catch (error) {
      why = error instanceof Error ? error.message : String(error)
      exited()
    }
  }

  function restart(why: string | null): void {
    failures = state.kind === 'running' && clock.elapsed() - startedAt >= wellAfterMs ? 1 : failures + 1
    const againInMs = backOffMs[Math.min(failures, backOffMs.length) - 1] ?? 0
    cancel = clock.after(againInMs, begin)
    enter({ kind: 'down', why, failures, againInMs })
  }

  function end(): void {
    cancel()
    enter({ kind: 'stopped' })
    gone.resolve()
  }

  begin()
  return {
    get state() {
      return state
    },
    async stop() {
      if (state.kind !== 'stopping' && state.kind !== 'stopped') {
        cancel()
        enter({ kind: 'stopping' })
        if (life === null) end()
        else {
          life.stop()
          cancel = clock.after(killAfterMs, () => life?.kill())
        }
      }
      await gone.promise
    },
  }
}
