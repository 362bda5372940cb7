import type { Topic } from '../../shared/domain/views/shop-views.ts'

/** The engine has listeners of its own, whom no alarm reaches. */
export type Listener = 'screen' | 'engine'

/** "Look again": rings after commits. It carries no state, so a listener that is late or was away misses nothing. */
export type Bell = {
  ring(...topics: Topic[]): void
  /** Topics since the last turn, gathered, until the signal fires. */
  listen(signal: AbortSignal, who: Listener): AsyncGenerator<Topic[]>
  /** how many screens are open */
  readonly screens: number
}

export function createBell(): Bell {
  const listeners = new Set<(topics: readonly Topic[]) => void>()
  let screens = 0
  return {
    ring(...topics) {
      for (const listener of listeners) listener(topics)
    },
    get screens() {
      return screens
    },
    async *listen(signal, who) {
      const pending = new Set<Topic>()
      let wake: () => void = () => {}
      const listener = (topics: readonly Topic[]) => {
        for (const topic of topics) pending.add(topic)
        wake()
      }
      const stop = () => wake()
      listeners.add(listener)
      if (who === 'screen') screens += 1
      signal.addEventListener('abort', stop)
      try {
        while (!signal.aborted) {
          if (pending.size === 0) {
            await new Promise<void>(resolve => {
              wake = resolve
              if (signal.aborted) resolve()
            })
            continue
          }
          const topics = [...pending]
          pending.clear()
          yield topics
        }
      } finally {
        listeners.delete(listener)
        if (who === 'screen') screens -= 1
        signal.removeEventListener('abort', stop)
      }
    },
  }
}
