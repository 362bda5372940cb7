import type { PushAnswer } from '../../../main/engine/push-desk.ts'
import { signWebhook } from '../../../main/sources/push/webhook-signature.ts'
import { sql } from '../../../main/store/database.ts'
import { isOff, orderBody, type SimContent, type SimOrder } from './sim-order.ts'
import { pushKey, type SimShop } from './sim-shop.ts'
import type { Tally } from './tally.ts'

// The mini-program's cloud: it sends every word until it is answered, as Standard Webhooks say, with the same id.

export type Push = {
  id: string
  source: string
  body: Uint8Array
  /** what it says; null: nonsense, a forgery, or a contradiction that is to be kept aside */
  says: { order: SimOrder; content: SimContent; revision: number } | null
  wants: PushAnswer['result'][]
  /** headers as an impostor makes them */
  forged?: 'signature' | 'timestamp'
  answer: PushAnswer | null
}

export type OrderSource = {
  send(push: Push): void
  sendContent(order: SimOrder, content: SimContent, revision: number, id?: string): void
  /** A person has acknowledged an alarm. */
  acked(): void
  /** everything has its answer */
  readonly isQuiet: boolean
  readonly pushes: readonly Push[]
}

const patienceMs = 6_000
const againMs = 1_500

export function createOrderSource(shop: SimShop, tally: Tally, fail: (what: string) => void): OrderSource {
  const pushes: Push[] = []
  /** a source that counts no revisions sends an order's next word only when the one before is answered */
  const lines = new Map<SimOrder, Push[]>()
  let ackedAt = Number.NEGATIVE_INFINITY

  function deliver(push: Push): void {
    if (push.answer !== null) return
    const { run } = shop
    tally.add('pushes')
    if (run === null) {
      shop.life.after(againMs, () => deliver(push))
      return
    }
    const cancel = shop.life.after(patienceMs, () => deliver(push))
    run.engine.push.take(push.source, headersOf(push), push.body).then(answer => {
      // The word of an engine that died before it was heard is no word.
      if (shop.run !== run) return
      cancel()
      if (push.answer === null) hear(push, answer)
    }, fail)
  }

  function headersOf({ id, body, forged }: Push): Record<string, string> {
    const at = Math.floor(shop.clock.realNow / 1000) - (forged === 'timestamp' ? 900 : 0)
    const key = forged === 'signature' ? Buffer.from('somebody else, and not the shop!') : pushKey
    return {
      'webhook-id': id,
      'webhook-timestamp': String(at),
      'webhook-signature': signWebhook(key, id, at, body),
    }
  }

  function hear(push: Push, answer: PushAnswer): void {
    tally.add(`answers: ${answer.result}`)
    const tryAgain = answer.result === 'not-durable' || answer.result === 'busy'
    const wrongClock = answer.result === 'refused' && push.forged === undefined && answer.code === 'timestamp'
    if (tryAgain || wrongClock) {
      // Refused at the last moment of a full disk, with the alarm: both are heard of in the moment that ended it.
      const over = answer.result === 'busy' || shop.disk.healedAt === shop.clock.elapsed
      requireAlarm(wrongClock ? ['source-clock'] : ['not-durable', 'disk-full'], over)
      shop.life.after(againMs, () => deliver(push))
      return
    }
    push.answer = answer
    const keptAside = answer.result === 'conflict' && push.says?.order.contradicted === true
    if (!keptAside && !push.wants.includes(answer.result)) fail(`${push.id} was answered ${JSON.stringify(answer)}`)
    if (answer.result === 'invalid') requireAlarm(['order-invalid'])
    if (answer.result === 'conflict') requireAlarm(['order-conflict'])
    if (answer.result === 'refused') {
      requireAlarm([answer.code === 'signature' ? 'source-signature' : 'source-clock'])
    }
    if (answer.result === 'accepted' || answer.result === 'duplicate') learn(push, answer.revision)
    sendNext(push)
  }

  /** It was said to be known: then it is on disk, in both places. */
  function learn(push: Push, revision: number): void {
    if (push.says === null) return
    const { order, content } = push.says
    const row = sql<{ revision: number }>(
      shop.db,
      `select r.revision from revisions r join orders o on o.id = r.order_row
       where o.source = ? and o.order_id = ? and r.revision = ?`,
    ).get(order.source, order.orderId, revision)
    if (row === undefined) fail(`${order.orderId} revision ${revision} was accepted and is not in the database`)
    if (!shop.disk.journal.some(entry => entry.body.includes(`"${order.orderId}"`))) {
      fail(`${order.orderId} was accepted and is not in the journal`)
    }
    // One that was too late the first time is a duplicate the second, of what was known then.
    if (order.taken.has(revision) || (order.counted && revision !== push.says.revision)) return
    order.taken.set(revision, content)
    if (isOff(content) && revision === Math.max(...order.taken.keys())) order.calledOffAt ??= shop.clock.elapsed
  }

  /** Refusals are counted once a second: one that was just acknowledged may rest that long. */
  function requireAlarm(codes: readonly string[], excused = false): void {
    if (shop.clock.elapsed - ackedAt < 1_100) return
    const standing = shop.desk()?.alarms()
    if (standing === undefined) return
    if (!excused && !standing.some(alarm => codes.includes(alarm.code))) fail(`no alarm ${codes.join(' or ')} stands`)
  }

  function sendNext(push: Push): void {
    const order = push.says?.order
    const line = order === undefined ? undefined : lines.get(order)
    if (line?.[0] !== push) return
    line.shift()
    if (line[0] !== undefined) deliver(line[0])
  }

  function send(push: Push): void {
    pushes.push(push)
    const order = push.says?.order
    if (order === undefined || order.counted) {
      deliver(push)
      return
    }
    const line = lines.get(order) ?? []
    lines.set(order, line)
    line.push(push)
    if (line.length === 1) deliver(push)
  }

  return {
    send,
    sendContent(order, content, revision, id) {
      const body = Buffer.from(JSON.stringify(orderBody(order, content, revision)))
      send({
        id: id ?? `m${pushes.length}`,
        source: order.source,
        body,
        says: { order, content, revision },
        wants: ['accepted', 'duplicate', 'stale'],
        answer: null,
      })
    },
    acked() {
      ackedAt = shop.clock.elapsed
    },
    get isQuiet() {
      return pushes.every(push => push.answer !== null)
    },
    pushes,
  }
}
