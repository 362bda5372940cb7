import { useTranslation } from 'react-i18next'
import type { DayTotals, PeriodView } from '../../shared/domain/views/day-views.ts'
import { Icon } from '../look/Icon.tsx'
import { price } from '../look/money.ts'
import { hashOf } from '../shell/route.ts'
import { weekday, weekdayName } from './calendar.ts'

/** Shades of the brand's green; text on the darker half is white. */
const shades = ['#ffffff', '#eaf5f1', '#cfe7de', '#a9d2c3', '#2f8568', '#1f7559', '#0f5f49'] as const

/** A month in one picture: a field for each day, darker the more was sold. */
export function MonthMap({ period }: { period: PeriodView }) {
  const { t, i18n } = useTranslation()
  const net = (one: DayTotals) => one.sales - one.refunded
  const sold = period.days.map(net).filter(fen => fen > 0)
  const least = Math.min(...sold)
  const most = Math.max(...sold)
  const steps = shades.length - 2
  const shadeOf = (fen: number) => (fen <= 0 ? 0 : 1 + Math.round(((fen - least) / Math.max(1, most - least)) * steps))
  const [first] = period.days
  if (first === undefined) return null
  return (
    <section className="report-card" aria-label={t('report.month', { month: Number(first.day.slice(5, 7)) })}>
      <h2>{t('report.month', { month: Number(first.day.slice(5, 7)) })}</h2>
      <p className="list-hint">{t('report.monthHint')}</p>
      <div className="month-map">
        {period.days.slice(0, 7).map((_, index) => {
          const monday = `2026-11-${String(2 + index).padStart(2, '0')}`
          return (
            <span key={monday} className="month-weekday" aria-hidden="true">
              {weekdayName(monday, i18n.language)}
            </span>
          )
        })}
        {period.days.map((one, index) => {
          const shade = shadeOf(net(one))
          const words = t('report.monthDay', { day: one.day, count: one.orders, amount: price(net(one)) })
          return (
            <a
              key={one.day}
              href={hashOf({ page: 'report', span: 'day', day: one.day })}
              className="month-day"
              data-dark={shade > 3}
              data-testid={`month-${one.day}`}
              title={words}
              aria-label={words}
              style={{
                backgroundColor: shades[shade],
                ...(index === 0 ? { gridColumnStart: weekday(one.day) + 1 } : {}),
              }}
            >
              <span className="month-date">
                {Number(one.day.slice(-2))}
                {one.closed && <Icon name="printed" size={14} />}
              </span>
              {one.orders > 0 && <span className="month-net">{shortYuan(net(one))}</span>}
            </a>
          )
        })}
      </div>
    </section>
  )
}

/** 3,456 fen are 35: in a field as small as this nobody reads cents. */
function shortYuan(fen: number): string {
  const yuan = Math.round(fen / 100)
  return yuan >= 100_000 ? `${Math.round(yuan / 1000)}k` : String(yuan)
}
