import { useTranslation } from 'react-i18next'
import { ruleOf } from '../../shared/domain/reconciliation/discrepancy-class.ts'
import type { DifferenceView } from '../../shared/domain/views/difference-views.ts'
import { useDifferences, useUnsettled } from '../door/queries.ts'
import { Blank, Failed, Loading } from '../look/Blank.tsx'
import { BillUpload } from './BillUpload.tsx'
import { DayChips } from './DayChips.tsx'
import { DifferenceCard } from './DifferenceCard.tsx'

const ranks = { critical: 0, warning: 1, info: 2 }

/** The urgent first; within that what says most, the oldest first. */
function byUrgency(a: DifferenceView, b: DifferenceView): number {
  return (
    ranks[a.severity] - ranks[b.severity] || ruleOf(a.class).at - ruleOf(b.class).at || a.since.localeCompare(b.since)
  )
}

/** What does not agree, the urgent first, each with its next step; all days, or one with what was settled. */
export function ReconciliationPage({ day, focus }: { day: string | null; focus: string | null }) {
  const { t } = useTranslation()
  const unsettled = useUnsettled()
  const ofDay = useDifferences(day)
  const asked = day === null ? unsettled : ofDay
  const list = day === null ? unsettled.data?.list : ofDay.data
  return (
    <main className="page">
      <div className="page-scroll">
        <BillUpload />
        <DayChips day={day} days={unsettled.data?.days ?? []} />
        {list !== undefined ? (
          <Differences list={list} day={day} focus={focus} />
        ) : asked.isError ? (
          <Failed title={t('difference.failed')} error={asked.error} again={() => void asked.refetch()} />
        ) : (
          <Loading />
        )}
      </div>
    </main>
  )
}

function Differences({ list, day, focus }: { list: DifferenceView[]; day: string | null; focus: string | null }) {
  const { t } = useTranslation()
  const standing = list.filter(one => one.state === 'open' || one.state === 'suspended').toSorted(byUrgency)
  const urgent = standing.filter(one => one.severity !== 'info')
  const info = standing.filter(one => one.severity === 'info')
  const settled = list.filter(one => one.state === 'cleared' || one.state === 'resolved').toReversed()
  const cards = (some: DifferenceView[]) =>
    some.map(one => <DifferenceCard key={one.id} difference={one} withDay={day === null} focused={one.id === focus} />)
  return (
    <>
      <section className="list-section" aria-label={t('difference.open')} data-testid="differences">
        {urgent.length === 0 ? (
          <Blank
            icon="printed"
            tone="printed"
            title={day === null ? t('difference.calm') : t('difference.calmDay')}
            hint={t('difference.calmHint')}
          />
        ) : (
          <>
            <h2>
              {t('difference.open')} <span className="board-count">{urgent.length}</span>
            </h2>
            <div className="difference-cards">{cards(urgent)}</div>
          </>
        )}
      </section>
      {info.length > 0 && (
        <details className="done-list" open={info.some(one => one.id === focus)}>
          <summary>
            {t('difference.info')} <span className="board-count">{info.length}</span>
          </summary>
          <div className="difference-cards">{cards(info)}</div>
        </details>
      )}
      {day !== null && settled.length > 0 && (
        <details className="done-list" open={settled.some(one => one.id === focus)}>
          <summary>
            {t('difference.settled')} <span className="board-count">{settled.length}</span>
          </summary>
          <div className="difference-cards">{cards(settled)}</div>
        </details>
      )}
    </>
  )
}
