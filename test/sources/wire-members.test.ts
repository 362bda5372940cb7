import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wireMember, wireMembers } from '../../main/sources/wire-members.ts'
import { fuzz } from '../fuzz/mutation.ts'

describe('what stands on the wire', () => {
  test('is found for every member of any JSON object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(undefined, 2, '\t'), (object, space) => {
        const own = JSON.parse(JSON.stringify(object)) as Record<string, unknown>
        const members = wireMembers(JSON.stringify(own, null, space))
        expect(new Map([...(members ?? [])].map(([key, value]) => [key, JSON.parse(value)]))).toEqual(
          new Map(Object.entries(own)),
        )
      }),
      fuzz(200),
    )
  })
  test('of anything else it says nothing, and is quick about it', () => {
    for (const text of [
      '',
      'null',
      '[]',
      '{',
      '{"a"}',
      '{"a":}',
      '{"a":1,}',
      '{"a":1}x',
      '{"a":[1}',
      '{1:2}',
      '{"a":]}',
      '{"a":,}',
    ]) {
      expect([text, wireMembers(text)]).toEqual([text, null])
    }
    expect(wireMembers(`{"a":${'['.repeat(200_000)}`)).toBeNull()
    expect(wireMembers(`{"a":"${'\\"'.repeat(100_000)}"}`)?.get('a')).toHaveLength(200_002)
  })
  test('twice is what it is the second time, as for a parser', () => {
    expect(wireMembers('{"a":1,"b":2,"\\u0061":[3]}')).toEqual(
      new Map([
        ['a', '[3]'],
        ['b', '2'],
      ]),
    )
  })
})

describe('the raw text of a member', () => {
  test.each<[string, string, string | null]>([
    ['{"data":{"a":1},"x":2}', 'data', '{"a":1}'],
    ['{ "x" : [1,{"data":3}] , "data" : { "b" : "}" } }', 'data', '{ "b" : "}" }'],
    ['{"data":"a\\"}b"}', 'data', '"a\\"}b"'],
    ['{"data":[1,2,{"c":[]}],"sign":"x"}', 'data', '[1,2,{"c":[]}]'],
    ['{"data":12345678901234567890}', 'data', '12345678901234567890'],
    ['{"x":"data","y":{"data":1}}', 'data', null],
    ['{"data":1,"data":2}', 'data', null],
    ['{"d\\u0061ta":1}', 'data', '1'],
    ['[{"data":1}]', 'data', null],
    ['<html>', 'data', null],
    ['{"data":1', 'data', null],
  ])('%s', (text, name, raw) => expect(wireMember(text, name)).toBe(raw))
  test('is what was written, whatever stands around it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), fc.nat(3), (before, data, after, space) => {
        const written = JSON.stringify(data, null, space)
        const text = `{"before":${JSON.stringify(before)},"data":${written},"after":${JSON.stringify(after, null, 2)}}`
        expect(wireMember(text, 'data')).toBe(written)
      }),
      { numRuns: 200 },
    )
  })
  test('however deep', () => {
    const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`
    expect(wireMember(`{"x":${deep},"data":${deep}}`, 'data')).toBe(deep)
  })
})
