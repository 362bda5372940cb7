import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DifferenceView } from '../../shared/domain/views/difference-views.ts'
import { useAct } from '../door/act.ts'
import { price } from '../look/money.ts'
import { mintKey } from '../orders/idempotency-key.ts'
import { go } from '../shell/route.ts'
import { EnterOrderDialog } from './EnterOrderDialog.tsx'
import { ResolveDialog } from './ResolveDialog.tsx'

type Asking = 'enter' | 'resolve' | 'refunded' | null

/** The next step is the first button, and does it; a person's word that it is settled is the last. */
export function DifferenceActions({ difference, onHistory }: { difference: DifferenceView; onHistory: () => void }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState<Asking>(null)
  // The same until it has worked, so that pressing twice prints once.
  const [key, setKey] = useState(mintKey)
  const { id, action, order, state, expected, actual } = difference
  const print = useAct({
    call: ({ rpc }) => rpc.printMissing.mutate({ discrepancyId: id, idempotencyKey: key }),
    done: ({ released, reprinted }) => {
      setKey(mintKey())
      return released + reprinted > 0 ? t('difference.act.printed') : t('difference.act.nothingToPrint')
    },
  })
  const ask = useAct({
    call: ({ rpc }) => rpc.askForOrder.mutate({ discrepancyId: id }),
    done: () => t('difference.act.asked'),
  })
  const isStanding = state === 'open' || state === 'suspended'
  const isMissing = difference.class === 'PAID_NOT_LOCAL'
  return (
    <div className="job-row-acts">
      {isStanding && action === 'print' && (
        <Button type="primary" loading={print.isPending} onClick={() => print.mutate(undefined)}>
          {t('difference.act.print')}
        </Button>
      )}
      {isStanding && isMissing && (
        <>
          <Button type="primary" onClick={() => setAsking('enter')}>
            {t('difference.act.enter')}
          </Button>
          <Button loading={ask.isPending} onClick={() => ask.mutate(undefined)}>
            {t('difference.act.ask')}
          </Button>
        </>
      )}
      {isStanding && (action === 'mark-refunded' || action === 'refund') && (
        <Button type="primary" onClick={() => setAsking('refunded')}>
          {action === 'refund' ? t('difference.act.refunded') : t('difference.act.markRefunded')}
        </Button>
      )}
      {order !== null && (
        <Button
          onClick={() => go({ page: 'orders', order })}
          type={isStanding && action === 'look' ? 'primary' : 'default'}
        >
          {t('difference.openOrder')}
        </Button>
      )}
      {isStanding && action !== 'upload-bill' && (
        <Button onClick={() => setAsking('resolve')}>{t('difference.resolve')}</Button>
      )}
      <Button type="link" onClick={onHistory}>
        {t('difference.history')}
      </Button>
      <ResolveDialog
        difference={difference}
        open={asking === 'resolve' || asking === 'refunded'}
        note={
          asking === 'refunded'
            ? t('difference.refundedNote', { amount: price(Math.abs((actual ?? 0) - (expected ?? 0))) })
            : ''
        }
        onDone={() => setAsking(null)}
      />
      {isMissing && (
        <EnterOrderDialog difference={difference} open={asking === 'enter'} onDone={() => setAsking(null)} />
      )}
    </div>
  )
}
