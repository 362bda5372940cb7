import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { alarmWords } from '../../shared/domain/alarm.ts'
import type { AlarmView } from '../../shared/domain/views/shop-views.ts'
import { useAct } from '../door/act.ts'
import { useAlarms } from '../door/queries.ts'
import { Icon } from '../look/Icon.tsx'
import { timeOf } from '../look/time.ts'
import { currentLanguage } from '../words/i18n.ts'
import { useAlarmSound } from './alarm-sound.ts'
import { alarmTarget } from './alarm-target.ts'
import { go } from './route.ts'
import { useTimezone } from './shop.ts'

/** Rows shown before the rest folds away; the first unseen one is in big type. */
const mostRows = 2

/** Above everything, pushing the page down, for as long as an alarm stands. */
export function AlarmBar() {
  const { t } = useTranslation()
  const alarms = useAlarms().data
  const [unfolded, setUnfolded] = useState(false)
  useAlarmSound(alarms)
  const sorted = (alarms ?? []).toSorted(bySeverity)
  useTitle(sorted[0])
  if (sorted.length === 0) return null
  const shown = unfolded ? sorted : sorted.slice(0, mostRows)
  const hidden = sorted.length - shown.length
  return (
    <section className="alarms" data-testid="alarm" data-unfolded={unfolded} role="alert" aria-label={t('alarm.label')}>
      {shown.map((alarm, index) => (
        <AlarmRow key={alarm.id} alarm={alarm} size={alarm.acked ? 'quiet' : index === 0 ? 'big' : 'small'}>
          {index === 0 && sorted.length > mostRows && (
            <button
              type="button"
              className="alarm-button more"
              aria-expanded={unfolded}
              aria-label={unfolded ? t('alarm.fewer') : t('alarm.more', { count: hidden })}
              onClick={() => setUnfolded(!unfolded)}
            >
              {unfolded ? t('alarm.fewer') : `+${hidden}`}
            </button>
          )}
        </AlarmRow>
      ))}
    </section>
  )
}

type AlarmRowProps = { alarm: AlarmView; size: 'big' | 'small' | 'quiet'; children?: ReactNode }

function AlarmRow({ alarm, size, children }: AlarmRowProps) {
  const { t } = useTranslation()
  const timezone = useTimezone()
  const ack = useAct({ call: (door, alarmId: string) => door.rpc.ackAlarm.mutate({ alarmId }), done: () => null })
  const { message, remedy } = alarmWords(alarm.code, alarm.facts, currentLanguage())
  const target = alarmTarget(alarm)
  return (
    <div className="alarm-row" data-severity={alarm.severity} data-size={size}>
      <span className="alarm-icon">
        <Icon name="problem" size={size === 'big' ? 44 : 24} />
        <span className="unseen">{t(`alarm.${alarm.severity}`)}</span>
      </span>
      <p className="alarm-words">
        <strong className="alarm-message">{message}</strong>
        <span className="alarm-remedy">{remedy}</span>
        <span className="alarm-since">
          {t('alarm.since', { time: timeOf(alarm.since, timezone) })}
          {alarm.acked && ` · ${t('alarm.acked')}`}
        </span>
      </p>
      <span className="alarm-buttons">
        {target !== null && (
          <button type="button" className="alarm-button strong" onClick={() => go(target)}>
            {t('alarm.go')}
          </button>
        )}
        {!alarm.acked && (
          <button type="button" className="alarm-button" disabled={ack.isPending} onClick={() => ack.mutate(alarm.id)}>
            {t('alarm.ack')}
          </button>
        )}
        {children}
      </span>
    </div>
  )
}

/** Unseen before seen, critical before warning, the latest first. */
function bySeverity(a: AlarmView, b: AlarmView): number {
  if (a.acked !== b.acked) return a.acked ? 1 : -1
  if (a.severity !== b.severity) return a.severity === 'critical' ? -1 : 1
  return b.since.localeCompare(a.since)
}

function useTitle(worst: AlarmView | undefined): void {
  const { t, i18n } = useTranslation()
  const app = t('app')
  useEffect(() => {
    const language = i18n.language === 'en' ? 'en' : 'zh-CN'
    document.title = worst === undefined ? app : `(!) ${alarmWords(worst.code, worst.facts, language).message} · ${app}`
  }, [worst, app, i18n.language])
  useEffect(
    () => () => {
      document.title = app
    },
    [app],
  )
}
