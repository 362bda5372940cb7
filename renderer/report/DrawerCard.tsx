import { Button } from 'antd'
import { use, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CashNumbers, Shift } from '../../shared/domain/drawer.ts'
import type { DayView } from '../../shared/domain/views/day-views.ts'
import { useDrawer } from '../door/queries.ts'
import { price } from '../look/money.ts'
import { timeOf } from '../look/time.ts'
import { ShopContext } from '../shell/shop.ts'
import { HandOver } from './HandOver.tsx'
import { MoveCash } from './MoveCash.tsx'
import { OpenShift } from './OpenShift.tsx'
import { useReportWords } from './report-words.ts'

/** The drawer of the day; today's can be begun, handed over, filled and emptied. */
export function DrawerCard({ view, isToday }: { view: DayView; isToday: boolean }) {
  const { t } = useTranslation()
  const { cash } = view.report
  const drawer = useDrawer().data
  const shift = isToday ? (drawer?.shift ?? null) : null
  const [doing, setDoing] = useState<'open' | 'hand-over' | 'move' | null>(null)
  const stop = () => setDoing(null)
  const moved = cash.sales + cash.refunds + cash.paidIn + cash.paidOut + cash.float
  if (!isToday && moved === 0 && cash.counted === null && cash.shifts.length === 0) return null
  return (
    <section className="report-card" aria-label={t('drawer.title')} data-testid="drawer">
      <h2>{t('drawer.title')}</h2>
      {isToday && drawer !== undefined && shift === null && cash.shifts.length === 0 && (
        <p className="quiet">
          {t('drawer.none')}。{t('drawer.noneHint')}
        </p>
      )}
      {(moved !== 0 || cash.counted !== null) && <Sums cash={cash} />}
      <Shifts shifts={cash.shifts} />
      {isToday && drawer !== undefined && (
        <div className="card-acts">
          {shift === null ? (
            <Button onClick={() => setDoing('open')}>{t('drawer.open')}</Button>
          ) : (
            <Button onClick={() => setDoing('hand-over')}>{t('drawer.handOver')}</Button>
          )}
          <Button onClick={() => setDoing('move')}>{t('drawer.move')}</Button>
        </div>
      )}
      {doing === 'open' && <OpenShift left={drawer?.left ?? null} onDone={stop} />}
      {doing === 'hand-over' && shift !== null && <HandOver shift={shift} onDone={stop} />}
      {doing === 'move' && <MoveCash onDone={stop} />}
    </section>
  )
}

function Sums({ cash }: { cash: CashNumbers }) {
  const { slip } = useReportWords()
  const rows = [
    [slip.cash.float, cash.float],
    [slip.cash.sales, cash.sales],
    [slip.cash.refunds, -cash.refunds],
    [slip.cash.paidIn, cash.paidIn],
    [slip.cash.paidOut, -cash.paidOut],
  ] as const
  return (
    <ul className="plain-rows">
      {rows
        .filter(([, fen]) => fen !== 0)
        .map(([name, fen]) => (
          <li key={name}>
            <span>{name}</span>
            <span>{price(fen)}</span>
          </li>
        ))}
      <li className="sum">
        <span>{slip.cash.expected}</span>
        <b data-testid="drawer-expected">{price(cash.expected)}</b>
      </li>
      {cash.counted !== null && (
        <li className="sum">
          <span>{slip.cash.counted}</span>
          <b>{price(cash.counted)}</b>
        </li>
      )}
      {cash.difference !== null && cash.difference !== 0 && (
        <li className="sum wrong">
          <span>{slip.cash.difference}</span>
          <b data-testid="drawer-difference">{price(cash.difference)}</b>
        </li>
      )}
    </ul>
  )
}

function Shifts({ shifts }: { shifts: readonly Shift[] }) {
  const { t } = useTranslation()
  const { slip } = useReportWords()
  const { timezone } = use(ShopContext)
  return (
    <ul className="shifts">
      {shifts.map(shift => (
        <li key={shift.id}>
          <b>{shift.openedBy}</b>
          <span>
            {shift.until === null
              ? t('drawer.since', { time: timeOf(shift.from, timezone) })
              : `${timeOf(shift.from, timezone)}–${timeOf(shift.until, timezone)}`}
          </span>
          <span>
            {shift.counted === null
              ? `${slip.cash.expected} ${price(shift.expected)}`
              : `${slip.cash.counted} ${price(shift.counted)}, ${slip.cash.difference} ${price(shift.difference ?? 0)}`}
          </span>
          {shift.note !== null && <span className="quiet">{shift.note}</span>}
        </li>
      ))}
    </ul>
  )
}
