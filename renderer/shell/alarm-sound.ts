import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { AlarmView } from '../../shared/domain/views/shop-views.ts'

// Three short beeps for a critical alarm that nobody has heard. The desktop's window sounds at once; a browser keeps a page quiet
// until it is touched: then the screen says so, and beeps with the first touch for what came meanwhile.

export type Sound = 'on' | 'muted' | 'asleep'

const key = 'gudang.muted'
const listeners = new Set<() => void>()
let muted = localStorage.getItem(key) === 'yes'
let audio: AudioContext | null = null

export function setMuted(next: boolean): void {
  muted = next
  localStorage.setItem(key, next ? 'yes' : 'no')
  tell()
}

export function useSound(): Sound {
  return useSyncExternalStore(listener => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, sound)
}

function sound(): Sound {
  if (muted) return 'muted'
  return audio?.state === 'running' ? 'on' : 'asleep'
}

function tell(): void {
  for (const listener of listeners) listener()
}

/** Works where the browser lets it: at once, or within a touch. */
export function wakeSound(): void {
  if (audio === null) {
    audio = new AudioContext()
    audio.addEventListener('statechange', tell)
    tell()
  }
  if (audio.state !== 'running') void audio.resume()
}

/** Beeps once for each round of critical alarms that nobody has heard yet. Who muted the screen wants to hear of none. */
export function useAlarmSound(alarms: AlarmView[] | undefined): void {
  const heard = useRef(new Set<string>())
  const state = useSound()
  useEffect(() => {
    wakeSound()
    // The end of a touch: its beginning does not count as one to a browser.
    window.addEventListener('pointerup', wakeSound)
    window.addEventListener('keydown', wakeSound)
    return () => {
      window.removeEventListener('pointerup', wakeSound)
      window.removeEventListener('keydown', wakeSound)
    }
  }, [])
  useEffect(() => {
    if (alarms === undefined || state === 'asleep') return
    const urgent = alarms.filter(alarm => alarm.severity === 'critical' && !alarm.acked).map(alarm => alarm.id)
    const fresh = urgent.some(id => !heard.current.has(id))
    heard.current = new Set(urgent)
    if (fresh && state === 'on' && audio !== null) beep(audio)
  }, [alarms, state])
}

/** As an alarm would sound, for somebody who wants to know whether it is heard. */
export function playBeep(): void {
  wakeSound()
  if (audio !== null) beep(audio)
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
