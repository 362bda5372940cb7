import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OrderState, OrderView } from '../../shared/domain/views/order-views.ts'
import { Blank } from '../look/Blank.tsx'
import { Icon } from '../look/Icon.tsx'
import { BoardSummary } from './BoardSummary.tsx'
import { OrderCard } from './OrderCard.tsx'

type Group = { id: 'problem' | 'waiting' | 'printing' | 'done' | 'cancelled'; states: OrderState[] }

const groups: Group[] = [
  { id: 'problem', states: ['problem'] },
  { id: 'waiting', states: ['waiting'] },
  { id: 'printing', states: ['printing'] },
  { id: 'done', states: ['printed', 'sent'] },
  { id: 'cancelled', states: ['cancelled'] },
]
/** Cards of one group before the rest waits for a press: a long day must not slow the screen down. */
const firstCards = 200

type BoardProps = { orders: OrderView[]; open: { source: string; orderId: string } | null }

export function Board({ orders, open }: BoardProps) {
  const { t } = useTranslation()
  const [sought, setSought] = useState('')
  if (orders.length === 0) {
    return <Blank icon="orders" tone="printed" title={t('board.empty')} hint={t('board.emptyHint')} />
  }
  const found = sought.trim() === '' ? orders : orders.filter(order => matches(order, sought.trim().toLowerCase()))
  return (
    <>
      <div className="board-head">
        <BoardSummary orders={orders} />
        <Input
          className="board-search"
          allowClear
          prefix={<Icon name="search" size={20} />}
          placeholder={t('board.search')}
          aria-label={t('board.search')}
          value={sought}
          onChange={event => setSought(event.target.value)}
        />
      </div>
      {found.length === 0 && <Blank icon="search" tone="sent" title={t('board.searchEmpty', { text: sought })} />}
      {groups.map(group => (
        <BoardGroup
          key={group.id}
          group={group}
          orders={found.filter(order => group.states.includes(order.state))}
          open={open}
        />
      ))}
    </>
  )
}

function BoardGroup({ group, orders, open }: { group: Group } & BoardProps) {
  const { t } = useTranslation()
  const [most, setMost] = useState(firstCards)
  if (orders.length === 0) return null
  // What is open is worked off oldest first; what is done is looked up newest first.
  const settled = group.id === 'done' || group.id === 'cancelled'
  const shown = (settled ? orders : orders.toReversed()).slice(0, most)
  const title = group.id === 'done' ? t('board.done') : t(`state.${group.id}`)
  return (
    <section className="board-group" id={`group-${group.id}`} aria-label={title}>
      <h2 data-tone={group.id === 'done' ? 'printed' : group.id}>
        {title} <span className="board-count">{orders.length}</span>
      </h2>
      <div className="board-cards">
        {shown.map(order => (
          <OrderCard
            key={order.id}
            order={order}
            open={open?.orderId === order.orderId && open.source === order.source}
          />
        ))}
      </div>
      {orders.length > shown.length && (
        <Button block onClick={() => setMost(most + firstCards)}>
          {t('board.showMore', { count: Math.min(firstCards, orders.length - shown.length) })}
        </Button>
      )}
    </section>
  )
}

function matches(order: OrderView, sought: string): boolean {
  const words = [
    order.pickupNo,
    order.tableNo,
    order.orderId,
    order.number === null ? null : String(order.number),
    order.note,
    ...order.dishes.map(dish => dish.name),
  ]
  return words.some(word => word?.toLowerCase().includes(sought))
}
