import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PlatformReading, PlatformRequest } from '../../main/sources/platform/platform.ts'
import { platforms } from '../../main/sources/platforms.ts'
import { readChange } from '../../shared/domain/order-change.ts'
import {
  elemeWire,
  koubeiWire,
  meituanCallback,
  meituanWire,
  platformSecrets,
  type Wire,
  wechatWire,
} from '../support/platform-messages.ts'
import { openPlatformShop } from '../support/platform-shop.ts'
import { fuzz, mutated, patience, readCorpus } from './mutation.ts'
import { expectQuietEnd, expectReadable } from './standing.ts'

// Platforms' messages that nobody meant well. What the signature does not cover must be refused; what it covers, because
// the sender's own program is broken, must end in an order, a word about one, or an issue, and never in the log.

const hostile = [
  ...['{', '}', '[', ']', ',', ':', '"', '\\"', '\\', 'null', 'true', '1e999', '-0', '""', '[]', '{}', '\\u0000'],
  ...['"quantity":0,', '"quantity":-1,', '"price":"1e9",', '"daySn":1e9,', '"groups":null,', '"__proto__":{"x":1},'],
  ...['9007199254740993', '"updateTime":1e300,', '"at":', '%', '%25', '+', '&', '=', '催菜', '13812345678'],
  ...[Uint8Array.of(0xff), Uint8Array.of(0xed, 0xa0, 0x80), Uint8Array.of(0x1b, 0x40)],
]
const keys = {
  eleme: { channel: 'eleme', secrets: ['the secret of the app'], callbacks: [], terms: 'prepaid' },
  meituan: { channel: 'meituan', secrets: ['x'], callbacks: [meituanCallback], terms: 'prepaid' },
  koubei: { channel: 'koubei', secrets: ['x'], callbacks: [], terms: 'prepaid' },
  wechat: { channel: 'wechat-mini', secrets: ['x'], callbacks: [], terms: 'prepaid' },
} as const

test.each(['eleme', 'meituan', 'koubei', 'wechat'] as const)(
  '%s: damaged on the way it is refused, whatever is damaged',
  { timeout: patience },
  name => {
    fc.assert(
      fc.property(mutated(readCorpus(name), hostile), fc.string(), (body, authorization) => {
        const request: PlatformRequest = { contentType: undefined, headers: { authorization }, body }
        expect(['forged', 'probe']).toContain(platforms[name].read(request, keys[name]).is)
      }),
      fuzz(150),
    )
  },
)

/** Any value that JSON has, where another one is expected. */
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    ...[null, '', '0', '-1', 1e21, -0.5, 'NaN', '1e999', [], {}, [null], [{}], [[]], '[{', '{"a":1}', true],
  ),
  fc.constantFrom('2026-11-22T07:01:02', '9999-99-99 00:00:00', '2088102146225135', '13812345678', 'x'.repeat(11_000)),
)
const fieldsOf = (...names: string[]) => fc.dictionary(fc.constantFrom(...names), anything, { maxKeys: 4 })
const elemeFields = fieldsOf(
  ...['id', 'createdAt', 'activeAt', 'deliverTime', 'book', 'groups', 'daySn', 'status', 'totalPrice', 'hongbao'],
  ...['orderActivities', 'phoneList', 'packageFee', 'shopPart', 'elemePart', 'invoice', 'invoiced', 'description'],
  ...['orderId', 'updateTime', 'goodsList', 'refundType', 'remindId'],
)
const meituanFields = fieldsOf(
  ...['order_id', 'ctime', 'utime', 'detail', 'extras', 'day_seq', 'status', 'total', 'original_price', 'pay_type'],
  ...['recipient_phone', 'caution', 'delivery_time', 'poi_receive_detail', 'food', 'money', 'notify_type', 'timestamp'],
)
const koubeiFields = fieldsOf(
  ...['order_id', 'order_time', 'dish_details', 'take_no', 'take_style', 'pay_amount', 'people_num', 'ext_info'],
  ...['bill_amount', 'user_mobile', 'user_id', 'memo', 'table_time', 'order_status'],
)
const wechatFields = fieldsOf(
  ...['out_order_no', 'action_time', 'dish_list', 'status', 'total_amount', 'user_amount', 'discount_amount'],
  ...['people_count', 'out_table_no', 'openid', 'pay_time', 'transaction_id'],
)
const texts = (given: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(given).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
const signed: fc.Arbitrary<{ source: string; wire: Wire }> = fc.oneof(
  fc
    .tuple(fc.constantFrom('order', 'downgraded', 'cancelled', 'part-refund', 'reminder'), elemeFields)
    .map(([name, over]) => ({ source: 'ele', wire: elemeWire(name, over) })),
  fc
    .tuple(fc.constantFrom('order', 'least', 'cancelled', 'part-refund', 'reminder'), meituanFields)
    .map(([name, over]) => ({ source: 'mt', wire: meituanWire(name, texts(over)) })),
  fc
    .tuple(fc.constantFrom('order', 'booked'), koubeiFields)
    .map(([name, over]) => ({ source: 'kb', wire: koubeiWire(name, over) })),
  fc
    .tuple(fc.constantFrom('paid', 'placed'), wechatFields)
    .map(([name, over]) => ({ source: 'wx', wire: wechatWire(name, over) })),
)

test('signed nonsense: an answer, and the engine stands', { timeout: patience }, async () => {
  const shop = await openPlatformShop()
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(signed, async ({ source, wire: { headers, body } }) => {
      const request = { contentType: headers['content-type'], headers, body: Buffer.from(body) }
      const answer = await shop.engine.platforms.take(source, request)
      expect(['ok', 'unknown-order']).toContain(answer.result)
      seen.add(answer.result)
    }),
    fuzz(200),
  )
  expect([...seen].sort()).toEqual(['ok', 'unknown-order'])
  await expectReadable(shop, ['jobs', 'quarantine', 'conflicts', 'alarms', 'suspicious'])
  await expectQuietEnd(shop)
})

const { ele, mt, kb, wx } = platformSecrets()
const openKeys = {
  ele: { secrets: ele.secret },
  mt: { secrets: [mt.secret] },
  kb: { secrets: [kb.publicKey] },
  wx: { secrets: [wx.publicKey] },
}

test('what a platform says of an order can be put into any order', { timeout: patience }, () => {
  const types: PlatformReading['is'][] = []
  fc.assert(
    fc.property(signed, ({ wire: { headers, body }, source }) => {
      const name = ({ ele: 'eleme', mt: 'meituan', kb: 'koubei', wx: 'wechat' } as const)[source as 'ele']
      const request = { contentType: headers['content-type'], headers, body: Buffer.from(body) }
      const reading = platforms[name].read(request, { ...keys[name], ...openKeys[source as 'ele'] })
      types.push(reading.is)
      if (reading.is !== 'message' || reading.message.kind !== 'change') return
      // It is written to the journal as it is; it has to be read back.
      expect(readChange(JSON.parse(JSON.stringify(reading.message.change)))).not.toBeNull()
    }),
    fuzz(200),
  )
  expect(types).toContain('message')
  expect(types).not.toContain('forged')
})
