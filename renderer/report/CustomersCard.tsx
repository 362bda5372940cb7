import { useTranslation } from 'react-i18next'
import type { CustomerNumbers } from '../../shared/domain/views/day-views.ts'
import { price } from '../look/money.ts'

/** C-CARE: who came, and what they spent. `active` null: they are forgotten, and only each day's count is left. */
export function CustomersCard({ daily, active }: { daily: CustomerNumbers; active: CustomerNumbers | null }) {
  const { t } = useTranslation()
  const shown = active ?? daily
  return (
    <section className="report-card" aria-label={t('report.customers')}>
      <h2>{t('report.customers')}</h2>
      {daily.customers === 0 ? (
        <p className="quiet">{t('report.noCustomers')}</p>
      ) : (
        <dl className="customer-figures">
          <div>
            <dt>{t('report.active')}</dt>
            <dd data-testid="report-customers">{shown.customers}</dd>
          </div>
          <div>
            <dt>{t('report.newcomers')}</dt>
            <dd>{shown.newcomers}</dd>
          </div>
          <div>
            <dt>{t('report.returning')}</dt>
            <dd>{shown.returning}</dd>
          </div>
          <div>
            <dt>{t('report.spentEach')}</dt>
            <dd>{price(Math.round(shown.spent / Math.max(1, shown.customers)))}</dd>
          </div>
        </dl>
      )}
      {active === null && daily.customers > 0 && <p className="quiet">{t('report.forgotten')}</p>}
    </section>
  )
}
