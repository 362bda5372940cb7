import { describe, expect, test } from 'vitest'
import type { AlarmCode } from '../../../shared/domain/alarm.ts'
import {
  doubtedPrinter,
  mostSlipsPerHour,
  planSlip,
  type SlipAlarm,
  settleMs,
} from '../../../shared/domain/alarm-slip.ts'

const alarm = (code: AlarmCode, subject: string, over: Partial<SlipAlarm> = {}): SlipAlarm => ({
  ...{ code, subject, facts: {}, severity: 'critical', acked: false, told: false, stoodMs: settleMs },
  ...over,
})
const steamOut = alarm('printer-paper-out', 'steam')
const fryHeld = alarm('job-held', 'j7', { facts: { printerId: 'fry' } })
const forged = alarm('source-signature', 'mini')
const plan = (alarms: SlipAlarm[], printers = ['front', 'steam', 'fry'], slipsLastHour = 0) =>
  planSlip({ alarms, printers, slipsLastHour })

describe('printed', () => {
  test('all that is due on one paper, at the preferred printer', () => {
    expect(plan([steamOut, fryHeld, forged])).toEqual({ printer: 'front', alarms: [steamOut, fryHeld, forged] })
  })
  test('where most of it may come out, never about the printer itself', () => {
    expect(plan([steamOut, forged], ['steam', 'fry'])).toEqual({ printer: 'fry', alarms: [steamOut, forged] })
    expect(plan([fryHeld, forged], ['fry'])).toEqual({ printer: 'fry', alarms: [forged] })
  })
  test('a backlog also at the only printer: it works', () => {
    const backlog = alarm('printer-backlog', 'steam')
    expect(plan([backlog], ['steam'])).toEqual({ printer: 'steam', alarms: [backlog] })
  })
})

describe('not printed', () => {
  test.each<[string, Partial<SlipAlarm>]>([
    ['a warning', { severity: 'warning' }],
    ['one that a person has seen', { acked: true }],
    ['one that is on paper already', { told: true }],
    ['one that may be over in a moment', { stoodMs: settleMs - 1 }],
  ])('%s', (_, over) => {
    expect(plan([{ ...forged, ...over }])).toBeNull()
  })
  test('without a printer that works, or only about that one', () => {
    expect(plan([forged], [])).toBeNull()
    expect(plan([steamOut], ['steam'])).toBeNull()
  })
  test('more than a few an hour', () => {
    expect(plan([forged], ['fry'], mostSlipsPerHour - 1)).not.toBeNull()
    expect(plan([forged], ['fry'], mostSlipsPerHour)).toBeNull()
  })
})

test('which printer an alarm doubts', () => {
  expect(doubtedPrinter(alarm('lane-failed', 'steam'))).toBe('steam')
  expect(doubtedPrinter(fryHeld)).toBe('fry')
  expect(doubtedPrinter(forged)).toBeNull()
})
