import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { discrepancyWords } from '../../shared/domain/reconciliation/discrepancy-words.ts'
import type { DifferenceView } from '../../shared/domain/views/difference-views.ts'
import { price } from '../look/money.ts'
import { StateTag } from '../look/StateTag.tsx'
import { timeOf } from '../look/time.ts'
import { useTimezone } from '../shell/shop.ts'
import type { Tone } from '../theme.ts'
import { currentLanguage } from '../words/i18n.ts'
import { DifferenceActions } from './DifferenceActions.tsx'
import { DifferenceHistory } from './DifferenceHistory.tsx'

const tones: Record<DifferenceView['severity'], Tone> = { critical: 'problem', warning: 'waiting', info: 'sent' }

type CardProps = { difference: DifferenceView; withDay: boolean; focused: boolean }

/** One difference: what it is in a word, what happened in a sentence, the two sums, and what to do. */
export function DifferenceCard({ difference, withDay, focused }: CardProps) {
  const { t } = useTranslation()
  const timezone = useTimezone()
  const card = useRef<HTMLElement>(null)
  const [history, setHistory] = useState(false)
  const { id, state, severity, day } = difference
  const isSettled = state === 'cleared' || state === 'resolved'
  const tone = isSettled ? 'printed' : tones[severity]
  useEffect(() => {
    if (focused) card.current?.scrollIntoView({ block: 'nearest' })
  }, [focused])
  return (
    <article
      className="difference-card"
      data-testid={`difference-${id}`}
      data-class={difference.class}
      data-state={state}
      data-tone={tone}
      ref={card}
    >
      <header>
        <span className="difference-class">{t(`difference.class.${difference.class}`)}</span>
        <span className="difference-age">
          {withDay && <span>{day.slice('2026-'.length)}</span>}
          <span>{t('difference.found', { time: timeOf(difference.since, timezone) })}</span>
        </span>
        <StateTag
          tone={tone}
          word={state === 'open' ? t(`difference.severity.${severity}`) : t(`difference.state.${state}`)}
        />
      </header>
      <p className="difference-words">{discrepancyWords(difference, currentLanguage(), timezone)}</p>
      {difference.order === null && <Origin difference={difference} />}
      {state === 'suspended' && (
        <p className="quiet">
          {difference.tries > 0 ? t('difference.tried', { count: difference.tries }) : t('difference.waits')}
        </p>
      )}
      <Sums difference={difference} />
      <DifferenceActions difference={difference} onHistory={() => setHistory(true)} />
      <DifferenceHistory difference={difference} open={history} onClose={() => setHistory(false)} />
    </article>
  )
}

/** What somebody looks for on the platform, where there is no order of ours to open. */
function Origin({ difference: { orderId, facts } }: { difference: DifferenceView }) {
  const { t } = useTranslation()
  const timezone = useTimezone()
  const at = Number(facts.at ?? 0)
  const trade = String(facts.tradeNo ?? '')
  if (orderId === null) return null
  return (
    <dl className="difference-origin">
      <dt>{t('difference.number')}</dt>
      <dd>{orderId}</dd>
      {trade !== '' && trade !== orderId && (
        <>
          <dt>{t('difference.trade')}</dt>
          <dd>{trade}</dd>
        </>
      )}
      {at > 0 && (
        <>
          <dt>{t('difference.paidAt')}</dt>
          <dd>{timeOf(new Date(at).toISOString(), timezone)}</dd>
        </>
      )}
    </dl>
  )
}

function Sums({ difference: { expected, actual } }: { difference: DifferenceView }) {
  const { t } = useTranslation()
  if (expected === null || actual === null) return null
  const sums = [
    { name: t('difference.ours'), sum: expected },
    { name: t('difference.theirs'), sum: actual },
    { name: t('difference.apart'), sum: actual - expected },
  ]
  return (
    <dl className="difference-sums">
      {sums.map(({ name, sum }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{price(sum)}</dd>
        </div>
      ))}
    </dl>
  )
}
