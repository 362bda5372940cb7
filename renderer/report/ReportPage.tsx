import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useToday } from '../door/queries.ts'
import { Failed, Loading } from '../look/Blank.tsx'
import { Icon } from '../look/Icon.tsx'
import { go, type Span, spans } from '../shell/route.ts'
import { monthOf, step, weekdayName, weekOf } from './calendar.ts'
import { DayPane } from './DayPane.tsx'
import { PeriodPane } from './PeriodPane.tsx'

/** What was sold and how it went: a day, a week, a month. */
export function ReportPage({ span, day }: { span: Span; day: string | null }) {
  const { t } = useTranslation()
  const today = useToday()
  const shown = day ?? today.data
  return (
    <main className="page">
      <div className="page-scroll">
        {shown === undefined || today.data === undefined ? (
          today.isError ? (
            <Failed title={t('report.failed')} error={today.error} again={() => void today.refetch()} />
          ) : (
            <Loading />
          )
        ) : (
          <div className="report">
            <Head span={span} day={shown} today={today.data} />
            {span === 'day' && <DayPane key={shown} day={shown} today={today.data} />}
            {span === 'week' && <PeriodPane span="week" range={weekOf(shown)} />}
            {span === 'month' && <PeriodPane span="month" range={monthOf(shown)} />}
          </div>
        )}
      </div>
    </main>
  )
}

function Head({ span, day, today }: { span: Span; day: string; today: string }) {
  const { t, i18n } = useTranslation()
  const week = weekOf(day)
  const title =
    span === 'day'
      ? `${day} ${weekdayName(day, i18n.language)}`
      : span === 'month'
        ? day.slice(0, 7)
        : t('report.week', { from: week.from, until: week.until.slice('2026-'.length) })
  const to = (other: string) => go({ page: 'report', span, day: other === today ? null : other })
  const later = step(day, span, 1)
  return (
    <header className="report-head">
      <fieldset className="report-spans">
        <legend className="unseen">{t('report.spanLabel')}</legend>
        {spans.map(one => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={one === span}
            data-testid={`report-${one}`}
            onClick={() => go({ page: 'report', span: one, day: day === today ? null : day })}
          >
            {t(`report.span.${one}`)}
          </button>
        ))}
      </fieldset>
      <div className="report-when">
        <Button aria-label={t('report.earlier')} onClick={() => to(step(day, span, -1))}>
          <Icon name="back" size={20} />
        </Button>
        <h1>{title}</h1>
        <Button aria-label={t('report.later')} disabled={later > today} onClick={() => to(later)}>
          <span className="turned">
            <Icon name="back" size={20} />
          </span>
        </Button>
        <Button disabled={day === today} onClick={() => to(today)}>
          {t('report.today')}
        </Button>
      </div>
    </header>
  )
}
