import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, deepJson } from '../../../shared/domain/canonical-json.ts'

const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([, member]) => member !== null)
  return Object.fromEntries(members.map(([key, member]) => [key, withoutNulls(member)]))
}
const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, shuffled(member)]),
  )
}
/** As it comes out of JSON.parse, `__proto__` keys and all. */
const anyJson = fc.oneof(
  fc.json({ maxDepth: 5 }),
  fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'a', '10', '9', 'é'), fc.jsonValue()).map(deepJson),
)

test('keys sorted, null members left out, nulls in lists kept', () => {
  expect(canonicalJson({ b: [null, { d: null, c: 1 }], a: null, '10': 1, '9': 'x' })).toBe(
    '{"10":1,"9":"x","b":[null,{"c":1}]}',
  )
  expect(['text', 1, null, true, [], {}].map(value => canonicalJson(value))).toEqual([
    '"text"',
    '1',
    'null',
    'true',
    '[]',
    '{}',
  ])
})

test('the revision is left out where it is asked for, and only at the top', () => {
  const order = { revision: 2, items: [{ revision: 3 }] }
  expect(canonicalJson(order, { except: ['revision'] })).toBe('{"items":[{"revision":3}]}')
  expect(canonicalJson(order)).toBe('{"items":[{"revision":3}],"revision":2}')
  expect(canonicalJson([{ revision: 1 }], { except: ['revision'] })).toBe('[{"revision":1}]')
})

test('__proto__ is a key like another', () => {
  const value = JSON.parse('{"z":1,"__proto__":{"b":2,"__proto__":null,"a":1}}')
  expect(canonicalJson(value)).toBe('{"__proto__":{"a":1,"b":2},"z":1}')
  expect(canonicalJson(value)).not.toBe(canonicalJson({ z: 1 }))
})

test('a number beyond all numbers is not taken for an absent one', () => {
  const value = JSON.parse('{"a":1e999,"b":-1e999}')
  expect(JSON.parse(canonicalJson(value))).toEqual(value)
})

test('lone surrogates stay JSON, and stay apart', () => {
  expect(canonicalJson('\ud800')).toBe('"\\ud800"')
  expect(canonicalJson({ '\ud800': 1 })).toBe('{"\\ud800":1}')
})

test.each([
  ['lists', '[', ']'],
  ['objects', '{"a":', '}'],
])('100,000 %s within each other', (_, open, close) => {
  const text = `${open.repeat(100_000)}1${close.repeat(100_000)}`
  expect(canonicalJson(JSON.parse(text))).toBe(text)
  expect(deepJson(JSON.parse(text))).toBe(text)
})

test('the same text exactly for the same content', () => {
  fc.assert(
    fc.property(anyJson, anyJson, (one, other) => {
      const [a, b] = [JSON.parse(one), JSON.parse(other)]
      expect(JSON.parse(canonicalJson(a))).toEqual(withoutNulls(a))
      expect(canonicalJson(shuffled(a))).toBe(canonicalJson(a))
      expect(canonicalJson(JSON.parse(canonicalJson(a)))).toBe(canonicalJson(a))
      const equal = JSON.stringify(withoutNulls(a)) === JSON.stringify(withoutNulls(b))
      if (equal) expect(canonicalJson(b)).toBe(canonicalJson(a))
    }),
    { numRuns: 300 },
  )
})

test('deepJson is JSON.stringify', () => {
  fc.assert(
    fc.property(anyJson, text => {
      expect(deepJson(JSON.parse(text))).toBe(JSON.stringify(JSON.parse(text)))
    }),
    { numRuns: 300 },
  )
})
