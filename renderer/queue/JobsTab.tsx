import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { JobState } from '../../shared/domain/print-job.ts'
import type { JobView } from '../../shared/domain/views/printing-views.ts'
import { openStates, settledStates, useOpenJobs, usePrinters, useSettledJobs } from '../door/queries.ts'
import { Blank, Failed, Loading } from '../look/Blank.tsx'
import { Chips } from '../look/Chips.tsx'
import { JobRow } from './JobRow.tsx'

/** What is not done yet, then what is; both narrowed by state and printer. */
export function JobsTab({ focus }: { focus: string | null }) {
  const { t } = useTranslation()
  const [state, setState] = useState<JobState | null>(null)
  const [printer, setPrinter] = useState<string | null>(null)
  const printers = usePrinters().data ?? []
  const isOpenState = state !== null && (openStates as readonly JobState[]).includes(state)
  return (
    <>
      <Chips
        label={t('queue.filterState')}
        value={state}
        all={t('queue.allStates')}
        options={[...openStates, ...settledStates].map(one => ({ value: one, label: t(`job.state.${one}`) }))}
        onChange={setState}
      />
      {printers.length > 1 && (
        <Chips
          label={t('queue.filterPrinter')}
          value={printer}
          all={t('queue.allPrinters')}
          options={printers.map(one => ({ value: one.id, label: one.name }))}
          onChange={setPrinter}
        />
      )}
      {(state === null || isOpenState) && <OpenJobs state={state} printer={printer} focus={focus} />}
      {!isOpenState && <SettledJobs state={state} printer={printer} focus={focus} />}
    </>
  )
}

type ListProps = { state: JobState | null; printer: string | null; focus: string | null }

function OpenJobs({ state, printer, focus }: ListProps) {
  const { t } = useTranslation()
  const open = useOpenJobs(printer)
  if (open.data === undefined) {
    if (open.isError) {
      return <Failed title={t('queue.failed')} error={open.error} again={() => void open.refetch()} />
    }
    return <Loading />
  }
  const jobs = open.data.filter(job => state === null || job.state === state)
  return (
    <section className="list-section" aria-label={t('queue.open')}>
      <h2>
        {t('queue.open')} <span className="board-count">{jobs.length}</span>
      </h2>
      {jobs.length === 0 &&
        (state === null ? (
          <Blank icon="printed" tone="printed" title={t('queue.allClear')} hint={t('queue.allClearHint')} />
        ) : (
          <Blank icon="search" tone="sent" title={t('queue.noMatch')} />
        ))}
      <Rows jobs={jobs} focus={focus} />
    </section>
  )
}

function SettledJobs({ state, printer, focus }: ListProps) {
  const { t } = useTranslation()
  const settled = useSettledJobs(state, printer)
  if (settled.data === undefined) {
    if (settled.isError) {
      return <Failed title={t('queue.failed')} error={settled.error} again={() => void settled.refetch()} />
    }
    return <Loading />
  }
  const jobs = settled.data.pages
    .flat()
    .filter(job => settledStates.includes(job.state))
    .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))
  return (
    <section className="list-section" aria-label={t('queue.settled')}>
      <h2>{t('queue.settled')}</h2>
      {jobs.length === 0 && <p className="quiet">{state === null ? t('queue.noSettled') : t('queue.noMatch')}</p>}
      <Rows jobs={jobs} focus={focus} />
      {settled.hasNextPage && (
        <Button block loading={settled.isFetchingNextPage} onClick={() => void settled.fetchNextPage()}>
          {t('shell.more')}
        </Button>
      )}
    </section>
  )
}

function Rows({ jobs, focus }: { jobs: JobView[]; focus: string | null }) {
  return (
    <div className="rows">
      {jobs.map(job => (
        <JobRow key={job.jobId} job={job} focused={job.jobId === focus} />
      ))}
    </div>
  )
}
