import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fenOfYuan, sizeInFen } from '../../../main/sources/platform/amounts.ts'
import { beijingTime, beijingTimeOf, secondsOf } from '../../../main/sources/platform/beijing-time.ts'
import { splitActivities } from '../../../main/sources/platform/discount-bearers.ts'
import { dialled } from '../../../main/sources/platform/phone.ts'
import { platformRevision } from '../../../main/sources/platform/platform-revision.ts'
import { maskOrder } from '../../../shared/domain/masking.ts'
import { yuan } from '../../../shared/domain/money.ts'
import { fuzz } from '../../fuzz/mutation.ts'

// What all platforms have in common.

describe('yuan', () => {
  test('become fen, whatever way they are written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000_000, max: 100_000_000 }), fen => {
        for (const written of [fen / 100, yuan(fen), `${yuan(fen)}0`, ` ${yuan(fen)} `]) {
          expect(fenOfYuan(written)).toBe(fen)
        }
        // The dust of a platform's own sums.
        expect(fenOfYuan(fen / 100 + 2e-12)).toBe(fen)
        expect(sizeInFen(fen / 100)).toBe(Math.abs(fen))
      }),
      fuzz(300),
    )
  })
  test('half a fen goes up, what is none is none', () => {
    expect([0.285, '0.285', '0.284', '.5', '1e3', '', 'x', null, Number.NaN, 1e20].map(fenOfYuan)).toEqual([
      29,
      29,
      28,
      ...Array(7).fill(null),
    ])
  })
})

test('times are Beijing’s', () => {
  expect(beijingTime('2017-10-30T20:08:07')).toBe('2017-10-30T20:08:07+08:00')
  expect(beijingTime('2017-10-30 20:08:07')).toBe('2017-10-30T20:08:07+08:00')
  expect(beijingTime('2017-10-30T12:08:07Z')).toBe('2017-10-30T12:08:07Z')
  expect([beijingTime('30.10.2017'), beijingTime(7), beijingTimeOf(0), beijingTimeOf(-5), beijingTimeOf(1e18)]).toEqual(
    Array(5).fill(null),
  )
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4_000_000_000 }), seconds => {
      expect(secondsOf(beijingTimeOf(seconds))).toBe(seconds)
    }),
    fuzz(100),
  )
})

test('a later second is a later revision, whatever happened in it', () => {
  const ranks = ['incomplete', 'order', 'refund', 'end'] as const
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4_000_000_000 }),
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 0, max: 3 }),
      (seconds, a, b) => {
        const at = (time: number, rank: number) => platformRevision(time, ranks[rank] ?? 'order') ?? 0
        expect(at(seconds + 1, a)).toBeGreaterThan(at(seconds, b))
        expect(Math.sign(at(seconds, a) - at(seconds, b))).toBe(Math.sign(a - b))
      },
    ),
    fuzz(100),
  )
  expect([platformRevision(null, 'order'), platformRevision(-1, 'order'), platformRevision(1e300, 'end')]).toEqual(
    Array(3).fill(null),
  )
})

test('discounts are split as far as a platform says it, and never invented', () => {
  const part = fc.nat({ max: 5_000 })
  const activity = fc.record({
    name: fc.constantFrom('满减', '立减', '红包'),
    kind: fc.constantFrom('promotion', 'coupon'),
    code: fc.constant(null),
    amount: part,
    parts: fc.option(fc.record({ merchant: part, platform: part })),
  })
  fc.assert(
    fc.property(
      fc.array(activity, { maxLength: 4 }),
      fc.option(fc.record({ merchant: part, platform: part })),
      (all, whole) => {
        const total = all.reduce((sum, { amount }) => sum + amount, 0)
        const split = splitActivities(all, whole)
        const given = split.reduce((sum, { amount }) => sum + amount, 0)
        const said = whole === null ? 0 : whole.merchant + whole.platform
        expect(given).toBe(total === 0 ? said : total)
        expect(split.every(({ amount }) => amount > 0)).toBe(true)
      },
    ),
    fuzz(200),
  )
})

test('privacy numbers keep their extension, and lose the rest when they are masked', () => {
  const numbers = ['17712345678,4321', '17712345678_4321', '17712345678转4321', '17712345678，4321']
  for (const number of numbers) {
    expect(dialled(number)).toBe('17712345678转4321')
    expect(maskOrder({ customer: { phone: dialled(number) } })).toEqual({ customer: { phone: '177****5678转4321' } })
  }
  expect([dialled('13812345678'), dialled(null), dialled('见备注')]).toEqual(['13812345678', null, '见备注'])
})
