import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSubmission } from '../../../main/engine/intake/submission.ts'
import { issueWords } from '../../../shared/domain/issue-words.ts'
import { exampleOrder, type Json, rawOrder } from './orders.ts'

// Whatever may be wrong with an order has words for its owner: they are made of our own schema's messages, and of zod's.

const issuesOf = (body: string | Uint8Array) => {
  const read = readSubmission({ sourceId: 'mini', webhookId: null, receivedAt: 0, body: Buffer.from(body) })
  return read.parsed.ok ? [] : read.parsed.issues
}
const wordsOf = (order: unknown) =>
  issuesOf(JSON.stringify(order) ?? 'null').map(({ path, message }) => [path, issueWords(message)])
const line = (members: Json = {}) => ({ lineId: '1', name: '鲜肉包', quantity: 1, ...members })

test.each<[string, Json, string, string]>([
  ['missing', { placedAt: undefined }, 'placedAt', '没有写'],
  ['of another type', { note: 7 }, 'note', '要文字，来的是数字'],
  ['null where a list has to be', { items: null }, 'items', '要列表，来的是空的'],
  ['text for money', { total: { payable: '5.00' } }, 'total.payable', '要数字，来的是文字'],
  ['half a fen', { total: { payable: 0.5 } }, 'total.payable', '要整数，来的是数字'],
  ['too much', { total: { payable: 100_000_001 } }, 'total.payable', '太大了，最多 100000000'],
  ['less than nothing', { total: { payable: -1 } }, 'total.payable', '太小了，最少 0'],
  ['beyond all numbers', { total: { payable: 1e300 } }, 'total.payable', '太大了，最多 9007199254740991'],
  ['nothing of a dish', { items: [line({ quantity: 0 })] }, 'items.0.quantity', '太小了，最少 0.001'],
  ['a grain of a dish', { items: [line({ quantity: 1.0001 })] }, 'items.0.quantity', '小数超过三位'],
  [
    'too many lines',
    { items: Array.from({ length: 501 }, (_, n) => line({ lineId: `${n}` })) },
    'items',
    '太多了，最多 500 个',
  ],
  ['no lines', { items: [] }, 'items', '一样菜都没有'],
  ['a lineId twice', { items: [line(), line()] }, 'items.1.lineId', '跟前面的一行重复了'],
  ['a parent that is not there', { items: [line({ comboOf: '9' })] }, 'items.0.comboOf', '指的那一行，单子上没有'],
  ['its own parent', { items: [line({ comboOf: '1' })] }, 'items.0.comboOf', '套餐互相套着，绕成了圈'],
  ['a dish without a name', { items: [line({ name: ' ' })] }, 'items.0.name', '是空的'],
  ['too long', { note: '长'.repeat(10_001) }, 'note', '太长了，最多 10000 个字'],
  ['a state that is none', { status: 'eaten' }, 'status', '只能是 unpaid、paid、cancelled、refunded 里的一个'],
  ['a number that is none', { orderId: '订单' }, 'orderId', '要 1 到 64 个英文字母、数字或符号'],
  ['a day that is none', { placedAt: '2026-02-30T07:00:00Z' }, 'placedAt', '没有这个日期或时间'],
  [
    'a time without its zone',
    { placedAt: '2026-11-22 07:00' },
    'placedAt',
    '时间的写法不对，要带时区，像 2026-11-22T07:01:02+08:00',
  ],
])('%s', (_, members, path, words) => {
  expect(wordsOf(rawOrder(members))).toContainEqual([path, words])
})

test('what is no order at all', () => {
  expect(issuesOf('{').map(one => issueWords(one.message))).toEqual(['不是 JSON，读不出来'])
  expect(issuesOf(new Uint8Array([0xff])).map(one => issueWords(one.message))).toEqual(['不是 UTF-8 编码，读不出来'])
  expect(issuesOf(`${'['.repeat(70)}${']'.repeat(70)}`).map(one => issueWords(one.message))).toEqual([
    '一层套一层，超过 64 层',
  ])
})

test('anything anywhere in an order: there are words for all that is wrong with it', () => {
  const paths = pathsIn(exampleOrder(), [])
  fc.assert(
    fc.property(
      fc.constantFrom(...paths),
      fc.oneof(
        fc.jsonValue({ maxDepth: 2 }),
        fc.constantFrom(undefined, '', 1e20, -0.5, {}, [], true, 'x'.repeat(10_001)),
      ),
      (path, value) => {
        const wrong = wordsOf(put(exampleOrder(), path, value)).filter(([, words]) => words === null)
        expect(wrong).toEqual([])
      },
    ),
    { numRuns: 300 },
  )
})

type Path = (string | number)[]

function pathsIn(value: unknown, path: Path): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, one]) => pathsIn(one, [...path, key]))]
}

function put(into: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value
  const copy = (Array.isArray(into) ? [...into] : { ...(into as object) }) as Record<string, unknown>
  copy[key] = put(copy[key], rest, value)
  return copy
}
