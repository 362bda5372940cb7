import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConflictView } from '../../shared/domain/views/order-views.ts'
import { useAct } from '../door/act.ts'
import { useConflicts, useSettledConflicts } from '../door/queries.ts'
import { Blank, Failed, Loading } from '../look/Blank.tsx'
import { Confirm } from '../look/Confirm.tsx'
import { StateTag } from '../look/StateTag.tsx'
import { timeOf } from '../look/time.ts'
import { useTimezone } from '../shell/shop.ts'
import { asideTones } from './aside-tones.ts'
import { Comparison } from './Comparison.tsx'
import { DismissDialog } from './DismissDialog.tsx'
import { useResultWords } from './result-words.ts'
import { Settled } from './Settled.tsx'

export function ConflictsTab() {
  const { t } = useTranslation()
  const conflicts = useConflicts()
  const done = useSettledConflicts().data ?? []
  if (conflicts.data === undefined) {
    if (!conflicts.isError) return <Loading />
    return <Failed title={t('conflict.failed')} error={conflicts.error} again={() => void conflicts.refetch()} />
  }
  const open = conflicts.data
  return (
    <section className="list-section" aria-label={t('queue.tabs.conflicts')}>
      {open.length === 0 ? (
        <Blank icon="printed" tone="printed" title={t('conflict.empty')} hint={t('conflict.emptyHint')} />
      ) : (
        <p className="list-hint">{t('conflict.hint')}</p>
      )}
      {open.map(one => (
        <ConflictCard key={one.id} one={one} />
      ))}
      {done.length > 0 && (
        <details className="done-list">
          <summary>{t('conflict.done', { count: done.length })}</summary>
          {done.map(one => (
            <ConflictCard key={one.id} one={one} />
          ))}
        </details>
      )}
    </section>
  )
}

function ConflictCard({ one }: { one: ConflictView }) {
  const { t } = useTranslation()
  const timezone = useTimezone()
  const resultWords = useResultWords()
  const [everything, setEverything] = useState(false)
  const [asking, setAsking] = useState(false)
  const [dismissing, setDismissing] = useState(false)
  const accept = useAct({
    call: ({ rpc }) => rpc.acceptConflict.mutate({ conflictId: one.id }),
    done: ({ result }) => {
      setAsking(false)
      return resultWords(result)
    },
  })
  return (
    <article className="aside-card" data-tone={asideTones[one.state]}>
      <header>
        <span className="aside-title">
          {one.orderId} · {t('order.revision', { revision: one.revision })}
          <span className="quiet">
            {' '}
            {t('quarantine.from', { source: one.source, time: timeOf(one.receivedAt, timezone) })}
          </span>
        </span>
        {one.state === 'accepted' && <StateTag tone="printed" word={t('conflict.accepted')} />}
        {one.state === 'dismissed' && <StateTag tone="cancelled" word={t('aside.dismissed')} />}
      </header>
      <Settled settled={one.settled} />
      <Segmented
        value={everything ? 'all' : 'changed'}
        onChange={value => setEverything(value === 'all')}
        options={[
          { value: 'changed', label: t('conflict.changedOnly') },
          { value: 'all', label: t('conflict.all') },
        ]}
      />
      <Comparison known={one.known} other={one.other} everything={everything} />
      {one.state === 'open' && (
        <div className="job-row-acts">
          <Button onClick={() => setAsking(true)}>{t('conflict.accept')}</Button>
          <Button type="text" onClick={() => setDismissing(true)}>
            {t('aside.dismiss')}
          </Button>
        </div>
      )}
      <Confirm
        open={asking}
        title={t('conflict.acceptAsk')}
        yes={t('conflict.accept')}
        busy={accept.isPending}
        onYes={() => accept.mutate(undefined)}
        onNo={() => setAsking(false)}
      >
        {t('conflict.acceptText')}
      </Confirm>
      <DismissDialog
        open={dismissing}
        text={t('conflict.dismissText')}
        call={({ rpc }, word) => rpc.dismissConflict.mutate({ conflictId: one.id, ...word })}
        onDone={() => setDismissing(false)}
      />
    </article>
  )
}
