import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OrderDetail } from '../../shared/domain/views/order-views.ts'
import { useAct } from '../door/act.ts'
import { Confirm } from '../look/Confirm.tsx'
import { mintKey } from './idempotency-key.ts'

/** 催菜: asks once, because it costs a paper at each station. */
export function RushButton({ order }: { order: OrderDetail }) {
  const { t } = useTranslation()
  const [key, setKey] = useState<string | null>(null)
  const rush = useAct({
    call: ({ rpc }, idempotencyKey: string) =>
      rpc.rush.mutate({ source: order.source, orderId: order.orderId, idempotencyKey }),
    done: () => {
      setKey(null)
      return t('rush.done')
    },
  })
  const isOff = order.status === 'cancelled' || order.status === 'refunded'
  if (order.number === null || isOff) return null
  return (
    <>
      <Button data-testid="rush" loading={rush.isPending} onClick={() => setKey(mintKey())}>
        {t('rush.button')}
      </Button>
      <Confirm
        open={key !== null}
        title={t('rush.ask')}
        yes={t('rush.yes')}
        busy={rush.isPending}
        onYes={() => key !== null && rush.mutate(key)}
        onNo={() => setKey(null)}
      >
        {t('rush.text')}
      </Confirm>
    </>
  )
}
