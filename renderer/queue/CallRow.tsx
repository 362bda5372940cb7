import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallView } from '../../shared/domain/views/platform-views.ts'
import { useAct } from '../door/act.ts'
import { useBoard } from '../door/queries.ts'
import { Confirm } from '../look/Confirm.tsx'
import { StateTag } from '../look/StateTag.tsx'
import { minutesSince, useNow } from '../look/time.ts'
import { useAgeWords } from '../orders/age-words.ts'
import { orderTitle } from '../orders/order-title.ts'
import { go } from '../shell/route.ts'
import { zhCN } from '../words/zh-CN.ts'

/** One call of Alipay that waits or is refused: about which order, since when, why, and what a person can do. */
export function CallRow({ call }: { call: CallView }) {
  const { t } = useTranslation()
  const age = useAgeWords()
  const minutes = minutesSince(call.createdAt, useNow())
  const [asking, setAsking] = useState(false)
  const retry = useAct({
    call: ({ rpc }) => rpc.retryCall.mutate({ callId: call.callId }),
    done: () => t('outbox.retried'),
  })
  const drop = useAct({
    call: ({ rpc }) => rpc.dropCall.mutate({ callId: call.callId }),
    done: () => {
      setAsking(false)
      return t('outbox.dropped')
    },
  })
  const waited = minutes < 1 ? age(0) : t('outbox.waitingFor', { age: age(minutes) })
  const refused = call.state === 'refused'
  const { orderId, orderSource } = call
  return (
    <article
      className="job-row"
      data-testid={`call-${call.callId}`}
      data-state={call.state}
      data-tone={refused ? 'problem' : 'waiting'}
    >
      <div className="outbox-row">
        <span className="job-row-name">{isKnown(call.kind) ? t(`outbox.kind.${call.kind}`) : call.kind}</span>
        <span className="job-row-what">
          <OrderName call={call} /> <span className="quiet">· {waited}</span>
        </span>
        <StateTag
          tone={refused ? 'problem' : 'waiting'}
          word={refused ? t('outbox.state.refused') : t('outbox.state.waiting')}
        />
      </div>
      {(refused || call.error !== null) && (
        <div className="job-row-body">
          <p className="job-explain">
            {call.error} {t('outbox.tries', { count: call.tries })}
          </p>
          <div className="job-row-acts">
            <Button loading={retry.isPending} onClick={() => retry.mutate(undefined)}>
              {t('outbox.retry')}
            </Button>
            <Button onClick={() => setAsking(true)}>{t('outbox.drop')}</Button>
            {orderId !== null && orderSource !== null && (
              <Button type="link" onClick={() => go({ page: 'orders', order: { source: orderSource, orderId } })}>
                {t('queue.openOrder')}
              </Button>
            )}
          </div>
        </div>
      )}
      <Confirm
        open={asking}
        title={t('outbox.dropAsk')}
        yes={t('outbox.drop')}
        busy={drop.isPending}
        onYes={() => drop.mutate(undefined)}
        onNo={() => setAsking(false)}
      >
        {t('outbox.dropText')}
      </Confirm>
    </article>
  )
}

/** The name that the counter knows it by, where the board still has it. */
function OrderName({ call }: { call: CallView }) {
  const { t } = useTranslation()
  const order = useBoard().data?.orders.find(one => one.orderId === call.orderId && one.source === call.orderSource)
  return <>{order === undefined ? (call.orderId ?? call.source) : orderTitle(order, t)}</>
}

function isKnown(kind: string): kind is keyof typeof zhCN.outbox.kind {
  return Object.hasOwn(zhCN.outbox.kind, kind)
}
