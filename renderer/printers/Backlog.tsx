import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BacklogAnswer, BacklogView } from '../../shared/domain/views/printing-views.ts'
import { useAct } from '../door/act.ts'
import { useAgeWords } from '../orders/age-words.ts'
import { orderTitle } from '../orders/order-title.ts'
import { go } from '../shell/route.ts'
import { BacklogDialog, offeredSpans } from './BacklogDialog.tsx'

/** Orders that are named before the rest is only counted. */
const mostNamed = 6

/** What became old while this printer could not print: one question, three answers. */
export function Backlog({ backlog }: { backlog: BacklogView }) {
  const { t } = useTranslation()
  const age = useAgeWords()
  const [asking, setAsking] = useState<BacklogAnswer | null>(null)
  const answer = useAct({
    call: ({ rpc }, given: { print: BacklogAnswer; minutes?: number; by: string }) =>
      rpc.answerBacklog.mutate({ printerId: backlog.printerId, ...given }),
    done: result => {
      setAsking(null)
      return t('backlog.done', result)
    },
  })
  const named = backlog.orders.slice(0, mostNamed)
  return (
    <section className="backlog" data-testid={`backlog-${backlog.printerId}`}>
      <h3>{t('backlog.title', { count: backlog.tickets })}</h3>
      <p>{t('backlog.hint')}</p>
      <ul>
        {named.map(order => (
          <li key={order.id}>
            <button
              type="button"
              className="backlog-order"
              onClick={() => go({ page: 'orders', order: { source: order.source, orderId: order.orderId } })}
            >
              <strong>{orderTitle(order, t)}</strong>
              <span className="backlog-dishes">{order.dishes.map(dish => dish.name).join('、')}</span>
              <span className="backlog-age">{t('backlog.ago', { age: age(order.minutes) })}</span>
            </button>
          </li>
        ))}
      </ul>
      {backlog.orders.length > named.length && (
        <p className="quiet">{t('backlog.moreOrders', { count: backlog.orders.length - named.length })}</p>
      )}
      <div className="backlog-answers">
        <Button size="large" type="primary" onClick={() => setAsking('all')}>
          {t('backlog.all')}
        </Button>
        <Button size="large" disabled={offeredSpans(backlog).length === 0} onClick={() => setAsking('recent')}>
          {t('backlog.recent')}
        </Button>
        <Button size="large" danger onClick={() => setAsking('none')}>
          {t('backlog.none')}
        </Button>
      </div>
      <BacklogDialog
        backlog={backlog}
        asking={asking}
        busy={answer.isPending}
        onAnswer={answer.mutate}
        onNo={() => setAsking(null)}
      />
    </section>
  )
}
