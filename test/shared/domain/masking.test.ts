import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, deepJson } from '../../../shared/domain/canonical-json.ts'
import { maskOrder, maskPhones } from '../../../shared/domain/masking.ts'
import { exampleOrder } from './orders.ts'

test.each<[string, unknown, unknown]>([
  ['phone', '13812345678', '138****5678'],
  ['phone', 13812345678, '138****5678'],
  ['phone', '+86 138 1234 5678', '+86 138****5678'],
  ['phone', '8613812345678', '86138****5678'],
  ['mobile', '138-1234-5678', '138****5678'],
  ['receiverTel', '0571-88881234', '057****1234'],
  ['telNo', '(0571) 88881234', '(057****1234'],
  ['recipientPhone', '13812345678,1234', '138****5678,1234'],
  ['privacyPhone', '13812345678_0021', '138****5678_0021'],
  ['backupPhones', ['13812345678', '13987654321'], ['138****5678', '139****4321']],
  ['phone', { number: '13812345678', country: 86 }, { number: '138****5678', country: 86 }],
  ['contact_phone', '88881234', '****1234'],
  ['PHONE', '123456', '****456'],
  ['联系电话', '１３８１２３４５６７８', '１３８****５６７８'],
  ['phone', '138****5678', '138****5678'],
  ['phone', '', ''],
  ['phone', null, null],
  ['consignee', '王小明', '王*'],
  ['receiverName', '欧阳娜娜', '欧*'],
  ['customer_name', ' Mr Wang', 'M*'],
  ['收货人', '𠮷田', '𠮷*'],
  [
    'customer',
    { id: 'opaque', name: '王小明', memberLevel: 'gold' },
    { id: 'opaque', name: '王*', memberLevel: 'gold' },
  ],
  ['recipient', [{ name: '王小明', address: '杭州市西湖区文三路1号' }], [{ name: '王*', address: '杭州市西湖区***' }]],
  ['user', { nickName: '小明' }, { nickName: '小*' }],
  ['deliveryAddress', '杭州市西湖区古荡街道文三路1号', '杭州市西湖区***'],
  ['address', '5栋1203', '5栋1***'],
  [
    'address',
    { city: '杭州市', detail: '古荡街道文三路1号', name: '王小明' },
    { city: '杭***', detail: '古荡街道文三***', name: '王*' },
  ],
  ['note', '电话13812345678，放门口', '电话138****5678，放门口'],
  ['remark', '打 +86 138-1234-5678', '打 +86 138****5678'],
  ['buyerMemo', '座机0571-88881234', '座机057****1234'],
  ['extras', '{"phone":"13812345678","n":[1]}', '{"phone":"138****5678","n":[1]}'],
  // Platforms nest whole orders as text; inside it the fields count as everywhere else, and nothing else is touched.
  [
    'message',
    '{ "recipientName": "王小明", "recipientAddress": "杭州市西湖区文三路1号", "no": 2026112222001400001, "x": 1.0 }',
    '{ "recipientName": "王*", "recipientAddress": "杭州市西湖区***", "no": 2026112222001400001, "x": 1.0 }',
  ],
  ['detail', '[{"buyer":{"name":"王小明","tel":88881234}}]', '[{"buyer":{"name":"王*","tel":"****1234"}}]'],
  ['code', '{"phone":"13812345678","code":"13812345678"}', '{"phone":"138****5678","code":"13812345678"}'],
  ['customer', '{"name":"王小明","id":"opaque"}', '{"name":"王*","id":"opaque"}'],
  ['raw', '{"a":"{\\"phone\\":\\"13812345678\\"}"}', '{"a":"{\\"phone\\":\\"138****5678\\"}"}'],
  ['raw', '{"\\u0070hone":"1381234\\u0035678"}', '{"\\u0070hone":"138****5678"}'],
  ['raw', '{"phone":"13812345678"', '{"phone":"138****5678"'],
  // Further down in what is somebody's.
  ['customer', { profile: { name: '王小明', tags: ['熟客'] } }, { profile: { name: '王*', tags: ['熟客'] } }],
  ['customer', { baseInfo: { detail: { name: '王小明' } } }, { baseInfo: { detail: { name: '王*' } } }],
  ['user_info', { ext_data: [{ real_name: '王小明' }] }, { ext_data: [{ real_name: '王*' }] }],
  ['buyerNick', '小明同学', '小*'],
  ['riderName', '李四', '李*'],
  ['email', 'wangxiaoming@example.com', 'wangxi***'],
  ['idCardNo', '330106199001011234', '330****1234'],
  // What a customer is called by: only a whole mobile number is one that nobody should read.
  ['pickupNo', '13812345678', '138****5678'],
  ['tableNo', '13812345678', '138****5678'],
])('%s: %j becomes %j', (key, value, masked) => {
  expect(maskOrder({ [key]: value })).toEqual({ [key]: masked })
  expect(maskOrder({ a: [{ [key]: value }] })).toEqual({ a: [{ [key]: masked }] })
})

