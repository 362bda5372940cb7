import type { Logger } from 'pino'
import { maskOrder, maskPhones } from '../../../shared/domain/masking.ts'
import type { AlipaySettings } from '../../../shared/domain/source-settings.ts'
import type { AlipayMessage } from '../../sources/alipay/message-source.ts'
import { orderInMessage, orderNameIn } from '../../sources/alipay/mini-order.ts'
import type { Taken } from '../../sources/source.ts'
import { type Db, isDiskRefusal, transact } from '../../store/database.ts'
import { hasNotice, rememberNotice } from '../../store/platform-notices.ts'
import type { AlarmBook } from '../alarm-book.ts'
import type { Intake } from '../intake/intake.ts'
import { readSubmission } from '../intake/submission.ts'

// Messages say that something changed. Where the mini-program sends the order along, it is taken in at once; else Alipay is
// asked for it. What this version does not know is kept as it came, for a person, and acknowledged: it would only come again.

const orderTopics = ['alipay.open.mini.order.changed', 'alipay.open.mini.order.info.changed']
/** Known, and nothing follows from them: the bill has what they tell. */
const quietTopics = ['alipay.open.mini.order.settle.notify', 'alipay.fund.trans.order.changed', 'open_app_auth_notify']

export function createMessageDesk(deps: {
  settings: AlipaySettings
  db: Db
  intake: Intake
  alarms: AlarmBook
  now: () => number
  wake: () => void
  log: Logger
}): (message: AlipayMessage) => Promise<Taken> {
  const { settings, db, alarms, now } = deps
  const source = settings.id

  return async message => {
    try {
      return await take(message)
    } catch (error) {
      if (isDiskRefusal(error)) throw error
      // Unacknowledged it would come again and again, and hold up what stands behind it.
      deps.log.error(
        { err: error, source, topic: message.topic },
        'a message could not be taken, and is kept as it came',
      )
      if (orderTopics.includes(message.topic)) return submit(message, Buffer.from(message.data))
      keepAside(message, maskPhones(message.data))
      return 'taken'
    }
  }

  async function take(message: AlipayMessage): Promise<Taken> {
    const { msgId, topic, content } = message
    if (hasNotice(db, source, 'message', msgId)) return 'taken'
    const order = orderTopics.includes(topic) ? orderInMessage(content) : null
    if (order !== null) return submit(message, Buffer.from(JSON.stringify(order)))
    const name = orderTopics.includes(topic) ? orderNameIn(content) : null
    // It is about an order, and does not say which: quarantined, so that a person looks at once.
    if (name === null && orderTopics.includes(topic)) return submit(message, Buffer.from(message.data))
    if (name === null && !quietTopics.includes(topic)) {
      keepAside(message, keptBody(message))
      return 'taken'
    }
    if (name === null) {
      transact(db, () => remember(message, 'taken', keptBody(message)))
      return 'taken'
    }
    const { result } = await deps.intake.takeNamed({ source, at: now(), msgId, topic, name }, keptBody(message))
    if (result !== 'asked') return 'later'
    deps.wake()
    return 'taken'
  }

  /** The intake's verdict, whatever it is, is on disk. */
  async function submit(message: AlipayMessage, body: Uint8Array): Promise<Taken> {
    const webhookId = `alipay ${message.msgId}`
    const submission = readSubmission({ sourceId: source, webhookId, receivedAt: now(), body })
    const { result } = await deps.intake.take(settings, submission)
    if (result === 'busy' || result === 'not-durable') return 'later'
    transact(db, () => remember(message, 'taken', '{}'))
    return 'taken'
  }

  function keepAside(message: AlipayMessage, body: string): void {
    transact(db, () => {
      remember(message, 'kept', body)
      alarms.count('message-unknown', source, { source, topic: message.topic.replace(/[^\w.-]/g, '') || '?' })
    })
  }

  function remember({ msgId, topic }: AlipayMessage, state: 'taken' | 'kept', body: string): void {
    rememberNotice(db, { source, kind: 'message', notice_id: msgId, topic, body, state, received_at: now() })
  }
}

function keptBody({ content, data }: AlipayMessage): string {
  try {
    return JSON.stringify(maskOrder(content, { unread: true }) ?? null)
  } catch {
    // It nests deeper than can be written again.
    return maskPhones(data)
  }
}
