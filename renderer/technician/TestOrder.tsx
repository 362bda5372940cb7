import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OrderDetail } from '../../shared/domain/views/order-views.ts'
import type { JobView } from '../../shared/domain/views/printing-views.ts'
import { useAct } from '../door/act.ts'
import { useOrder } from '../door/queries.ts'
import { usePrinterName } from '../orders/job-title.ts'
import { go } from '../shell/route.ts'

type Placed = { source: string; orderId: string; pickupNo: string }

/** Places an order for every station as a customer's phone would, and follows it until the printers have spoken. */
export function TestOrder() {
  const { t } = useTranslation()
  const [placed, setPlaced] = useState<Placed | null>(null)
  const place = useAct({
    call: ({ rpc }, _: null) => rpc.testOrder.mutate({}),
    done: answer => {
      setPlaced(answer)
      return null
    },
  })
  return (
    <section className="test-order" aria-label={t('testOrder.title')}>
      <header className="token-head">
        <h1>{t('testOrder.title')}</h1>
        <Button
          type="primary"
          size="large"
          data-testid="test-order"
          loading={place.isPending}
          onClick={() => place.mutate(null)}
        >
          {placed === null ? t('testOrder.place') : t('testOrder.again')}
        </Button>
      </header>
      <p className="list-hint">{t('testOrder.hint')}</p>
      {placed !== null && <Followed placed={placed} />}
    </section>
  )
}

function Followed({ placed }: { placed: Placed }) {
  const { t } = useTranslation()
  const order = useOrder(placed.source, placed.orderId)
  if (order.data === undefined) return null
  const jobs = order.data.jobs
  return (
    <>
      <ol className="test-order-steps" data-testid="test-order-steps" data-state={order.data.state}>
        <li data-tone="printed">{t('testOrder.taken', { number: placed.pickupNo })}</li>
        {jobs.map(job => (
          <JobStep key={job.jobId} job={job} />
        ))}
        {jobs.length === 0 && <li data-tone="waiting">{t('testOrder.noTickets')}</li>}
      </ol>
      <p className="test-order-verdict" data-tone={order.data.state}>
        {verdict(order.data, t)}{' '}
        <Button
          onClick={() => go({ page: 'orders', order: { source: placed.source, orderId: placed.orderId } })}
          type="link"
        >
          {t('testOrder.look')}
        </Button>
      </p>
    </>
  )
}

function JobStep({ job }: { job: JobView }) {
  const { t } = useTranslation()
  const printerName = usePrinterName()
  const where = { station: job.station ?? '', printer: printerName(job.printerId) }
  return (
    <li data-tone={toneOf(job)}>
      {t('testOrder.job', where)} {t(`job.state.${job.state}`)}
    </li>
  )
}

function toneOf({ state }: JobView): string {
  if (state === 'printed' || state === 'sent') return state
  return state === 'uncertain' || state === 'held' || state === 'failed' ? 'problem' : 'waiting'
}

function verdict(order: OrderDetail, t: (key: `testOrder.${'good' | 'unproven' | 'bad' | 'wait'}`) => string): string {
  if (order.state === 'printed') return t('testOrder.good')
  if (order.state === 'sent') return t('testOrder.unproven')
  return order.state === 'problem' ? t('testOrder.bad') : t('testOrder.wait')
}
