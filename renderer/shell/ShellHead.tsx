import { use } from 'react'
import { useTranslation } from 'react-i18next'
import { useLostSince } from '../door/screen.ts'
import { timeOf, useNow } from '../look/time.ts'
import { LanguageSwitch } from './LanguageSwitch.tsx'
import { PauseButton } from './PauseButton.tsx'
import { SoundButton } from './SoundButton.tsx'
import { ShopContext } from './shop.ts'

/** Whose screen this is, and what time it is there. */
export function Head() {
  const { t } = useTranslation()
  const shop = use(ShopContext)
  const now = useNow()
  return (
    <header className="shell-head">
      <img src="./favicon.svg" alt="" width={40} height={40} />
      <div className="shell-who">
        <span className="shell-shop" title={shop.version === '' ? undefined : t('shell.newVersion', shop)}>
          {shop.name === '' ? t('app') : shop.name}
        </span>
        <time className="shell-clock">{timeOf(new Date(now).toISOString(), shop.timezone, now)}</time>
      </div>
    </header>
  )
}

export function Tools() {
  const { t } = useTranslation()
  const live = useLostSince() === null
  const connection = live ? t('shell.live') : t('shell.lost')
  return (
    <div className="shell-tools">
      <span className="connection" data-live={live} role="status" aria-label={connection}>
        <span className="connection-dot" aria-hidden="true" />
        <span className="connection-word">{connection}</span>
      </span>
      <SoundButton />
      <PauseButton />
      <LanguageSwitch />
    </div>
  )
}
