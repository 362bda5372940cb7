import { backOffMs } from '../back-off.ts'
import { reasonOf } from '../reason.ts'
import { createRest } from '../rest.ts'
import { EventRefused, type Source, type SourceDeps, type SourceEvent, type Taken } from '../source.ts'
import { callPull, getPage, type PullSettings } from './pull-page.ts'

// contract §6: pages of orders (pull-page.ts), and POST {url}/events with an array of events.

export type PullDeps = Omit<SourceDeps, 'take'> & {
  /** where the last page ended; null: nothing was pulled yet */
  cursor(): string | null
  /** A page and its cursor, in one transaction. */
  takePage(orders: readonly Uint8Array[], cursor: string): Promise<Taken>
  /** There is nothing behind the last page just now. */
  onEnd(): void
}

const restMs = 5_000
const longestBackOffMs = 60_000

export function createPullSource(settings: PullSettings, deps: PullDeps): Source {
  const rest = createRest(deps)
  let running: Promise<void> = Promise.resolve()

  async function run(): Promise<void> {
    let failures = 0
    while (!rest.signal.aborted) {
      try {
        const more = await pullOnce()
        failures = 0
        deps.onState({ state: 'open' })
        if (!more) await rest.sleep(restMs)
      } catch (error) {
        if (rest.signal.aborted) return
        deps.onState({ state: 'failing', detail: reasonOf(error) })
        await rest.backOff(backOffMs(failures, longestBackOffMs, deps.random))
        failures += 1
      }
    }
  }

  /** One page; true where another one waits behind it. */
  async function pullOnce(): Promise<boolean> {
    const before = deps.cursor()
    const page = await getPage(settings, before ?? '', rest.signal)
    if (page.orders.length === 0 && !page.more) deps.onEnd()
    if (page.orders.length === 0 && page.cursor === before) return false
    if ((await deps.takePage(page.orders, page.cursor)) === 'later')
      throw new Error('the disk refused a page of orders')
    // A source that says "more" and does not move would be asked without end.
    return page.more && page.cursor !== before
  }

  return {
    start() {
      running = run()
    },
    async deliver(events: readonly SourceEvent[]) {
      const init = {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
        body: JSON.stringify(events),
      }
      const response = await callPull(settings, '/events', init, rest.signal)
      await response.body?.cancel()
      if (response.ok) return
      const error = `the source answers ${response.status}`
      throw isRefusal(response.status) ? new EventRefused(error) : new Error(error)
    },
    stop: () => rest.end(running),
  }
}

/** What is wrong with the event itself; a wrong token, address or too many requests is not. */
function isRefusal(status: number): boolean {
  return status === 400 || status === 409 || status === 413 || status === 422
}
