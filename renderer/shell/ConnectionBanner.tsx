import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLostSince } from '../door/screen.ts'
import { timeOf } from '../look/time.ts'
import { useTimezone } from './shop.ts'

/** A restart that is over within a second frightens nobody. */
const calmMs = 1_000

export function ConnectionBanner() {
  const { t } = useTranslation()
  const timezone = useTimezone()
  const since = useLostSince()
  const [shown, setShown] = useState(false)
  useEffect(() => {
    if (since === null) {
      setShown(false)
      return
    }
    const timer = setTimeout(() => setShown(true), Math.max(0, since + calmMs - Date.now()))
    return () => clearTimeout(timer)
  }, [since])
  if (!shown || since === null) return null
  return (
    <div className="lost-banner" role="status">
      <span className="spinner small" aria-hidden="true" />
      <span>
        <strong>{t('shell.lostBanner')}</strong>{' '}
        <span className="lost-hint">
          {t('shell.lostHint', { time: timeOf(new Date(since).toISOString(), timezone) })}
        </span>
      </span>
    </div>
  )
}
