import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { OrderDetail } from '../../shared/domain/views/order-views.ts'
import { useOrder } from '../door/queries.ts'
import { Failed, Loading } from '../look/Blank.tsx'
import { Icon } from '../look/Icon.tsx'
import { StateTag } from '../look/StateTag.tsx'
import { board, go } from '../shell/route.ts'
import { OrderFacts, OrderHistory } from './OrderFacts.tsx'
import { OrderItems } from './OrderItems.tsx'
import { OrderTickets } from './OrderTickets.tsx'
import { orderTitle, titleSize } from './order-title.ts'
import { Suspicion } from './Suspicion.tsx'

/** Everything about one order: first what can be done about its tickets, then what was ordered, then how it went. */
export function OrderPanel({ source, orderId }: { source: string; orderId: string }) {
  const { t } = useTranslation()
  const order = useOrder(source, orderId)
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    panel.current?.focus({ preventScroll: true })
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && document.querySelector('.ant-modal-wrap') === null) {
        go(board)
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  return (
    <aside className="order-panel" aria-label={t('order.panel')} tabIndex={-1} ref={panel}>
      <header className="panel-head">
        <button type="button" className="panel-close" aria-label={t('shell.close')} onClick={() => go(board)}>
          <Icon name="back" size={26} />
        </button>
        {order.data !== undefined && <PanelTitle order={order.data} />}
      </header>
      <div className="panel-scroll">
        {order.data !== undefined ? (
          <>
            <Suspicion order={order.data} />
            <OrderTickets order={order.data} />
            <OrderItems order={order.data} />
            <OrderFacts order={order.data} />
            <OrderHistory history={order.data.history} />
          </>
        ) : order.isError ? (
          <Failed title={t('board.failed')} error={order.error} again={() => void order.refetch()} />
        ) : (
          <Loading />
        )}
      </div>
    </aside>
  )
}

function PanelTitle({ order }: { order: OrderDetail }) {
  const { t } = useTranslation()
  const title = orderTitle(order, t)
  return (
    <>
      <h1 className="panel-title" data-size={titleSize(title)}>
        {title}
      </h1>
      {order.serviceMode !== null && <span className="order-mode">{t(`mode.${order.serviceMode}`)}</span>}
      <StateTag tone={order.state} word={t(`state.${order.state}`)} />
    </>
  )
}
