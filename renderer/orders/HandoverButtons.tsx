import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { OrderDetail } from '../../shared/domain/views/order-views.ts'
import { useAct } from '../door/act.ts'
import { timeOf } from '../look/time.ts'
import { useTimezone } from '../shell/shop.ts'

/** 出餐, then 取走: one button, the next step. The customer's phone says so too. */
export function HandoverButtons({ order }: { order: OrderDetail }) {
  const { t } = useTranslation()
  const timezone = useTimezone()
  const { source, orderId, readyAt, collectedAt } = order
  const ready = useAct({
    call: ({ rpc }, _: null) => rpc.markReady.mutate({ source, orderId }),
    done: () => t('handover.readyDone'),
  })
  const collected = useAct({
    call: ({ rpc }, _: null) => rpc.markCollected.mutate({ source, orderId }),
    done: () => t('handover.collectedDone'),
  })
  if (order.number === null || order.state === 'cancelled') return null
  return (
    <div className="handover">
      {readyAt !== null && <span>{t('handover.readyAt', { time: timeOf(readyAt, timezone) })}</span>}
      {collectedAt !== null && <span>{t('handover.collectedAt', { time: timeOf(collectedAt, timezone) })}</span>}
      {readyAt === null && collectedAt === null && (
        <Button data-testid="ready" loading={ready.isPending} onClick={() => ready.mutate(null)}>
          {t('handover.ready')}
        </Button>
      )}
      {readyAt !== null && collectedAt === null && (
        <Button data-testid="collected" loading={collected.isPending} onClick={() => collected.mutate(null)}>
          {t('handover.collected')}
        </Button>
      )}
    </div>
  )
}
