import { useSyncExternalStore } from 'react'
import { clockText, dateText, wallTime } from '../../shared/domain/wall-clock.ts'

// Clock faces in the shop's time zone, and one clock for the whole screen.

function parts(at: number, timezone: string) {
  const moment = wallTime(at, timezone)
  return { date: dateText(moment).slice('2026-'.length), time: clockText(moment) }
}

/** 07:02, or 11-21 07:02 where the day is another */
export function timeOf(iso: string, timezone: string, now = Date.now()): string {
  const at = Date.parse(iso)
  if (Number.isNaN(at)) return iso
  const { date, time } = parts(at, timezone)
  return date === parts(now, timezone).date ? minutesOf(time) : `${date} ${minutesOf(time)}`
}

/** 07:02:09, for what happened second by second */
export function exactTimeOf(iso: string, timezone: string): string {
  const at = Date.parse(iso)
  if (Number.isNaN(at)) return iso
  const { date, time } = parts(at, timezone)
  return date === parts(Date.now(), timezone).date ? time : `${date} ${time}`
}

/** 07:02:09 → 07:02 */
function minutesOf(time: string): string {
  return time.slice(0, '07:02'.length)
}

/** Whole minutes gone by; a clock that runs behind never makes them negative. */
export function minutesSince(iso: string, now: number): number {
  const at = Date.parse(iso)
  return Number.isNaN(at) ? 0 : Math.max(0, Math.floor((now - at) / 60_000))
}

// One timer for everything that shows time, on the beat of ten seconds.
const beatMs = 10_000
const watchers = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let now = Date.now()

function watch(listener: () => void): () => void {
  watchers.add(listener)
  now = Date.now()
  timer ??= setInterval(() => {
    now = Date.now()
    for (const one of watchers) one()
  }, beatMs)
  return () => {
    watchers.delete(listener)
    if (watchers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

export function useNow(): number {
  return useSyncExternalStore(watch, () => now)
}
