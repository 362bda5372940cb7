import type { AlarmCode } from './alarm.ts'
import type { AlarmFacts, AlarmSeverity } from './alarms/alarm-text.ts'

// Alarms on paper: while no screen is open nobody would hear of them otherwise (contract §8).

/** Time for a cause that mends itself at once (a ticket that comes again, marked) before it costs paper. */
export const settleMs = 2_000
/** A shop whose cable is loose must not find its kitchen under paper. What has to wait is on the next slip. */
export const mostSlipsPerHour = 4

export type SlipAlarm = {
  code: AlarmCode
  subject: string
  facts: AlarmFacts
  severity: AlarmSeverity
  acked: boolean
  told: boolean
  stoodMs: number
}

/**
 * The printer that an alarm says cannot be relied on, or null. One that has a backlog works: it is the very one to say
 * so, where there is no other.
 */
export function doubtedPrinter({ code, subject, facts }: Pick<SlipAlarm, 'code' | 'subject' | 'facts'>): string | null {
  if (code === 'printer-backlog') return null
  if (code.startsWith('printer-') || code === 'lane-failed') return subject
  return typeof facts.printerId === 'string' ? facts.printerId : null
}

/**
 * What to print now, and where; null: nothing, or nowhere. `printers` are those that work, the preferred one first: the
 * slip goes to the first that can carry most, and never says something of the printer that it comes out of.
 */
export function planSlip<Alarm extends SlipAlarm>(given: {
  alarms: readonly Alarm[]
  printers: readonly string[]
  slipsLastHour: number
}): { printer: string; alarms: Alarm[] } | null {
  if (given.slipsLastHour >= mostSlipsPerHour) return null
  const due = given.alarms.filter(
    alarm => alarm.severity === 'critical' && !alarm.acked && !alarm.told && alarm.stoodMs >= settleMs,
  )
  let best: { printer: string; alarms: Alarm[] } | null = null
  for (const printer of given.printers) {
    const alarms = due.filter(alarm => doubtedPrinter(alarm) !== printer)
    if (alarms.length > (best?.alarms.length ?? 0)) best = { printer, alarms }
  }
  return best
}
