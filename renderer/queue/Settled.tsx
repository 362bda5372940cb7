import { useTranslation } from 'react-i18next'
import type { SettledView } from '../../shared/domain/views/order-views.ts'
import { timeOf } from '../look/time.ts'
import { useWho } from '../look/who.ts'
import { useTimezone } from '../shell/shop.ts'

/** Who settled it and when, and in that person's words why. */
export function Settled({ settled }: { settled: SettledView }) {
  const { t } = useTranslation()
  const timezone = useTimezone()
  const who = useWho()
  if (settled === null) return null
  const by = who(settled.by)
  return (
    <p className="aside-settled">
      {settled.note !== null && <strong>{settled.note}</strong>}
      <span className="quiet">{t('aside.settledBy', { by, time: timeOf(settled.at, timezone) })}</span>
    </p>
  )
}