test.each<[string, unknown]>([
  ['orderId', '13812345678'],
  ['tradeNo', '2026112222001400001'],
  ['outTradeNo', '13812345678'],
  ['mobilePayTradeNo', '2026112222001400001'],
  ['sku', '13812345678'],
  ['code', '13812345678'],
  ['phoneCode', '000086'],
  ['amount', 13812345678],
  ['mobileDiscountAmount', 10000000],
  ['name', '13812345678号套餐'],
  ['items', [{ name: '王小明包子', sku: 'BZ01', quantity: 2 }]],
  ['discounts', [{ name: '早餐满5减2', code: 'CP123' }]],
  ['note', '不要香菜，2026-11-22 07:30 取，订单20261122000123'],
  ['note', '12345678901234567890'],
  ['hotel', '13812345678'],
  ['pickupNo', 'A012'],
  ['pickup_no', 'A13812345678'],
  ['takeNo', '0571-88881234'],
  ['customer', { tags: [{ name: '熟客' }], coupon: { name: '满5减2' } }],
  ['shopInfo', { name: '古荡早餐店', ext: { name: '总店' } }],
  ['extras', '{"orderId":"13812345678","n":1.50,"big":2026112222001400001,"name":"鲜肉包"}'],
  ['extras', '[not json] "name":"王小明"'],
  ['emailVerified', true],
  ['guests', 3],
  ['customer', { lightMember: { name: '轻会员', level: { name: '金' } } }],
  ['placedAt', '2026-11-22T07:01:02+08:00'],
])('%s: %j is kept', (key, value) => expect(maskOrder({ [key]: value })).toEqual({ [key]: value }))

test("the contract's example is masked already", () => {
  expect(maskOrder(exampleOrder())).toEqual(exampleOrder())
})

test('what is no object', () => {
  expect([null, 1, true, '打13812345678'].map(one => maskOrder(one))).toEqual([null, 1, true, '打138****5678'])
  expect(maskOrder(['13812345678', { phone: '13812345678' }])).toEqual(['13812345678', { phone: '138****5678' }])
})

test('what is no order: a phone may stand anywhere but in its number', () => {
  const body = { status: '13812345678', items: 13812345678, orderId: '13812345678', a: ['+8613812345678'], at: 1.7e12 }
  expect(maskOrder(body)).toEqual(body)
  const masked = { ...body, status: '138****5678', items: '138****5678', a: ['+86138****5678'] }
  expect(maskOrder(body, { unread: true })).toEqual(masked)
  expect(maskOrder(masked, { unread: true })).toEqual(masked)
})

test('__proto__ stays a member and changes no prototype', () => {
  const masked = maskOrder(JSON.parse('{"__proto__":{"phone":"13812345678"},"a":1}')) as object
  expect(Object.getPrototypeOf(masked)).toBe(Object.prototype)
  expect(JSON.stringify(masked)).toBe('{"__proto__":{"phone":"138****5678"},"a":1}')
})

test('100,000 deep', () => {
  const text = `${'{"a":['.repeat(50_000)}{"phone":"13812345678"}${']}'.repeat(50_000)}`
  expect(deepJson(maskOrder(JSON.parse(text)))).toBe(text.replace('13812345678', '138****5678'))
})

test.each([
  [
    '{"orderId":"mp-20261122-000123","customer":{"phone":"13812345678","na',
    '{"orderId":"mp-20261122-000123","customer":{"phone":"138****5678","na',
  ],
  ['{"orderId":"13812345678","phone":13812345678', '{"orderId":"13812345678","phone":138****5678'],
  [
    '{"tradeNo":"2026112222001400001","paidAt":1763766062000',
    '{"tradeNo":"2026112222001400001","paidAt":1763766062000',
  ],
  ['{"mobile":"88881234","amount":88881234', '{"mobile":"****1234","amount":88881234'],
  ['phone=88881234&no=20261122', 'phone=****1234&no=20261122'],
  ['电话：8888 1234', '电话：****1234'],
  ['加急 138 1234 5678 2份', '加急 138****5678 2份'],
  ['13812345678 13987654321/13700001111', '138****5678 139****4321/137****1111'],
  ['0571-88881234 或 010 12345678', '057****1234 或 010****5678'],
  ['经度 120.13812345678', '经度 120.13812345678'],
  ['12812345678 1381234567 138123456789', '12812345678 1381234567 138123456789'],
  ['20261122 07:30', '20261122 07:30'],
  // As forms and broken JSON write a quotation mark.
  ['d=%7B%22phone%22%3A%2213812345678%22', 'd=%7B%22phone%22%3A%22138****5678%22'],
  ['{"a":"\\u002213812345678\\u0022', '{"a":"\\u0022138****5678\\u0022'],
  ['\\x2213812345678', '\\x22138****5678'],
  ['100%2513812345678', '100%25138****5678'],
])('unparsed: %s', (text, masked) => expect(maskPhones(text)).toBe(masked))

