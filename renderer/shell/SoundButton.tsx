import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../look/Icon.tsx'
import { type Sound, setMuted, useSound, wakeSound } from './alarm-sound.ts'

const words = { on: 'shell.soundOn', muted: 'shell.soundOff', asleep: 'shell.soundAsleep' } as const

export function SoundButton() {
  const { t } = useTranslation()
  const sound = useSound()
  // The press that wakes the sound has woken it by the time that it is a click, and must not mute it.
  const pressedAt = useRef<Sound | null>(null)
  const press = () => {
    pressedAt.current = sound
  }
  const click = () => {
    const before = pressedAt.current ?? sound
    pressedAt.current = null
    if (before === 'asleep') wakeSound()
    else setMuted(before === 'on')
  }
  return (
    <button
      type="button"
      className="shell-button"
      data-testid="sound"
      data-sound={sound}
      aria-label={t(words[sound])}
      aria-pressed={sound === 'muted'}
      onPointerDown={press}
      onKeyDown={press}
      onClick={click}
    >
      <Icon name={sound === 'on' ? 'sound' : 'muted'} size={22} />
      <span>{t(words[sound])}</span>
    </button>
  )
}
