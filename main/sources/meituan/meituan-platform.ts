import { sizeInFen } from '../platform/amounts.ts'
import { beijingTimeOf } from '../platform/beijing-time.ts'
import { type Fields, fieldsOf, listOf, numberOf, parseInner, textOf, without } from '../platform/fields.ts'
import type { Platform, PlatformKeys, PlatformMessage, PlatformReading } from '../platform/platform.ts'
import { platformRevision } from '../platform/platform-revision.ts'
import { provenParameters, readMeituanForm } from './meituan-form.ts'
import { meituanOrder } from './meituan-order.ts'

// Each kind of message has an address of its own at the ISV; here all of them come to one, and are told apart by what only
// they have: an order its `detail`, a partial refund its `food`, a refund `notify_type`, a cancellation `reason_code`, 催单
// `remind_id`.

export const meituan: Platform = {
  takes: ['application/x-www-form-urlencoded'],
  ok: { status: 200, contentType: 'application/json; charset=utf-8', body: '{"data":"ok"}' },
  secret: 'secret',
  isSecret: text => text.trim() !== '',
  read({ body }, keys) {
    if (body.length === 0) return { is: 'probe' }
    const form = readMeituanForm(body)
    if (form === null) return { is: 'forged', message: 'it is no form' }
    const parameters = provenParameters(form, keys.callbacks, keys.secrets)
    if (parameters === null) {
      return { is: 'forged', message: 'no signature matches: neither the secret nor the address of the callback' }
    }
    return readMessage(Object.fromEntries(parameters), keys)
  },
}

function readMessage(form: Fields, { channel }: PlatformKeys): PlatformReading {
  const orderId = textOf(form.order_id)
  const base = { id: null, original: originalOf(form) }
  const message = (one: PlatformMessage): PlatformReading => ({ is: 'message', message: one })
  const unread = (path: string, what: string): PlatformReading => ({
    is: 'unread',
    issues: [{ path, message: what }],
    original: base.original,
  })
  const speaksOfOrder = 'detail' in form || 'notify_type' in form || 'reason_code' in form || 'remind_id' in form
  if (!speaksOfOrder) return message({ ...base, kind: 'told' })
  if (orderId === null) return unread('order_id', 'is missing')
  if ('detail' in form) {
    const order = meituanOrder(form, channel)
    return order === null ? unread('ctime', 'is no time') : message({ ...base, kind: 'order', order })
  }
  if ('remind_id' in form) {
    const rushId = textOf(form.remind_id)
    return rushId === null ? unread('remind_id', 'is missing') : message({ ...base, kind: 'rush', orderId, rushId })
  }
  const notify = textOf(form.notify_type)
  if (notify === 'apply' || notify === 'part') {
    return message({ ...base, kind: 'refund-asked', orderId, reason: textOf(form.reason) })
  }
  if (notify !== null && notify !== 'agree') return message({ ...base, kind: 'told' })
  return message({ ...base, kind: 'change', change: changeOf(form, orderId, channel) })
}

/** These messages bear no time but that of their sending. */
function changeOf(form: Fields, orderId: string, channel: PlatformKeys['channel']) {
  const seconds = numberOf(form.timestamp)
  const base = { orderId, channel, at: seconds === null ? null : beijingTimeOf(seconds) }
  if ('food' in form) {
    return {
      ...base,
      revision: platformRevision(seconds, 'refund'),
      status: null,
      refund: {
        refundNo: textOf(form.refund_id) ?? `${orderId}-${textOf(form.food) ?? ''}`.slice(0, 200),
        amount: sizeInFen(form.money),
        at: base.at,
        goods: listOf(parseInner(form.food)).map(fieldsOf).map(refundedGood),
      },
    }
  }
  const status = 'notify_type' in form ? ('refunded' as const) : ('cancelled' as const)
  return { ...base, revision: platformRevision(seconds, 'end'), status, refund: null }
}

function refundedGood(food: Fields) {
  const aliases = [food.sku_id, food.app_food_code, food.food_name].map(textOf).filter(one => one !== null)
  return { name: textOf(food.food_name), aliases, quantity: numberOf(food.count) ?? 0 }
}

/** Its inner texts parsed; without the signature, the house's coordinates and whose name an invoice bears. */
function originalOf(form: Fields): unknown {
  const inner = ['detail', 'extras', 'food', 'poi_receive_detail', 'backup_recipient_phone']
  const kept = without(form, 'sig', 'latitude', 'longitude', 'invoice_title')
  return Object.fromEntries(
    Object.entries(kept).map(([key, value]) => [key, inner.includes(key) ? (parseInner(value) ?? value) : value]),
  )
}
