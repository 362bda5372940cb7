import type { Logger } from 'pino'
import { maskOrder } from '../../../shared/domain/masking.ts'
import { type Answer, type CallKind, isCallKind, judge } from '../../sources/alipay/calls.ts'
import { type Gateway, GatewayError } from '../../sources/alipay/gateway.ts'
import { doubledMs } from '../../sources/back-off.ts'
import { createRest } from '../../sources/rest.ts'
import {
  type CallRow,
  callLoad,
  callLoadOf,
  endCall,
  listOverdueLanes,
  nextCall,
  nextCallAt,
  pullInCalls,
  putOffCall,
  releaseLane,
} from '../../store/calls.ts'
import { type Db, transact } from '../../store/database.ts'
import type { AlarmBook } from '../alarm-book.ts'
import type { Bell } from '../bell.ts'
import type { Clock } from '../clock.ts'
import { lookEvery } from '../look-every.ts'
import type { DiskWatch } from '../recovery/disk-watch.ts'

/**
 * Makes the calls that wait for one Alipay source, one at a time: at least once, those of one order in order, for as long as
 * it takes. Whoever does not answer is left alone for a while, whichever call it was; a call that Alipay does not take steps
 * back behind the others, and after a few refusals in a row waits for a person.
 */
export type Caller = {
  /** There may be something to call. */
  wake(): void
  stop(): Promise<void>
}

/** What is to be written together with a call's end. */
export type Settle = (call: CallRow, kind: CallKind, answer: Answer) => Promise<() => void>

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
/** Of the gateway, and of one call. */
const longestBackOffMs = minute
const longestCallBackOffMs = hour
const mostRefusals = 4
/** So often without any answer, while others get theirs: the call itself is what is wrong. */
const mostTries = 50
/** A bill that is not there after so long does not come. */
const billWithinMs = 3 * 24 * hour
const longestSilenceMs = 5 * minute
const watchMs = second

