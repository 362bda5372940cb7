import fc from 'fast-check'
import { expect, test } from 'vitest'
import { daySeqOf, numbersInWords, sequenceGaps } from '../../../shared/domain/day-sequence.ts'

const seen = (...numbers: number[]) => numbers.map((number, index) => ({ number, seenAt: index * 1_000 }))

test('a hole is known since the first higher number came', () => {
  expect(sequenceGaps(seen(1, 2, 3))).toEqual([])
  expect(sequenceGaps(seen(1, 4, 5, 2))).toEqual([{ number: 3, since: 1_000 }])
  expect(sequenceGaps(seen(3, 5))).toEqual([
    { number: 1, since: 0 },
    { number: 2, since: 0 },
    { number: 4, since: 1_000 },
  ])
  expect(sequenceGaps(seen(3, 5), 3)).toEqual([{ number: 4, since: 1_000 }])
  expect(sequenceGaps([])).toEqual([])
})

test('whatever comes in whatever order: what is missing is what is missing', () => {
  fc.assert(
    fc.property(
      fc
        .uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 })
        .chain(numbers => fc.shuffledSubarray(numbers, { minLength: 1 })),
      numbers => {
        const all = Array.from({ length: Math.max(...numbers) }, (_, index) => index + 1)
        const gaps = sequenceGaps(seen(...numbers, numbers[0] ?? 1))
        expect(gaps.map(({ number }) => number)).toEqual(all.filter(number => !numbers.includes(number)))
        for (const { number, since } of gaps) {
          const higher = numbers.findIndex(one => one > number)
          expect(since).toBe(higher * 1_000)
        }
      },
    ),
    { numRuns: 200 },
  )
})

test('a number that nobody believes makes nobody count', () => {
  expect(sequenceGaps(seen(1, 1e9, -3, 0.5))).toEqual([])
  expect(sequenceGaps(seen(1, 99_999)).length).toBeLessThanOrEqual(1_000)
  expect([{ daySeq: 7 }, { daySeq: '7' }, { daySeq: 0 }, { daySeq: 1.5 }, {}, null, 7].map(daySeqOf)).toEqual([
    7,
    ...Array(6).fill(null),
  ])
})

test('in words', () => {
  expect(numbersInWords([], ', ')).toBe('')
  expect(numbersInWords([3, 5, 6, 7, 9], '、')).toBe('3、5–7、9')
})
