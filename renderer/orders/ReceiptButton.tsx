import { Button } from 'antd'
import { use, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OrderDetail } from '../../shared/domain/views/order-views.ts'
import { useAct } from '../door/act.ts'
import { Confirm } from '../look/Confirm.tsx'
import { ShopContext } from '../shell/shop.ts'
import { mintKey } from './idempotency-key.ts'

/** What a customer asks for at the counter. The first one prints at once; another one asks, for it will say 补打. */
export function ReceiptButton({ order }: { order: OrderDetail }) {
  const { t } = useTranslation()
  const { receipts } = use(ShopContext)
  const [key, setKey] = useState<string | null>(null)
  const [firstKey] = useState(mintKey)
  const print = useAct({
    call: ({ rpc }, idempotencyKey: string) =>
      rpc.receipt.mutate({ source: order.source, orderId: order.orderId, idempotencyKey }),
    done: () => {
      setKey(null)
      return t('receipt.queued')
    },
  })
  if (receipts === 'never' || order.number === null) return null
  const ids = new Set(
    order.tickets.filter(one => one.kind === 'receipt' && one.revision === order.revision).map(one => one.ticketId),
  )
  const had = order.jobs.some(job => ids.has(job.ticketId) && job.state !== 'cancelled')
  return (
    <>
      <Button
        data-testid="receipt"
        loading={print.isPending}
        // A second click may come before the screen knows of the first one's receipt.
        onClick={() => (had ? setKey(mintKey()) : print.mutate(`${firstKey}-${ids.size}`))}
      >
        {had ? t('receipt.again') : t('receipt.print')}
      </Button>
      <Confirm
        open={key !== null}
        title={t('receipt.againAsk')}
        yes={t('act.print')}
        busy={print.isPending}
        onYes={() => key !== null && print.mutate(key)}
        onNo={() => setKey(null)}
      >
        {t('receipt.againText')}
      </Confirm>
    </>
  )
}
