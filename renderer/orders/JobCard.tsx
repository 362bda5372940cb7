import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AttemptView, JobView } from '../../shared/domain/views/printing-views.ts'
import { Icon } from '../look/Icon.tsx'
import { jobIcons, jobTones, StateTag } from '../look/StateTag.tsx'
import { exactTimeOf } from '../look/time.ts'
import { useTimezone } from '../shell/shop.ts'
import { JobActions } from './JobActions.tsx'
import { useJobExplanation, useJobTitle, usePrinterName } from './job-title.ts'

/** One ticket's way onto paper: where it stands, what that means, what can be done. */
export function JobCard({ job }: { job: JobView }) {
  const { t } = useTranslation()
  const title = useJobTitle()
  const printerName = usePrinterName()
  const explanation = useJobExplanation()
  const [unfolded, setUnfolded] = useState(false)
  const tone = jobTones[job.state]
  return (
    <article className="job-card" data-tone={tone}>
      <header>
        <span className="job-title">
          {title(job)}
          <span className="quiet"> → {printerName(job.printerId)}</span>
        </span>
        <StateTag tone={tone} icon={jobIcons[job.state] ?? tone} word={t(`job.state.${job.state}`)} />
      </header>
      <p className="job-explain">{explanation(job)}</p>
      <Marks job={job} />
      <JobActions job={job} />
      <button
        type="button"
        className="fold"
        aria-expanded={unfolded}
        data-open={unfolded}
        onClick={() => setUnfolded(!unfolded)}
      >
        <Icon name="arrow" size={18} />
        {t('job.attempts')} ({job.attempts.length})
      </button>
      {unfolded && <Attempts attempts={job.attempts} />}
    </article>
  )
}

export function Marks({ job }: { job: JobView }) {
  const { t } = useTranslation()
  if (job.marks.length === 0 && job.reprintOf === null) return null
  return (
    <p className="marks">
      {job.marks.map(mark => (
        <span className="mark" key={mark} lang="zh-CN">
          {mark}
        </span>
      ))}
      {job.reprintOf !== null && <span className="quiet">{t('job.copyOf')}</span>}
    </p>
  )
}

function Attempts({ attempts }: { attempts: AttemptView[] }) {
  const { t } = useTranslation()
  const timezone = useTimezone()
  if (attempts.length === 0) return <p className="quiet">{t('job.noAttempts')}</p>
  return (
    <ol className="timeline">
      {attempts.map((attempt, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: attempts only grow at their end
        <li key={index}>
          <time>{exactTimeOf(attempt.at, timezone)}</time>
          <span>
            <strong>
              {t('job.attempt', { n: index + 1 })} · {t(`job.outcome.${attempt.outcome}`)}
            </strong>
            <span className="quiet">
              {' '}
              {t('job.bytes', { count: attempt.bytes })} · {t(`job.evidence.${attempt.evidence}`)}
            </span>
            {attempt.error !== null && <span className="attempt-error">{attempt.error}</span>}
          </span>
        </li>
      ))}
    </ol>
  )
}
