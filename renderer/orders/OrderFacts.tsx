import { useTranslation } from 'react-i18next'
import type { HistoryView, OrderDetail } from '../../shared/domain/views/order-views.ts'
import { exactTimeOf, timeOf } from '../look/time.ts'
import { useWho } from '../look/who.ts'
import { useTimezone } from '../shell/shop.ts'
import { useHistoryWords } from './history-words.ts'
import { dayNumber, isMoment } from './order-title.ts'

/** Who, where from and when. */
export function OrderFacts({ order }: { order: OrderDetail }) {
  const { t } = useTranslation()
  const timezone = useTimezone()
  const rows: [string, string | null][] = [
    [t('order.number'), order.number === null ? order.orderId : `${dayNumber(order.number)} · ${order.orderId}`],
    [t('order.source'), order.channel === null ? order.source : `${t(`channel.${order.channel}`)} · ${order.source}`],
    [
      t('field.status'),
      `${t(`status.${order.status}`)}${isMoment(order.revision) ? '' : ` · ${t('order.revision', { revision: order.revision })}`}`,
    ],
    [t('order.placed'), exactTimeOf(order.placedAt, timezone)],
    [t('order.received'), exactTimeOf(order.receivedAt, timezone)],
    [t('order.expected'), order.expectedAt === null ? null : timeOf(order.expectedAt, timezone)],
  ]
  return (
    <section className="panel-section">
      <dl className="facts">
        {rows.map(
          ([name, value]) =>
            value !== null && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </section>
  )
}

export function OrderHistory({ history }: { history: HistoryView[] }) {
  const { t } = useTranslation()
  const words = useHistoryWords()
  const who = useWho()
  const timezone = useTimezone()
  return (
    <section className="panel-section">
      <h2>{t('order.history')}</h2>
      {history.length === 0 && <p className="quiet">{t('order.noHistory')}</p>}
      <ol className="timeline">
        {history.map((entry, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: history only grows at its end
          <li key={index}>
            <time>{exactTimeOf(entry.at, timezone)}</time>
            <span>
              {words(entry)}
              {entry.by !== null && (
                <span className="quiet">
                  {' '}
                  · {who(entry.by) === entry.by ? t('order.by', { by: entry.by }) : who(entry.by)}
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
