import { useTranslation } from 'react-i18next'
import type { OutboxView } from '../../shared/domain/views/platform-views.ts'
import { useOpenCalls, useOutbox } from '../door/queries.ts'
import { Blank, Failed, Loading } from '../look/Blank.tsx'
import { StateTag } from '../look/StateTag.tsx'
import { minutesSince, timeOf, useNow } from '../look/time.ts'
import { useAgeWords } from '../orders/age-words.ts'
import { useTimezone } from '../shell/shop.ts'
import { CallRow } from './CallRow.tsx'

/** Below this an event is on its way as it should be. */
const lateMinutes = 5

/** What is under way to the outside: calls of Alipay, and what sources have yet to hear, each with its age. */
export function OutboxTab() {
  const { t } = useTranslation()
  const outbox = useOutbox()
  const calls = useOpenCalls()
  if (outbox.data === undefined || calls.data === undefined) {
    const failed = outbox.isError ? outbox : calls.isError ? calls : null
    if (failed === null) return <Loading />
    return <Failed title={t('outbox.failed')} error={failed.error} again={() => void failed.refetch()} />
  }
  const waiting = outbox.data.events.filter(one => one.waiting > 0)
  const isEmpty = waiting.length === 0 && calls.data.length === 0
  return (
    <section className="list-section" aria-label={t('queue.tabs.outbox')}>
      {isEmpty && <Blank icon="printed" tone="printed" title={t('outbox.empty')} hint={t('outbox.emptyHint')} />}
      {calls.data.length > 0 && (
        <>
          <h2>
            {t('outbox.calls')} <span className="board-count">{calls.data.length}</span>
          </h2>
          <div className="rows">
            {calls.data.map(call => (
              <CallRow key={call.callId} call={call} />
            ))}
          </div>
        </>
      )}
      {waiting.length > 0 && (
        <>
          <h2>{t('outbox.events')}</h2>
          <div className="rows">
            {waiting.map(one => (
              <EventsRow key={one.source} one={one} />
            ))}
          </div>
        </>
      )}
      {outbox.data.refused.length > 0 && <RefusedEvents refused={outbox.data.refused} />}
    </section>
  )
}

function EventsRow({ one }: { one: OutboxView['events'][number] }) {
  const { t } = useTranslation()
  const age = useAgeWords()
  const minutes = minutesSince(one.oldest ?? '', useNow())
  const late = minutes >= lateMinutes
  return (
    <article className="job-row" data-testid={`events-${one.source}`} data-tone={late ? 'problem' : 'waiting'}>
      <div className="outbox-row">
        <span className="job-row-name">{one.source}</span>
        <span className="job-row-what">{t('outbox.eventsWaiting', { count: one.waiting })}</span>
        <StateTag
          tone={late ? 'problem' : 'waiting'}
          word={minutes < 1 ? age(0) : t('outbox.waitingFor', { age: age(minutes) })}
        />
      </div>
    </article>
  )
}

function RefusedEvents({ refused }: { refused: OutboxView['refused'] }) {
  const { t } = useTranslation()
  const timezone = useTimezone()
  return (
    <details className="done-list">
      <summary>{t('outbox.refused', { count: refused.length })}</summary>
      {refused.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is only shown, and has no id of its own
        <p key={index} className="job-explain">
          {timeOf(one.at, timezone)} · {one.source} · {one.type} {one.orderId ?? ''} · {one.error}
        </p>
      ))}
    </details>
  )
}
