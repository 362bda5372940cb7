import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OrderDetail } from '../../shared/domain/views/order-views.ts'
import { HandoverButtons } from './HandoverButtons.tsx'
import { JobCard } from './JobCard.tsx'
import { useJobTitle } from './job-title.ts'
import { Paper } from './Paper.tsx'
import { ReceiptButton } from './ReceiptButton.tsx'
import { RushButton } from './RushButton.tsx'

/** The tickets of an order: one card each, and the paper of the one that is looked at. */
export function OrderTickets({ order }: { order: OrderDetail }) {
  const { t } = useTranslation()
  const { jobs } = order
  const title = useJobTitle()
  const [chosen, setChosen] = useState<string | null>(null)
  const onPaper = jobs.filter(job => job.paper)
  const shown = onPaper.find(job => job.jobId === chosen) ?? onPaper.at(-1)
  return (
    <>
      <section className="panel-section">
        <h2>{t('order.tickets')}</h2>
        {jobs.length === 0 && <p className="quiet">{t('order.noTickets')}</p>}
        {jobs.map(job => (
          <JobCard key={job.jobId} job={job} />
        ))}
        <div className="order-acts">
          <RushButton order={order} />
          <ReceiptButton order={order} />
        </div>
        <HandoverButtons order={order} />
      </section>
      {jobs.length > 0 && (
        <section className="panel-section">
          <h2>{t('job.paper')}</h2>
          {onPaper.length > 1 && (
            <Segmented
              className="paper-choice"
              aria-label={t('job.which')}
              value={shown?.jobId ?? ''}
              onChange={value => setChosen(value)}
              options={onPaper.map(job => ({ value: job.jobId, label: title(job) }))}
            />
          )}
          {shown === undefined ? <p className="quiet">{t('job.noPaper')}</p> : <Paper job={shown} />}
        </section>
      )}
    </>
  )
}
