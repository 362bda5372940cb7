import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isSought } from '../../shared/domain/order-search.ts'
import type { BoardView, OrderState, OrderView } from '../../shared/domain/views/order-views.ts'
import { Blank, Failed, Loading } from '../look/Blank.tsx'
import { Icon } from '../look/Icon.tsx'
import { BoardSummary } from './BoardSummary.tsx'
import { longestSearch, useFoundOrders } from './found-orders.ts'
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

type Opened = { source: string; orderId: string } | null

export function Board({ board, open }: { board: BoardView; open: Opened }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const text = typed.trim()
  const listed = board.orders.filter(order => order.day === board.day).length
  // What the list lacks of the day the engine finds.
  const isCut = listed < board.today
  const more = useFoundOrders(isCut ? text : '')
  if (board.today === 0 && board.orders.length === 0) {
    return <Blank icon="orders" tone="printed" title={t('board.empty')} hint={t('board.emptyHint')} />
  }
  const here = text === '' ? board.orders : board.orders.filter(order => isSought(order, text))
  const known = new Set(here.map(order => order.id))
  const shown = text === '' ? here : [...here, ...more.orders.filter(order => !known.has(order.id))]
  return (
    <>
      <div className="board-head">
        <BoardSummary board={board} />
        <Input
          className="board-search"
          allowClear
          maxLength={longestSearch}
          prefix={<Icon name="search" size={20} />}
          placeholder={t('board.search')}
          aria-label={t('board.search')}
          value={typed}
          onChange={event => setTyped(event.target.value)}
        />
      </div>
      {shown.length === 0 && !more.asking && more.error === null && (
        <Blank icon="search" tone="sent" title={t('board.searchEmpty', { text })} hint={t('board.searchHint')} />
      )}
      {groups.map(group => (
        <BoardGroup
          key={group.id}
          group={group}
          orders={shown.filter(order => group.states.includes(order.state))}
          open={open}
          counted={text === '' ? countIn(group, board, isCut) : null}
        />
      ))}
      {more.asking && <Loading />}
      {more.error !== null && <Failed title={t('board.failed')} error={more.error} again={more.again} />}
      {isCut && text === '' && <p className="list-hint">{t('board.cut', { count: listed })}</p>}
    </>
  )
}

/** How many of a group there are, however many of them are listed; null: those that are. */
function countIn({ id }: Group, { open }: BoardView, isCut: boolean): number | 'and more' | null {
  if (id !== 'done' && id !== 'cancelled') return open[id]
  return isCut ? 'and more' : null
}

type BoardGroupProps = { group: Group; orders: OrderView[]; open: Opened; counted: number | 'and more' | null }

function BoardGroup({ group, orders, open, counted }: BoardGroupProps) {
  const { t } = useTranslation()
  const [most, setMost] = useState(firstCards)
  if (orders.length === 0) return null
  // What is open is worked off oldest first; what is done is looked up newest first.
  const settled = group.id === 'done' || group.id === 'cancelled'
  const shown = (settled ? orders : orders.toReversed()).slice(0, most)
  const title = group.id === 'done' ? t('board.done') : t(`state.${group.id}`)
  const count = counted === 'and more' ? `${orders.length}+` : (counted ?? orders.length)
  return (
    <section className="board-group" id={`group-${group.id}`} aria-label={title}>
      <h2 data-tone={group.id === 'done' ? 'printed' : group.id}>
        {title} <span className="board-count">{count}</span>
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