export function createCaller(deps: {
  source: string
  gateway: Gateway
  settle: Settle
  /** the platform has said no for good; in the transaction that keeps its word */
  onRefused: (call: CallRow, why: string) => void
  /** why it need not be made any more; null: it has to be */
  isMoot: (call: CallRow) => string | null
  /** an order that cannot be read for so long is alarmed */
  alarmAfterMs: number
  db: Db
  clock: Clock
  alarms: AlarmBook
  bell: Bell
  disk: DiskWatch
  log: Logger
}): Caller {
  const { source, db, clock, alarms, disk, log } = deps
  const rest = createRest(clock)
  /** of the gateway, in a row */
  let failures = 0
  const running = run()
  const stopWatching = watch()

  async function run(): Promise<void> {
    while (!rest.signal.aborted) {
      try {
        const now = clock.now()
        pullInCalls(db, source, now + 2 * hour, now)
        // An order that a message names is food that nobody cooks yet.
        const call = nextCall(db, source, now, 'order.query') ?? nextCall(db, source, now)
        if (call === undefined) {
          const at = nextCallAt(db, source)
          await rest.sleep(at === null ? null : Math.max(100, Math.min(at - now, minute)))
        } else await make(call)
      } catch (error) {
        log.warn({ err: error, source }, 'a call could not be made')
        disk.noticed(error)
        await backOff()
      }
    }
  }

  async function make(call: CallRow): Promise<void> {
    const { kind } = call
    const moot = isCallKind(kind) ? deps.isMoot(call) : 'this version knows no such call'
    if (moot !== null || !isCallKind(kind)) {
      finish(call, () => endCall(db, call.id, { state: 'done', at: clock.now(), answer: null, error: moot }))
      return
    }
    let answer: Answer
    try {
      answer = await rest.unlessCut(deps.gateway.call(kind, JSON.parse(call.body)))
      failures = 0
    } catch (error) {
      if (rest.signal.aborted) return
      await unanswered(call, error)
      return
    }
    const judgement = judge(kind, answer)
    const words = keptAnswer(kind, answer)
    if (judgement.verdict === 'refused') {
      refuse(call, words, judgement)
      return
    }
    if (judgement.verdict === 'again') {
      if (kind === 'bill.download' && clock.now() - call.created_at > billWithinMs) {
        finish(call, () =>
          endCall(db, call.id, { state: 'done', at: clock.now(), answer: words, error: judgement.why }),
        )
      } else putOff(call, judgement.why, { waitMs: judgement.afterMs, answer: words, refusals: 0 })
      return
    }
    let write: () => void
    try {
      write = await rest.unlessCut(deps.settle(call, kind, answer))
    } catch (error) {
      if (rest.signal.aborted) return
      putOff(call, reasonOf(error), { waitMs: null, answer: words, refusals: 0 })
      return
    }
    finish(call, () => {
      write()
      endCall(db, call.id, { state: 'done', at: clock.now(), answer: words, error: null })
    })
  }

  function finish(call: CallRow, end: () => void): void {
    transact(db, () => {
      end()
      releaseLane(db, call, clock.now())
    })
    tellPerson()
    deps.bell.ring('outbox')
  }

  async function unanswered(call: CallRow, error: unknown): Promise<void> {
    const why = reasonOf(error)
    if (call.tries + 1 >= mostTries && failures === 0) {
      refuse(call, null, { why, final: true })
      return
    }
    putOff(call, why, { waitMs: null, answer: call.answer, refusals: call.refusals })
    await backOff()
  }

  function putOff(
    call: CallRow,
    error: string,
    { waitMs, answer, refusals }: { waitMs: number | null; answer: string | null; refusals: number },
  ): void {
    const wait = waitMs ?? doubledMs(call.tries, longestCallBackOffMs)
    transact(db, () => putOffCall(db, call, { next_at: clock.now() + wait, error, refusals, answer }))
    log.warn({ source, call: call.id, kind: call.kind, why: error }, 'a call has to be made again')
    tellPerson()
    deps.bell.ring('outbox')
  }

  function refuse(call: CallRow, answer: string | null, { why, final }: { why: string; final: boolean }): void {
    const refusals = call.refusals + 1
    if (!final && refusals < mostRefusals) {
      putOff(call, why, { waitMs: null, answer, refusals })
      return
    }
    finish(call, () => {
      endCall(db, call.id, { state: 'refused', at: clock.now(), answer, error: why })
      alarms.count('call-refused', source, { source, kind: call.kind, detail: why })
      deps.onRefused(call, why)
    })
    log.error({ source, call: call.id, kind: call.kind, why }, 'a call waits for a person: Alipay refuses it')
  }

  function tellPerson(): void {
    const { waiting, oldest } = callLoad(db, source)
    if (isOlder(oldest, longestSilenceMs)) alarms.raise('calls-waiting', source, { source, waiting })
    else alarms.end('calls-waiting', source)
    const orders = callLoadOf(db, source, 'order.query')
    if (isOlder(orders.oldest, deps.alarmAfterMs)) {
      // Not those that have just come: they may be on their way.
      const unread = listOverdueLanes(db, source, 'order.query', clock.now() - deps.alarmAfterMs)
      alarms.gather('orders-unread', source, { source, count: orders.waiting }, unread)
    } else alarms.end('orders-unread', source)
  }

  function isOlder(since: number | null, ms: number): boolean {
    return since !== null && clock.now() - since >= ms
  }

  /** Also while a gateway keeps us waiting for an answer. */
  function watch(): () => void {
    return lookEvery(clock, watchMs, () => {
      try {
        tellPerson()
      } catch (error) {
        disk.noticed(error)
      }
    })
  }

  async function backOff(): Promise<void> {
    const wait = doubledMs(failures, longestBackOffMs)
    failures += 1
    await rest.backOff(wait)
  }

  return {
    wake: rest.rouse,
    async stop() {
      stopWatching()
      // What it may have heard it hears again, under the same key.
      await rest.end(running)
    },
  }
}

/** Lists, addresses of files, and orders with their customers in them are not kept a second time. */
const unkept: readonly CallKind[] = ['order.query', 'bill.sell.query', 'bill.download']

/** Masked, as everything that is written. */
function keptAnswer(kind: CallKind, answer: Answer): string {
  const { code, sub_code } = answer
  const kept = unkept.includes(kind) ? { code, sub_code } : maskOrder(answer, { unread: true })
  return JSON.stringify(kept)
}

/** Without what was sent or came. */
function reasonOf(error: unknown): string {
  return error instanceof GatewayError ? error.message : 'the answer could not be kept'
}
