import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import type { DifferenceView } from '../../shared/domain/views/difference-views.ts'
import { stage } from '../look/stage.ts'
import { exactTimeOf } from '../look/time.ts'
import { useWho } from '../look/who.ts'
import { useTimezone } from '../shell/shop.ts'
import type { zhCN } from '../words/zh-CN.ts'

type Happened = keyof (typeof zhCN)['difference']['happened']

/** Everything that happened to a difference, the latest last; nothing of it is ever rewritten. */
export function DifferenceHistory({
  difference,
  open,
  onClose,
}: {
  difference: DifferenceView
  open: boolean
  onClose: () => void
}) {
  const { t } = useTranslation()
  const timezone = useTimezone()
  const who = useWho()
  return (
    <Drawer
      open={open}
      onClose={onClose}
      title={`${t(`difference.class.${difference.class}`)} · ${difference.orderId ?? difference.day}`}
      getContainer={stage}
      rootStyle={{ position: 'absolute' }}
      destroyOnHidden
    >
      <ol className="difference-history">
        {difference.history.map(entry => (
          <li key={`${entry.at} ${entry.what}`}>
            <time>{exactTimeOf(entry.at, timezone)}</time>
            <strong>{t(`difference.happened.${entry.what as Happened}`)}</strong>
            <span className="quiet">{entry.by === null ? t('difference.bySystem') : who(entry.by)}</span>
            {(entry.what === 'resolved' || entry.what === 'refunded') && entry.note !== null && <p>{entry.note}</p>}
          </li>
        ))}
      </ol>
    </Drawer>
  )
}
