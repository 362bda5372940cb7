import { useTranslation } from 'react-i18next'
import type { DayReport, ReportNames } from '../../shared/domain/views/day-views.ts'
import { useReportWords } from './report-words.ts'

/** How long orders waited for their paper, and what was wrong with printers. */
export function PaperCards({ report, names }: { report: DayReport; names: ReportNames }) {
  const { t } = useTranslation()
  const { slip } = useReportWords()
  const { paper, printers } = report
  const most = Math.max(1, ...paper.waits.map(band => band.orders))
  const waited = paper.waits.some(band => band.orders > 0)
  const within = (upTo: number | null) =>
    upTo === null
      ? t('report.waitOver')
      : upTo < 60
        ? t('report.waitWithin', { seconds: upTo })
        : t('report.waitMinutes', { minutes: upTo / 60 })
  const counts = (['reprints', 'copies', 'doubtful', 'uncertain', 'held', 'failed', 'unconfirmed'] as const).filter(
    name => paper[name] > 0,
  )
  return (
    <>
      <section className="report-card" aria-label={t('report.wait')}>
        <h2>{t('report.wait')}</h2>
        {!waited && <p className="quiet">{t('report.waitNone')}</p>}
        {paper.wait !== null && (
          <p className="wait-times">
            <span>
              {slip.paper.median} <b>{slip.paper.seconds(paper.wait.medianMs)}</b>
            </span>
            <span>
              {slip.paper.p95} <b>{slip.paper.seconds(paper.wait.p95Ms)}</b>
            </span>
            <span>
              {slip.paper.longest} <b>{slip.paper.seconds(paper.wait.longestMs)}</b>
            </span>
          </p>
        )}
        {waited && (
          <ul className="shares">
            {paper.waits.map(band => (
              <li key={String(band.upTo)}>
                <span className="share-name">{within(band.upTo)}</span>
                <span className="share-count">{t('report.ordersCount', { count: band.orders })}</span>
                <span className="share-bar" style={{ width: `${(band.orders / most) * 100}%` }} aria-hidden="true" />
              </li>
            ))}
          </ul>
        )}
      </section>
      <section className="report-card" aria-label={t('report.trouble')}>
        <h2>{t('report.trouble')}</h2>
        {printers.length === 0 && <p className="quiet">{t('report.noTrouble')}</p>}
        <ul className="plain-rows">
          {printers.map(one => (
            <li key={`${one.printer} ${one.code}`}>
              <span>
                {names.printers[one.printer] ?? one.printer} {slip.troubles[one.code] ?? one.code}
              </span>
              <b>{slip.trouble(one.times, one.minutes)}</b>
            </li>
          ))}
          {counts.map(name => (
            <li key={name}>
              <span>{slip.paper[name]}</span>
              <b>{paper[name]}</b>
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}
