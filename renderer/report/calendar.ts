import { dayAfter } from '../../shared/domain/business-day.ts'
import type { Span } from '../shell/route.ts'

// Days are YYYY-MM-DD of the shop; weeks begin on Monday.

export type Range = { from: string; until: string }

/** 0 is Monday. */
export function weekday(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
}

export function weekOf(day: string): Range {
  const from = dayAfter(day, -weekday(day))
  return { from, until: dayAfter(from, 6) }
}

export function monthOf(day: string): Range {
  const from = `${day.slice(0, 7)}-01`
  return { from, until: dayAfter(`${dayAfter(from, 31).slice(0, 7)}-01`, -1) }
}

/** The same place in the span before (−1) or after (1). */
export function step(day: string, span: Span, by: -1 | 1): string {
  if (span === 'day') return dayAfter(day, by)
  if (span === 'week') return dayAfter(day, 7 * by)
  const { from, until } = monthOf(day)
  return by === 1 ? dayAfter(until) : monthOf(dayAfter(from, -1)).from
}

/** 周二, Tue */
export function weekdayName(day: string, language: string): string {
  return new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
}
