import { useTranslation } from 'react-i18next'
import { useConflicts, useOpenCalls, useQuarantine } from '../door/queries.ts'
import { go, type QueueTab, queueTabs } from '../shell/route.ts'
import { ConflictsTab } from './ConflictsTab.tsx'
import { JobsTab } from './JobsTab.tsx'
import { OutboxTab } from './OutboxTab.tsx'
import { QuarantineTab } from './QuarantineTab.tsx'
import { SuspiciousTab } from './SuspiciousTab.tsx'

export function QueuePage({ tab, focus }: { tab: QueueTab; focus: string | null }) {
  const { t } = useTranslation()
  const counts: Record<QueueTab, number> = {
    jobs: 0,
    quarantine: (useQuarantine().data ?? []).length,
    suspicious: 0,
    conflicts: (useConflicts().data ?? []).length,
    outbox: (useOpenCalls().data ?? []).filter(one => one.state === 'refused').length,
  }
  return (
    <main className="page">
      <div className="page-scroll">
        <div className="tabs" role="tablist" aria-label={t('nav.queue')}>
          {queueTabs.map(one => (
            <button
              key={one}
              type="button"
              role="tab"
              className="tab"
              aria-selected={one === tab}
              onClick={() => go({ page: 'queue', tab: one, focus: null })}
            >
              {t(`queue.tabs.${one}`)}
              {counts[one] > 0 && <span className="tab-count">{counts[one]}</span>}
            </button>
          ))}
        </div>
        {tab === 'jobs' && <JobsTab focus={focus} />}
        {tab === 'quarantine' && <QuarantineTab />}
        {tab === 'conflicts' && <ConflictsTab />}
        {tab === 'suspicious' && <SuspiciousTab />}
        {tab === 'outbox' && <OutboxTab />}
      </div>
    </main>
  )
}
