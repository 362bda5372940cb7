import { Button } from 'antd'
import type { TFunction } from 'i18next'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { JobView } from '../../shared/domain/views/printing-views.ts'
import { useBoard } from '../door/queries.ts'
import { Icon } from '../look/Icon.tsx'
import { jobIcons, jobTones, StateTag } from '../look/StateTag.tsx'
import { timeOf } from '../look/time.ts'
import { JobActions } from '../orders/JobActions.tsx'
import { Marks } from '../orders/JobCard.tsx'
import { kindOf, useJobExplanation, useJobTitle, usePrinterName } from '../orders/job-title.ts'
import { dayNumber, orderTitle } from '../orders/order-title.ts'
import { Paper } from '../orders/Paper.tsx'
import { go } from '../shell/route.ts'
import { useTimezone } from '../shell/shop.ts'

/** One job in the queue. What waits for a person shows its buttons at once; the others unfold. */
export function JobRow({ job, focused }: { job: JobView; focused: boolean }) {
  const { t } = useTranslation()
  const title = useJobTitle()
  const explanation = useJobExplanation()
  const printerName = usePrinterName()
  const timezone = useTimezone()
  const row = useRef<HTMLElement>(null)
  const tone = jobTones[job.state]
  const asks = job.state === 'uncertain' || job.state === 'held'
  const { orderId, source } = job
  useEffect(() => {
    if (focused) row.current?.scrollIntoView({ block: 'nearest' })
  }, [focused])
  return (
    <article className="job-row" data-testid={`job-${job.jobId}`} data-state={job.state} data-tone={tone} ref={row}>
      <button
        type="button"
        className="job-row-head"
        aria-expanded={focused}
        onClick={() => go({ page: 'queue', tab: 'jobs', focus: focused ? null : job.jobId })}
      >
        <JobName job={job} />
        <span className="job-row-what">
          {title(job)} <span className="quiet">→ {printerName(job.printerId)}</span>
        </span>
        <time className="job-row-time">{timeOf(job.createdAt, timezone)}</time>
        <StateTag tone={tone} icon={jobIcons[job.state] ?? tone} word={t(`job.state.${job.state}`)} />
        <span className="fold-mark" data-open={focused}>
          <Icon name="arrow" size={18} />
        </span>
      </button>
      {(asks || focused) && (
        <div className="job-row-body">
          <p className="job-explain">{explanation(job)}</p>
          <Marks job={job} />
          <div className="job-row-acts">
            <JobActions job={job} />
            {orderId !== null && source !== null && !job.foreign && (
              <Button type="link" onClick={() => go({ page: 'orders', order: { source, orderId } })}>
                {t('queue.openOrder')}
              </Button>
            )}
          </div>
          {focused && job.paper && <Paper job={job} />}
        </div>
      )}
    </article>
  )
}

/** The name the kitchen knows it by, where the board still has the order; a page without an order is called what it is. */
function JobName({ job }: { job: JobView }) {
  const { t } = useTranslation()
  const order = useBoard().data?.orders.find(one => one.orderId === job.orderId && one.source === job.source)
  return <span className="job-row-name">{order === undefined ? bareName(job, t) : orderTitle(order, t)}</span>
}

function bareName(job: JobView, t: TFunction): string {
  if (job.foreign && job.source !== null) return job.source
  if (job.orderId === null) return kindOf(job, t)
  return job.number !== null && job.number > 0 ? dayNumber(job.number) : job.orderId
}
