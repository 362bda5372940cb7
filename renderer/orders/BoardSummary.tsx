import { useTranslation } from 'react-i18next'
import type { BoardView } from '../../shared/domain/views/order-views.ts'
import { Icon } from '../look/Icon.tsx'
import type { Tone } from '../theme.ts'

/** The answer to "is everything all right?", for somebody who looks for one second. */
export function BoardSummary({ board: { open, today } }: { board: BoardView }) {
  const { t } = useTranslation()
  const problems = open.problem
  const busy = open.waiting + open.printing
  const tone: Tone = problems > 0 ? 'problem' : busy > 0 ? 'printing' : 'printed'
  const words =
    problems > 0
      ? t('board.trouble', { count: problems })
      : busy > 0
        ? t('board.busy', { count: busy })
        : t('board.calm')
  return (
    <div className="board-summary" data-tone={tone} role="status">
      <Icon name={tone} size={34} />
      <span className="board-summary-words">{words}</span>
      <span className="board-summary-count">{t('board.today', { count: today })}</span>
    </div>
  )
}
