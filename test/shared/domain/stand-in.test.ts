import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type PrinterHealth, standInAfterMs, standInFor } from '../../../shared/domain/stand-in.ts'

const able: PrinterHealth = { able: true, unableMs: 0 }
const down = (seconds: number): PrinterHealth => ({ able: false, unableMs: seconds * 1000 })
const paused: PrinterHealth = { able: false, unableMs: 0 }
const station = { printer: 'steam', backup: 'fry' }
const after = standInAfterMs(10)
const go = (waitsAt: string, health: Record<string, PrinterHealth>, at = station as Parameters<typeof standInFor>[0]) =>
  standInFor(at, waitsAt, id => health[id], after)

test('twice as long as until the alarm', () => {
  expect(after).toBe(20_000)
})

describe('goes to the backup', () => {
  test('when its printer has been down long enough, and not before', () => {
    expect(go('steam', { steam: down(20), fry: able })).toBe('fry')
    expect(go('steam', { steam: down(19.9), fry: able })).toBeNull()
  })
  test('and back again when that fails and its own can print', () => {
    expect(go('fry', { steam: able, fry: down(20) })).toBe('steam')
  })
})

describe('stays', () => {
  test('where its printer can print, or is paused by a person', () => {
    expect(go('steam', { steam: able, fry: able })).toBeNull()
    expect(go('steam', { steam: paused, fry: able })).toBeNull()
    expect(go('fry', { steam: able, fry: able })).toBeNull()
  })
  test('where there is no backup, or it is down, paused or gone', () => {
    expect(go('steam', { steam: down(99), fry: able }, { printer: 'steam' })).toBeNull()
    expect(go('steam', { steam: down(99), fry: able }, { printer: 'steam', backup: null })).toBeNull()
    for (const fry of [down(1), paused]) expect(go('steam', { steam: down(99), fry })).toBeNull()
    expect(go('steam', { steam: down(99) })).toBeNull()
  })
  test('where a person put it', () => {
    expect(go('front', { steam: able, fry: able, front: down(99) })).toBeNull()
  })
})

const health = fc.record({ able: fc.boolean(), unableMs: fc.nat(60_000) })
test('whatever happens: never to where it is, never to one that cannot, never away from one that can', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('steam', 'fry', 'front'),
      fc.record({ steam: health, fry: health, front: health }),
      (at, all) => {
        const to = go(at, all)
        if (to === null) return
        expect(to).not.toBe(at)
        expect(['steam', 'fry']).toContain(to)
        expect(all[to as 'steam' | 'fry'].able).toBe(true)
        expect(all[at].unableMs).toBeGreaterThanOrEqual(after)
      },
    ),
  )
})
