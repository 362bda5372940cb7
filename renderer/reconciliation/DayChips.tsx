import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { DifferenceDayView } from '../../shared/domain/views/difference-views.ts'
import { Chips } from '../look/Chips.tsx'
import { go } from '../shell/route.ts'

/** Days with something open lie open; any other is a touch further. */
export function DayChips({ day, days }: { day: string | null; days: readonly DifferenceDayView[] }) {
  const { t } = useTranslation()
  const shown = [...days].sort((a, b) => b.day.localeCompare(a.day)).slice(0, 7)
  if (day !== null && !shown.some(one => one.day === day)) shown.unshift({ day, open: 0, critical: 0 })
  const choose = (chosen: string | null) => go({ page: 'reconciliation', day: chosen, focus: null })
  return (
    <div className="difference-days">
      <Chips
        label={t('difference.filterDay')}
        value={day}
        all={t('difference.allDays')}
        options={shown.map(one => ({
          value: one.day,
          label: one.open > 0 ? `${short(one.day)} · ${one.open}` : short(one.day),
        }))}
        onChange={choose}
      />
      <Input
        type="date"
        className="difference-picker"
        aria-label={t('difference.earlier')}
        value={day ?? ''}
        onChange={event => choose(event.target.value === '' ? null : event.target.value)}
      />
    </div>
  )
}

/** 11-22 */
function short(day: string): string {
  return day.slice('2026-'.length)
}
