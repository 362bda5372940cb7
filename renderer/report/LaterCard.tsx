import { Button } from 'antd'
import { use, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AdjustmentView, DayView } from '../../shared/domain/views/day-views.ts'
import { price } from '../look/money.ts'
import { timeOf } from '../look/time.ts'
import { useWho } from '../look/who.ts'
import { hashOf } from '../shell/route.ts'
import { ShopContext } from '../shell/shop.ts'
import { Correct } from './Correct.tsx'
import { useReportWords } from './report-words.ts'

/** What the close left open, and what came to be known after it. */
export function LaterCard({ view }: { view: DayView }) {
  const { t } = useTranslation()
  const [correcting, setCorrecting] = useState(false)
  const open = view.discrepancies.filter(one => one.state === 'open' || one.state === 'suspended')
  if (view.state === 'open' && open.length === 0) return null
  return (
    <section className="report-card" aria-label={t('report.laterTitle')} data-testid="later">
      {view.state === 'closed' && <h2>{t('report.laterTitle')}</h2>}
      {open.length > 0 && (
        <p className="report-differences" data-tone="problem">
          {t('report.differences', { count: open.length })}{' '}
          <a href={hashOf({ page: 'reconciliation', day: view.day, focus: null })}>{t('report.differencesGo')}</a>
        </p>
      )}
      {view.state === 'closed' && (
        <>
          {view.adjustments.length === 0 ? (
            <p className="quiet">{t('report.laterEmpty')}</p>
          ) : (
            <p>{t('report.laterNet', { amount: price(view.adjusted.net) })}</p>
          )}
          <ul className="adjustments">
            {view.adjustments.toReversed().map(one => (
              <Adjustment key={one.id} one={one} />
            ))}
          </ul>
          <div className="card-acts">
            <Button onClick={() => setCorrecting(true)}>{t('report.correct')}</Button>
          </div>
          {correcting && <Correct day={view.day} onDone={() => setCorrecting(false)} />}
        </>
      )}
    </section>
  )
}

function Adjustment({ one }: { one: AdjustmentView }) {
  const { file } = useReportWords()
  const { timezone } = use(ShopContext)
  const who = useWho()
  const added = one.sales - one.refunded
  return (
    <li>
      <b>{file.adjustment[one.kind]}</b>
      <span className={added < 0 ? 'less' : ''}>
        {added > 0 ? '+' : ''}
        {price(added)}
      </span>
      <span className="quiet">
        {timeOf(one.at, timezone)} · {who(one.by)} · {one.reason}
        {one.demo ? ` · ${file.demo}` : ''}
      </span>
    </li>
  )
}
