import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rewriteJson } from '../../../shared/domain/json-rewriting.ts'

/** Every value says where it stands. */
const paths = {
  role: '',
  roleOf: (key: string, holder: string) => `${holder}.${key}`,
  change: (_: unknown, role: string) => role,
}
const same = { ...paths, change: (value: unknown) => value }

test('each value has the names above it; lists add none', () => {
  const text = '{"a":[1,{"b":"x"}],"":null,"c":{"d":true},"a":2}'
  expect(rewriteJson(text, paths)).toBe('{"a":[".a",{"b":".a.b"}],"":".","c":{"d":".c.d"},"a":".a"}')
  expect(rewriteJson(' [ 1 ,"x"] ', paths)).toBe(' [ "" ,""] ')
  expect(rewriteJson('"x"', paths)).toBe('""')
  expect(rewriteJson('{"\\u0061\\"":"x"}', paths)).toBe('{"\\u0061\\"":".a\\""}')
})

test('what is no JSON is none', () => {
  for (const text of ['', '{', '{"a":}', "{'a':1}", '[1,]', 'x']) expect(rewriteJson(text, paths)).toBe(null)
})

test('what does not change stays as it is written', () => {
  const written = '{ "big":2026112222001400001, "e":1.50E+2,"dash":-0 ,\n"text":"\\u0041\\/", "twice":1,"twice":1 }'
  expect(rewriteJson(written, same)).toBe(written)
})

test('any JSON, however it is spaced', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 1, '\t'), (value, space) => {
      const text = JSON.stringify(value, null, space)
      expect(rewriteJson(text, same)).toBe(text)
      const counted = rewriteJson(text, { ...paths, change: () => 7 })
      const all = (one: unknown): unknown => {
        if (Array.isArray(one)) return one.map(all)
        if (typeof one !== 'object' || one === null) return 7
        return Object.fromEntries(Object.entries(one).map(([key, member]) => [key, all(member)]))
      }
      expect(JSON.parse(counted ?? '')).toEqual(JSON.parse(JSON.stringify(all(JSON.parse(text)))))
    }),
  )
})

test('100,000 deep', () => {
  const text = `${'{"a":['.repeat(50_000)}1${']}'.repeat(50_000)}`
  expect(rewriteJson(text, { ...paths, roleOf: () => 'x' })).toBe(text.replace('1', '"x"'))
})
