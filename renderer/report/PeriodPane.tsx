import { useTranslation } from 'react-i18next'
import type { PeriodView } from '../../shared/domain/views/day-views.ts'
import { usePeriod } from '../door/queries.ts'
import { Failed, Loading } from '../look/Blank.tsx'
import { MoneyBars, WaitLines } from './Charts.tsx'
import { CustomersCard } from './CustomersCard.tsx'
import { type Range, weekdayName } from './calendar.ts'
import { Figures } from './Figures.tsx'
import { MonthMap } from './MonthMap.tsx'
import { PaperCards } from './PaperCards.tsx'
import { SalesCards } from './SalesCards.tsx'

/** A week, or a month in one picture. */
export function PeriodPane({ span, range }: { span: 'week' | 'month'; range: Range }) {
  const { t } = useTranslation()
  const period = usePeriod(range)
  if (period.data !== undefined) return <Period span={span} period={period.data} />
  if (!period.isError) return <Loading />
  return <Failed title={t('report.failed')} error={period.error} again={() => void period.refetch()} />
}

function Period({ span, period }: { span: 'week' | 'month'; period: PeriodView }) {
  const { t, i18n } = useTranslation()
  const { report, names, days } = period
  const short = (day: string) => (span === 'week' ? weekdayName(day, i18n.language) : String(Number(day.slice(-2))))
  return (
    <>
      {span === 'month' && <MonthMap period={period} />}
      <Figures report={{ ...report, ...period.adjusted }} />
      <section className="report-card" aria-label={t('report.days')}>
        <h2>{t('report.days')}</h2>
        <MoneyBars
          name={t('report.net')}
          rows={days.map(one => ({ label: short(one.day), fen: one.sales - one.refunded }))}
        />
      </section>
      <section className="report-card" aria-label={t('report.hours')}>
        <h2>{t('report.hours')}</h2>
        <MoneyBars
          name={t('report.sales')}
          rows={report.hours.map(one => ({ label: `${one.hour}:00`, fen: one.sales }))}
        />
      </section>
      {period.waits.length > 0 && (
        <section className="report-card" aria-label={t('report.waitTitle')}>
          <h2>{t('report.waitTitle')}</h2>
          <WaitLines
            names={{ median: t('report.median'), p95: t('report.p95') }}
            rows={period.waits.map(one => ({ label: short(one.day), medianMs: one.medianMs, p95Ms: one.p95Ms }))}
          />
        </section>
      )}
      <div className="report-cards">
        <SalesCards report={report} names={names} />
        <PaperCards report={report} names={names} />
        <CustomersCard daily={report.customers} active={period.active} />
      </div>
    </>
  )
}
