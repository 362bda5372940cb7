import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type AbuseRuleId, abuseRules } from '../../shared/domain/abuse-rules.ts'
import type { OrderDetail } from '../../shared/domain/views/order-views.ts'
import { useAct } from '../door/act.ts'
import { Confirm } from '../look/Confirm.tsx'
import { currentLanguage } from '../words/i18n.ts'

/** What each rule is called, why it matters and what to do, in the screen's language. */
export function abuseWords(rule: AbuseRuleId) {
  return abuseRules[rule].words[currentLanguage()]
}

/** Why an order is marked, and the button that lets it go where it waits for a person. */
export function Suspicion({ order }: { order: OrderDetail }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const release = useAct({
    call: ({ rpc }) => rpc.releaseOrder.mutate({ source: order.source, orderId: order.orderId }),
    done: () => {
      setAsking(false)
      return t('suspicious.released')
    },
  })
  if (order.flags.length === 0) return null
  const held = order.jobs.some(job => job.heldFor === 'suspicious')
  return (
    <section className="panel-section suspicion" data-testid="suspicion" data-held={held}>
      {order.flags.map(rule => {
        const words = abuseWords(rule)
        return (
          <p key={rule}>
            <strong>
              {t('suspicious.chip')} · {words.name}
            </strong>
            <br />
            {t('suspicious.reason', words)}
          </p>
        )
      })}
      {held && (
        <>
          <p className="suspicion-held">{t('suspicious.held')}</p>
          <Button type="primary" loading={release.isPending} onClick={() => setAsking(true)}>
            {t('suspicious.release')}
          </Button>
        </>
      )}
      <Confirm
        open={asking}
        title={t('suspicious.releaseAsk')}
        yes={t('suspicious.release')}
        busy={release.isPending}
        onYes={() => release.mutate(undefined)}
        onNo={() => setAsking(false)}
      >
        {t('suspicious.releaseText')}
      </Confirm>
    </section>
  )
}
