import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { OrderView, SuspiciousView } from '../../shared/domain/views/order-views.ts'
import { useSuspicious } from '../door/queries.ts'
import { Blank, Failed, Loading } from '../look/Blank.tsx'
import { StateTag } from '../look/StateTag.tsx'
import { timeOf } from '../look/time.ts'
import { orderTitle } from '../orders/order-title.ts'
import { abuseWords } from '../orders/Suspicion.tsx'
import { go } from '../shell/route.ts'
import { useTimezone } from '../shell/shop.ts'

/** 反营销作弊: the orders that were marked, and what is looked for. */
export function SuspiciousTab() {
  const { t } = useTranslation()
  const suspicious = useSuspicious()
  if (suspicious.data === undefined) {
    if (!suspicious.isError) return <Loading />
    return <Failed title={t('suspicious.failed')} error={suspicious.error} again={() => void suspicious.refetch()} />
  }
  const { rules, orders } = suspicious.data
  return (
    <section className="list-section" aria-label={t('queue.tabs.suspicious')}>
      {orders.length === 0 ? (
        <Blank icon="printed" tone="printed" title={t('suspicious.empty')} hint={t('suspicious.emptyHint')} />
      ) : (
        <p className="list-hint">{t('suspicious.hint')}</p>
      )}
      {orders.map(order => (
        <SuspiciousCard key={order.id} order={order} />
      ))}
      <Rules rules={rules} />
    </section>
  )
}

function SuspiciousCard({ order }: { order: OrderView }) {
  const { t } = useTranslation()
  const timezone = useTimezone()
  return (
    <article className="aside-card" data-tone={order.state}>
      <header>
        <span className="aside-title">
          {orderTitle(order, t)} · {order.orderId}
          <span className="quiet">
            {' '}
            {t('suspicious.at', { source: order.source, time: timeOf(order.placedAt, timezone) })}
          </span>
        </span>
        <StateTag tone={order.state} word={t(`state.${order.state}`)} />
      </header>
      {order.flags.map(rule => (
        <p key={rule}>
          <strong>{abuseWords(rule).name}</strong>
          <br />
          {t('suspicious.reason', abuseWords(rule))}
        </p>
      ))}
      <div className="job-row-acts">
        <Button onClick={() => go({ page: 'orders', order: { source: order.source, orderId: order.orderId } })}>
          {t('suspicious.open')}
        </Button>
      </div>
    </article>
  )
}

/** Each rule in the shop's words, and what this shop does about it. */
function Rules({ rules }: Pick<SuspiciousView, 'rules'>) {
  const { t } = useTranslation()
  return (
    <section className="abuse-rules">
      <h2>{t('suspicious.rules')}</h2>
      <ul>
        {rules.map(({ rule, policy }) => (
          <li key={rule} data-policy={policy}>
            <strong>{abuseWords(rule).name}</strong> · {t(`suspicious.policy.${policy}`)}
            <br />
            <span className="quiet">{abuseWords(rule).why}</span>
          </li>
        ))}
      </ul>
      <p className="quiet">{t('suspicious.policyHint')}</p>
    </section>
  )
}
