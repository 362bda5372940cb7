import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BacklogAnswer, BacklogView } from '../../shared/domain/views/printing-views.ts'
import { Confirm } from '../look/Confirm.tsx'
import { lastPerson, rememberPerson } from '../look/person.ts'
import { WhoInput } from '../look/WhoInput.tsx'
import { useAgeWords } from '../orders/age-words.ts'

type BacklogDialogProps = {
  backlog: BacklogView
  asking: BacklogAnswer | null
  busy: boolean
  onAnswer: (answer: { print: BacklogAnswer; minutes?: number; by: string }) => void
  onNo: () => void
}

/** Minutes offered for "only the recent ones". */
const spans = [30, 45, 60, 90, 120, 180, 240, 480]
const mostSpans = 4

export function offeredSpans(backlog: BacklogView): { minutes: number; tickets: number }[] {
  return (
    spans
      .map(minutes => {
        const recent = backlog.orders.filter(order => order.minutes < minutes)
        return { minutes, tickets: recent.reduce((sum, order) => sum + order.jobs.length, 0) }
      })
      // A span that prints nothing, or everything, is one of the other two answers.
      .filter(({ tickets }) => tickets > 0 && tickets < backlog.tickets)
      .slice(0, mostSpans)
  )
}

/** Says what each answer does, in tickets, and asks who gives it: what does not print is cancelled in that name. */
export function BacklogDialog({ backlog, asking, busy, onAnswer, onNo }: BacklogDialogProps) {
  const { t } = useTranslation()
  const age = useAgeWords()
  const [by, setBy] = useState(lastPerson)
  const [minutes, setMinutes] = useState<number | null>(null)
  const decide = (answer: { print: BacklogAnswer; minutes?: number }) => {
    rememberPerson(by.trim())
    onAnswer({ ...answer, by: by.trim() })
  }
  const who = <WhoInput label={t('backlog.who')} hint={t('backlog.whoHint')} value={by} onChange={setBy} />
  const nameless = by.trim() === ''
  const count = backlog.tickets
  return (
    <>
      <Confirm
        open={asking === 'all'}
        title={t('backlog.allAsk', { count })}
        yes={t('act.print')}
        busy={busy}
        onYes={() => onAnswer({ print: 'all', by: 'screen' })}
        onNo={onNo}
      >
        {t('backlog.allText')}
      </Confirm>
      <Confirm
        open={asking === 'recent'}
        title={t('backlog.recentAsk')}
        yes={t('act.print')}
        busy={busy}
        disabled={nameless || minutes === null}
        onYes={() => minutes !== null && decide({ print: 'recent', minutes })}
        onNo={onNo}
      >
        <div className="choices" role="radiogroup" aria-label={t('backlog.recentAsk')}>
          {offeredSpans(backlog).map(span => (
            <label key={span.minutes} className="choice" data-picked={minutes === span.minutes}>
              <input
                type="radio"
                name="span"
                checked={minutes === span.minutes}
                onChange={() => setMinutes(span.minutes)}
              />
              <span className="choice-name">{t('backlog.within', { age: age(span.minutes) })}</span>
              <span>{t('backlog.tickets', { count: span.tickets })}</span>
            </label>
          ))}
        </div>
        <p>{t('backlog.rest')}</p>
        {who}
      </Confirm>
      <Confirm
        open={asking === 'none'}
        title={t('backlog.noneAsk', { count })}
        yes={t('backlog.confirmNone')}
        danger
        busy={busy}
        disabled={nameless}
        onYes={() => decide({ print: 'none' })}
        onNo={onNo}
      >
        <p>{t('backlog.noneText')}</p>
        {who}
      </Confirm>
    </>
  )
}