const anyDigits = fc.array(fc.constantFrom(...'0113456789138 -+*86'), { maxLength: 40 }).map(chars => chars.join(''))
const anyText = fc.oneof(
  anyDigits,
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.tuple(fc.constantFrom('tel:', '"phone":"', '手机=', '"orderId":"', ''), anyDigits).map(parts => parts.join('')),
)
const anyKey = fc.constantFrom(
  ...[
    'phone',
    'mobile',
    'tel',
    'name',
    'customer',
    'consignee',
    'address',
    'note',
    'orderId',
    'x',
    '__proto__',
    'items',
  ],
)
const { tree: anyBody } = fc.letrec<{ tree: unknown; leaf: unknown }>(tie => ({
  leaf: fc.oneof(anyText, fc.integer({ min: 0, max: 2e10 }), fc.constant(null), fc.boolean()),
  tree: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc
      .array(fc.tuple(anyKey, tie('tree')), { maxLength: 4 })
      .map(pairs => JSON.parse(`{${pairs.map(([key, value]) => `"${key}":${deepJson(value)}`).join(',')}}`)),
  ),
}))

test('masking twice is masking once', () => {
  // What the first mask leaves would begin another number.
  const chained = '138 1381 1345 678 1381'
  expect(maskPhones(maskPhones(chained))).toBe(maskPhones(chained))
  fc.assert(
    fc.property(anyText, text => {
      expect(maskPhones(maskPhones(text))).toBe(maskPhones(text))
    }),
    { numRuns: 3000 },
  )
  fc.assert(
    fc.property(anyBody, body => {
      const once = maskOrder(body)
      expect(canonicalJson(maskOrder(once))).toBe(canonicalJson(once))
    }),
    { numRuns: 2000 },
  )
})

test('no mobile number survives in text, whatever stands around it', () => {
  const mobile = fc.stringMatching(/^1[3-9]\d{9}$/)
  const beside = fc.string({ unit: 'grapheme', maxLength: 10 }).filter(text => !/[\d０-９.]/.test(text))
  fc.assert(
    fc.property(beside, mobile, beside, (before, number, after) => {
      expect(maskPhones(before + number + after)).not.toContain(number)
      for (const grouped of [`${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}`, `+86-${number}`]) {
        const masked = maskPhones(before + grouped + after).replace(/\D/g, '')
        expect(masked.length).toBeLessThan(10)
      }
    }),
    { numRuns: 1000 },
  )
})

test('of a long number in a phone field seven digits survive beside the 86, of a short one at most half', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{5,20}$/), phone => {
      const { phone: masked } = maskOrder({ phone }) as { phone: string }
      const left = masked.replace(/\D/g, '').length
      expect(left).toBeLessThanOrEqual(phone.length >= 11 ? 9 : Math.floor(phone.length / 2))
    }),
  )
})

test('the shape stays: same keys in the same order, same numbers of elements', () => {
  const shape = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shape)
    if (typeof value !== 'object' || value === null) return ''
    return Object.entries(value).map(([key, member]) => [key, shape(member)])
  }
  fc.assert(
    fc.property(anyBody, body => {
      expect(shape(maskOrder(body))).toEqual(shape(body))
    }),
  )
})

test('a body of the largest size is masked at once, whatever it is made of', () => {
  for (const piece of [
    '1',
    '138 ',
    '1 ',
    '+86',
    '0571-',
    'phone:',
    'phone',
    '"orderId":',
    '1381234 ',
    '[',
    'tel 13-',
  ]) {
    const text = piece.repeat(Math.floor((256 * 1024) / piece.length))
    const started = performance.now()
    maskPhones(text)
    maskOrder({ phone: text, note: text, name: text, address: text, [text]: text })
    expect(performance.now() - started).toBeLessThan(5000)
  }
})
