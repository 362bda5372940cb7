import { useTranslation } from 'react-i18next'
import type { SalesNumbers } from '../../shared/domain/day-numbers.ts'
import { price } from '../look/money.ts'

/** The numbers that are looked for first, the largest first. */
export function Figures({ report }: { report: SalesNumbers }) {
  const { t } = useTranslation()
  const net = report.sales - report.refunded
  const { refunds } = report
  return (
    <dl className="figures">
      <Figure big label={t('report.net')} value={price(net)} testId="report-net" />
      <Figure label={t('report.sales')} value={price(report.sales)} />
      <Figure label={t('report.orders')} value={String(report.orders)} testId="report-orders" />
      <Figure
        label={t('report.each')}
        value={report.orders === 0 ? '—' : price(Math.round(report.sales / report.orders))}
      />
      <Figure
        label={t('report.refunds')}
        value={price(-report.refunded)}
        note={refunds.count === 0 ? null : t('report.refundsCount', { count: refunds.count })}
      />
      <Figure label={t('report.discounts')} value={price(-report.discounts)} />
    </dl>
  )
}

function Figure({
  label,
  value,
  note = null,
  big = false,
  testId,
}: {
  label: string
  value: string
  note?: string | null
  big?: boolean
  testId?: string
}) {
  return (
    <div className="figure" data-big={big}>
      <dt className="figure-name">{label}</dt>
      <dd className="figure-value" data-testid={testId}>
        {value}
        {note !== null && <span className="figure-note">{note}</span>}
      </dd>
    </div>
  )
}
