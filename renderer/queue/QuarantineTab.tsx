import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { issueWords } from '../../shared/domain/issue-words.ts'
import type { QuarantineView } from '../../shared/domain/views/order-views.ts'
import { useAct } from '../door/act.ts'
import { useQuarantine, useSettledQuarantine } from '../door/queries.ts'
import { Blank, Failed, Loading } from '../look/Blank.tsx'
import { StateTag } from '../look/StateTag.tsx'
import { timeOf } from '../look/time.ts'
import { useTimezone } from '../shell/shop.ts'
import { currentLanguage } from '../words/i18n.ts'
import { asideTones } from './aside-tones.ts'
import { DismissDialog } from './DismissDialog.tsx'
import { pathName } from './field-name.ts'
import { useResultWords } from './result-words.ts'
import { Settled } from './Settled.tsx'

export function QuarantineTab() {
  const { t } = useTranslation()
  const quarantine = useQuarantine()
  const done = useSettledQuarantine().data ?? []
  if (quarantine.data === undefined) {
    if (!quarantine.isError) return <Loading />
    return <Failed title={t('quarantine.failed')} error={quarantine.error} again={() => void quarantine.refetch()} />
  }
  const open = quarantine.data
  return (
    <section className="list-section" aria-label={t('queue.tabs.quarantine')}>
      {open.length === 0 ? (
        <Blank icon="printed" tone="printed" title={t('quarantine.empty')} hint={t('quarantine.emptyHint')} />
      ) : (
        <p className="list-hint">{t('quarantine.hint')}</p>
      )}
      {open.map(one => (
        <QuarantineCard key={one.id} one={one} />
      ))}
      {done.length > 0 && (
        <details className="done-list">
          <summary>{t('quarantine.done', { count: done.length })}</summary>
          {done.map(one => (
            <QuarantineCard key={one.id} one={one} />
          ))}
        </details>
      )}
    </section>
  )
}

/** As people call it, and as its supplier does. */
function Where({ path }: { path: string }) {
  const { t } = useTranslation()
  return (
    <>
      {pathName(path, t)} <code>{path}</code>
    </>
  )
}

function QuarantineCard({ one }: { one: QuarantineView }) {
  const { t } = useTranslation()
  const timezone = useTimezone()
  const resultWords = useResultWords()
  const [dismissing, setDismissing] = useState(false)
  const replay = useAct({
    call: ({ rpc }) => rpc.replay.mutate({ quarantineId: one.id }),
    done: ({ result }) => t('quarantine.result', { result: resultWords(result) }),
  })
  return (
    <article className="aside-card" data-tone={asideTones[one.state]}>
      <header>
        <span className="aside-title">
          {t('quarantine.from', { source: one.source, time: timeOf(one.receivedAt, timezone) })}
        </span>
        {one.state === 'open' && (
          <div className="aside-acts">
            <Button loading={replay.isPending} onClick={() => replay.mutate(undefined)}>
              {t('quarantine.replay')}
            </Button>
            <Button type="text" onClick={() => setDismissing(true)}>
              {t('aside.dismiss')}
            </Button>
          </div>
        )}
        {one.state === 'replayed' && <StateTag tone="printed" word={t('quarantine.replayed')} />}
        {one.state === 'dismissed' && <StateTag tone="cancelled" word={t('aside.dismissed')} />}
      </header>
      <Settled settled={one.settled} />
      <table className="issues">
        <thead>
          <tr>
            <th scope="col">{t('quarantine.where')}</th>
            <th scope="col">{t('quarantine.what')}</th>
          </tr>
        </thead>
        <tbody>
          {one.issues.map((issue, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: one path may have two issues, the list never changes
            <tr key={index}>
              <td>{issue.path === '' ? t('quarantine.whole') : <Where path={issue.path} />}</td>
              <td>{currentLanguage() === 'zh-CN' ? (issueWords(issue.message) ?? issue.message) : issue.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3>{t('quarantine.raw')}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable with the keyboard */}
      <pre className="raw" tabIndex={0}>
        {one.raw}
      </pre>
      <DismissDialog
        open={dismissing}
        text={t('quarantine.dismissText')}
        call={({ rpc }, word) => rpc.dismissQuarantined.mutate({ quarantineId: one.id, ...word })}
        onDone={() => setDismissing(false)}
      />
    </article>
  )
}
