import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { AlarmView } from '../../shared/domain/views/shop-views.ts'

// Three short beeps for a critical alarm that was not there before. Browsers keep quiet until the page was touched.

const key = 'gudang.muted'
const listeners = new Set<() => void>()
let muted = localStorage.getItem(key) === 'yes'
let audio: AudioContext | null = null

export function setMuted(next: boolean): void {
  muted = next
  localStorage.setItem(key, next ? 'yes' : 'no')
  for (const listener of listeners) listener()
}

export function useMuted(): boolean {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => muted,
  )
}

/** Beeps once for each round of critical alarms that nobody has seen yet. */
export function useAlarmSound(alarms: AlarmView[] | undefined): void {
  const heard = useRef(new Set<string>())
  useEffect(() => {
    const wake = () => {
      audio ??= new AudioContext()
      void audio.resume()
    }
    window.addEventListener('pointerdown', wake)
    window.addEventListener('keydown', wake)
    return () => {
      window.removeEventListener('pointerdown', wake)
      window.removeEventListener('keydown', wake)
    }
  }, [])
  useEffect(() => {
    if (alarms === undefined) return
    const urgent = alarms.filter(alarm => alarm.severity === 'critical' && !alarm.acked).map(alarm => alarm.id)
    const fresh = urgent.some(id => !heard.current.has(id))
    heard.current = new Set(urgent)
    if (fresh && !muted && audio !== null) beep(audio)
  }, [alarms])
}

function beep(context: AudioContext): void {
  for (const start of [0, 0.22, 0.44]) {
    const at = context.currentTime + start
    const tone = context.createOscillator()
    const volume = context.createGain()
    tone.type = 'square'
    tone.frequency.value = 880
    volume.gain.setValueAtTime(0.0001, at)
    volume.gain.exponentialRampToValueAtTime(0.25, at + 0.02)
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.16)
    tone.connect(volume).connect(context.destination)
    tone.start(at)
    tone.stop(at + 0.18)
  }
}
