import type { OrderChangeNote } from '../../../shared/domain/order-change.ts'
import { sizeInFen } from '../platform/amounts.ts'
import { beijingTimeOf } from '../platform/beijing-time.ts'
import { type Fields, fieldsOf, listOf, numberOf, parseInner, textOf, without } from '../platform/fields.ts'
import type { Platform, PlatformKeys, PlatformMessage, PlatformReading } from '../platform/platform.ts'
import { platformRevision } from '../platform/platform-revision.ts'
import { wireMembers } from '../wire-members.ts'
import { elemeOrder } from './eleme-order.ts'
import { isSignedByEleme } from './eleme-signature.ts'

// 饿了么 message push: POST of an OMessage as JSON, whose `message` is JSON in a text. Message types from the platform's
// callback table; those not named here are heard and answered, and mean nothing to a kitchen: 12 accepted, 18 done, 51–76
// the rider's way, 91–105 the shop's own account.

const orderMade = 10
const calledOff = [14, 15, 17]
/** asked for by the customer, or brought before the platform's judges */
const refundAsked = [20, 24, 30, 34]
/** 23, 25: the order is cancelled; 33, 35: after it was done */
const cancelAgreed = [23, 25]
const refundAgreed = [33, 35]
const reminder = 45

export const eleme: Platform = {
  takes: ['application/json'],
  ok: { status: 200, contentType: 'application/json; charset=utf-8', body: '{"message":"ok"}' },
  secret: 'secret',
  isSecret: text => text.trim() !== '',
  read({ body }, keys) {
    const text = new TextDecoder().decode(body)
    const members = wireMembers(text)
    if (members === null) return { is: 'forged', message: 'it is no message of the platform' }
    if (!isSignedByEleme(members, keys.secrets)) return { is: 'forged', message: 'no signature matches' }
    const envelope = parseInner(text)
    if (envelope === null) return { is: 'unread', issues: [{ path: '', message: 'is not JSON' }], original: text }
    return readMessage(fieldsOf(envelope), keys)
  },
}

function readMessage(envelope: Fields, { channel }: PlatformKeys): PlatformReading {
  const type = numberOf(envelope.type)
  const inner = fieldsOf(parseInner(envelope.message))
  const base = { id: textOf(envelope.requestId), original: originalOf(envelope, inner) }
  const orderId = textOf(inner.orderId) ?? textOf(inner.id)
  const unread = (path: string, message: string): PlatformReading => ({
    is: 'unread',
    issues: [{ path, message }],
    original: base.original,
  })
  const message = (one: PlatformMessage): PlatformReading => ({ is: 'message', message: one })
  if (type === orderMade) {
    const order = elemeOrder(inner, channel)
    return order === null ? unread('message', 'is no order') : message({ ...base, kind: 'order', order })
  }
  const change = changeOf(type, inner, orderId, channel)
  if (change !== null) return message({ ...base, kind: 'change', change })
  if (orderId !== null && type !== null && refundAsked.includes(type)) {
    return message({ ...base, kind: 'refund-asked', orderId, reason: textOf(inner.reason) })
  }
  if (type === reminder && orderId !== null) {
    const rushId = textOf(inner.remindId) ?? textOf(inner.updateTime)
    return rushId === null
      ? unread('message.remindId', 'is missing')
      : message({ ...base, kind: 'rush', orderId, rushId })
  }
  const named = [...calledOff, ...refundAsked, ...cancelAgreed, ...refundAgreed, reminder]
  if (type === null || named.includes(type)) return unread('message.orderId', 'is missing')
  return message({ ...base, kind: 'told' })
}

function changeOf(
  type: number | null,
  inner: Fields,
  orderId: string | null,
  channel: PlatformKeys['channel'],
): OrderChangeNote | null {
  if (type === null || orderId === null) return null
  const seconds = numberOf(inner.updateTime)
  const base = { orderId, channel, at: seconds === null ? null : beijingTimeOf(seconds) }
  const end = { ...base, revision: platformRevision(seconds, 'end'), refund: null }
  if (calledOff.includes(type)) return { ...end, status: 'cancelled' }
  const agreed = cancelAgreed.includes(type) || refundAgreed.includes(type)
  if (!agreed) return null
  // ORefundType: `part`, or all of it.
  if (!/part/i.test(textOf(inner.refundType) ?? '')) {
    return { ...end, status: cancelAgreed.includes(type) ? 'cancelled' : 'refunded' }
  }
  return {
    ...base,
    revision: platformRevision(seconds, 'refund'),
    status: null,
    refund: {
      refundNo: textOf(inner.refundId) ?? `${orderId}-${seconds ?? 'part'}`,
      amount: sizeInFen(inner.totalPrice),
      at: base.at,
      goods: listOf(inner.goodsList).map(fieldsOf).map(refundedGood),
    },
  }
}

function refundedGood(good: Fields) {
  const aliases = [good.extendCode, good.skuId, good.id, good.vfoodId, good.name].map(textOf)
  return {
    name: textOf(good.name),
    aliases: aliases.filter(one => one !== null).filter(one => one !== '-1' && one !== '0'),
    quantity: numberOf(good.quantity) ?? 0,
  }
}

/** As it came, its inner text parsed; without the signature, the house's coordinates and whose name an invoice bears. */
function originalOf(envelope: Fields, inner: Fields): unknown {
  return { ...without(envelope, 'signature'), message: without(inner, 'deliveryGeo', 'invoice') }
}
