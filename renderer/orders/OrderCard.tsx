import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { formatQuantity } from '../../shared/domain/quantity.ts'
import type { OrderView } from '../../shared/domain/views/order-views.ts'
import { Icon } from '../look/Icon.tsx'
import { minutesSince, timeOf, useNow } from '../look/time.ts'
import { go } from '../shell/route.ts'
import { useTimezone } from '../shell/shop.ts'
import { useAgeWords } from './age-words.ts'
import { dayNumber, orderTitle, titleSize } from './order-title.ts'

const mostDishes = 4
/** A breakfast that has not reached the kitchen for so long is getting cold before it is made. */
const lateMinutes = 10

/** One order, to be read from two metres. */
export const OrderCard = memo(function OrderCard({ order, open }: { order: OrderView; open: boolean }) {
  const { t } = useTranslation()
  const title = orderTitle(order, t)
  const dishes = order.dishes.slice(0, mostDishes)
  return (
    <button
      type="button"
      className="order-card"
      data-testid={`order-${order.pickupNo ?? order.tableNo ?? order.number ?? order.orderId}`}
      data-state={order.state}
      data-tone={order.state}
      aria-pressed={open}
      onClick={() => go({ page: 'orders', order: open ? null : { source: order.source, orderId: order.orderId } })}
    >
      <span className="order-band">
        <Icon name={order.state} size={22} />
        <span className="order-state">{t(`state.${order.state}`)}</span>
        <OrderAge order={order} />
      </span>
      <span className="order-top">
        <span className="order-title" data-size={titleSize(title)}>
          {title}
        </span>
        {order.serviceMode !== null && <span className="order-mode">{t(`mode.${order.serviceMode}`)}</span>}
      </span>
      <span className="order-flags">
        {order.expectedAt !== null && <Expected at={order.expectedAt} />}
        {order.amountFault && <span className="flag danger">{t('board.amountFault')}</span>}
        {order.flags.length > 0 && <span className="flag danger">{t('suspicious.chip')}</span>}
        {order.collectedAt === null && order.readyAt !== null && <span className="flag">{t('board.ready')}</span>}
        {order.collectedAt !== null && <span className="flag">{t('board.collected')}</span>}
        {order.demo && <span className="flag">{t('board.demo')}</span>}
      </span>
      <span className="order-dishes">
        {dishes.map((dish, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two lines of an order may be the same dish
          <span className="order-dish" key={index}>
            <span className="order-dish-name">{dish.name}</span>
            <span className="order-dish-count">×{formatQuantity(dish.quantity)}</span>
          </span>
        ))}
        {order.dishes.length > dishes.length && (
          <span className="order-more">{t('board.dishesMore', { count: order.dishes.length - dishes.length })}</span>
        )}
      </span>
      {order.note !== null && (
        <span className="order-note">
          {t('board.note')}：{order.note}
        </span>
      )}
      <span className="order-foot">
        <span>{order.number === null ? '' : dayNumber(order.number)}</span>
        <span>{order.channel === null ? '' : t(`channel.${order.channel}`)}</span>
      </span>
    </button>
  )
})

/** How long it has been waiting; for what is done, when it was ordered. */
function OrderAge({ order }: { order: OrderView }) {
  const age = useAgeWords()
  const now = useNow()
  const timezone = useTimezone()
  const open = order.state === 'waiting' || order.state === 'printing' || order.state === 'problem'
  if (!open) return <span className="order-age">{timeOf(order.placedAt, timezone, now)}</span>
  const minutes = minutesSince(order.placedAt, now)
  return (
    <span className="order-age" data-late={minutes >= lateMinutes}>
      {age(minutes)}
    </span>
  )
}

function Expected({ at }: { at: string }) {
  const { t } = useTranslation()
  const timezone = useTimezone()
  return <span className="flag">{t('board.expected', { time: timeOf(at, timezone) })}</span>
}
