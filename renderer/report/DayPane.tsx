import { Button } from 'antd'
import { use, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DayView } from '../../shared/domain/views/day-views.ts'
import { useAct } from '../door/act.ts'
import { useDay } from '../door/queries.ts'
import { Blank, Failed, Loading } from '../look/Blank.tsx'
import { price } from '../look/money.ts'
import { StateTag } from '../look/StateTag.tsx'
import { timeOf } from '../look/time.ts'
import { useWho } from '../look/who.ts'
import { mintKey } from '../orders/idempotency-key.ts'
import { ShopContext } from '../shell/shop.ts'
import { MoneyBars } from './Charts.tsx'
import { CloseDay } from './CloseDay.tsx'
import { CustomersCard } from './CustomersCard.tsx'
import { DrawerCard } from './DrawerCard.tsx'
import { Figures } from './Figures.tsx'
import { LaterCard } from './LaterCard.tsx'
import { PaperCards } from './PaperCards.tsx'
import { SalesCards } from './SalesCards.tsx'
import { useDownload } from './use-download.ts'

/** One business day, and the button that ends it. */
export function DayPane({ day, today }: { day: string; today: string }) {
  const { t } = useTranslation()
  const asked = useDay(day)
  if (asked.data !== undefined) return <Day view={asked.data} today={today} />
  if (!asked.isError) return <Loading />
  return <Failed title={t('report.failed')} error={asked.error} again={() => void asked.refetch()} />
}

function Day({ view, today }: { view: DayView; today: string }) {
  const { t } = useTranslation()
  const { report, demo, names } = view
  return (
    <>
      <DayState view={view} />
      {report.orders === 0 && report.calledOff.count === 0 ? (
        <Blank icon="report" tone="sent" title={t('report.nothing')} hint={t('report.nothingHint')} />
      ) : (
        <Figures report={report} />
      )}
      <ul className="report-remarks">
        {report.unexplained !== 0 && (
          <li data-tone="problem">
            {t('report.unexplained', { amount: price(report.unexplained), count: report.amountFaults })}
          </li>
        )}
        {report.owed.count > 0 && (
          <li data-tone="waiting">
            {t('report.owed', { count: report.owed.count, amount: price(report.owed.amount) })}
          </li>
        )}
        {report.calledOff.count > 0 && <li>{t('report.calledOff', { count: report.calledOff.count })}</li>}
        {demo !== null && <li>{t('report.demo', { count: demo.orders, amount: price(demo.sales) })}</li>}
      </ul>
      {report.hours.length > 0 && (
        <section className="report-card" aria-label={t('report.hours')}>
          <h2>{t('report.hours')}</h2>
          <MoneyBars
            name={t('report.sales')}
            rows={report.hours.map(row => ({ label: `${row.hour}:00`, fen: row.sales }))}
          />
        </section>
      )}
      <div className="report-cards">
        <LaterCard view={view} />
        <DrawerCard view={view} isToday={view.day === today} />
        <SalesCards report={report} names={names} />
        <PaperCards report={report} names={names} />
        <CustomersCard daily={report.customers} active={report.customers} />
      </div>
    </>
  )
}

/** Open or closed, by whom, and what can be done. */
function DayState({ view }: { view: DayView }) {
  const { t } = useTranslation()
  const shop = use(ShopContext)
  const [closing, setClosing] = useState(false)
  const download = useDownload()
  const again = useAct({
    call: ({ rpc }) => rpc.repeatDaySlip.mutate({ day: view.day, idempotencyKey: mintKey() }),
    done: () => t('report.slipDone'),
  })
  const who = useWho()
  const isClosed = view.state === 'closed'
  return (
    <div className="day-state" data-testid="day-state" data-state={view.state}>
      <StateTag big tone={isClosed ? 'printed' : 'waiting'} word={t(isClosed ? 'report.closed' : 'report.open')} />
      {view.closedAt !== null && (
        <span className="quiet">
          {t('report.closedBy', { time: timeOf(view.closedAt, shop.timezone), by: who(view.closedBy ?? '') })}
        </span>
      )}
      <span className="day-acts">
        <Button onClick={() => download(view.day, 'csv')}>{t('report.csv')}</Button>
        <Button onClick={() => download(view.day, 'xlsx')}>{t('report.xlsx')}</Button>
        {isClosed ? (
          <Button loading={again.isPending} onClick={() => again.mutate(undefined)}>
            {t('report.slipAgain')}
          </Button>
        ) : (
          <Button type="primary" size="large" data-testid="day-close" onClick={() => setClosing(true)}>
            {t('report.close')}
          </Button>
        )}
      </span>
      {closing && <CloseDay view={view} onDone={() => setClosing(false)} />}
    </div>
  )
}
