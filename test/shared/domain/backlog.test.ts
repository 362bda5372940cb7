import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { backlogOf, fewestAsked, isRecent, isStale, type WaitingTicket } from '../../../shared/domain/backlog.ts'

const minute = 60_000
const at = 1_000 * minute
const waited = (minutes: number, over: Partial<WaitingTicket> = {}): WaitingTicket => ({
  staleFrom: at - minutes * minute,
  dueSince: at - minutes * minute,
  asked: false,
  ...over,
})
const outage = (idleMinutes: number, staleAfterMinutes = 30) => ({
  at,
  idleMs: idleMinutes * minute,
  staleAfterMinutes,
})

describe('asked about', () => {
  test('three tickets that waited out an outage; what came in its last half hour prints', () => {
    const old = [waited(45), waited(40), waited(31)]
    expect(backlogOf([...old, waited(30), waited(5)], outage(50))).toEqual(old)
  })
  test('after a start, of a printer that has never printed', () => {
    expect(
      backlogOf([waited(45), waited(45), waited(45)], { ...outage(0), idleMs: Number.POSITIVE_INFINITY }),
    ).toHaveLength(3)
  })
})

describe('printed, marked', () => {
  test('one or two', () => {
    expect(backlogOf([waited(45), waited(40), waited(10)], outage(50))).toEqual([])
  })
  test('what was stale when it came: it has not waited here', () => {
    const late = Array.from({ length: 9 }, () => waited(0, { staleFrom: at - 90 * minute }))
    expect(backlogOf(late, outage(600))).toEqual([])
    expect(isStale(at - 90 * minute, at, 30)).toBe(true)
  })
  test('a rush worked off slowly: the printer printed a minute ago', () => {
    expect(backlogOf([waited(45), waited(44), waited(43)], outage(1))).toEqual([])
  })
  test('what a person has decided on already', () => {
    expect(backlogOf([waited(45, { asked: true }), waited(44, { asked: true }), waited(43)], outage(50))).toEqual([])
  })
  test('pre-orders wanted later, test pages and reprints', () => {
    const wantedLater = waited(120, { staleFrom: at + minute })
    const page = waited(120, { staleFrom: null })
    expect(backlogOf([wantedLater, wantedLater, page, page, page], outage(120))).toEqual([])
  })
  test('everything, where the shop calls everything stale', () => {
    expect(backlogOf([waited(45), waited(44), waited(43)], outage(50, 0))).toEqual([])
  })
})

test('recent by the order, not by its wait', () => {
  expect(isRecent(at - 15 * minute, at, 15)).toBe(true)
  expect(isRecent(at - 15 * minute - 1, at, 15)).toBe(false)
  expect(isRecent(null, at, 15)).toBe(false)
})

const tickets = fc.array(
  fc.record({
    staleFrom: fc.option(fc.integer({ min: 0, max: 2 * at })),
    dueSince: fc.integer({ min: 0, max: at }),
    asked: fc.boolean(),
  }),
  { maxLength: 12 },
)
test('whatever waits: asked about are only stale ones never asked about, in their order, three or more, or none', () => {
  fc.assert(
    fc.property(tickets, fc.nat(120), fc.nat(120), (waiting, idle, staleAfter) => {
      const lane = outage(idle, staleAfter)
      const asked = backlogOf(waiting, lane)
      expect(asked).toEqual(waiting.filter(ticket => asked.includes(ticket)))
      expect(asked.length === 0 || asked.length >= fewestAsked).toBe(true)
      for (const ticket of asked) {
        expect(ticket.asked).toBe(false)
        expect(isStale(ticket.staleFrom, at, staleAfter)).toBe(true)
        expect(lane.idleMs).toBeGreaterThan(staleAfter * minute)
      }
      // Once they have been asked about, none of them is asked about again.
      expect(
        backlogOf(
          waiting.map(ticket => (asked.includes(ticket) ? { ...ticket, asked: true } : ticket)),
          lane,
        ),
      ).toEqual([])
    }),
  )
})
