import { useTranslation } from 'react-i18next'
import type { SalesNumbers } from '../../shared/domain/day-numbers.ts'
import { formatQuantity } from '../../shared/domain/quantity.ts'
import type { ReportNames } from '../../shared/domain/views/day-views.ts'
import { useReportWords } from './report-words.ts'
import { ShareList } from './ShareList.tsx'

/** By dish, channel, payment, station and who bears the discounts. */
export function SalesCards({ report, names }: { report: SalesNumbers; names: ReportNames }) {
  const { t } = useTranslation()
  const { slip, paper } = useReportWords()
  const pieces = (quantity: number) => t('report.pieces', { count: Number(formatQuantity(quantity)) })
  const orders = (count: number) => t('report.ordersCount', { count })
  return (
    <>
      <ShareList
        title={slip.dishes}
        rows={report.dishes.map(dish => ({
          ...{ key: `${dish.sku} ${dish.name}`, name: dish.name, count: pieces(dish.quantity), fen: dish.amount },
        }))}
      />
      <ShareList
        title={slip.channels}
        rows={report.channels.map(row => ({
          key: row.channel ?? '',
          name: row.channel === null ? slip.unknownChannel : paper.channels[row.channel],
          ...{ count: orders(row.orders), fen: row.sales },
        }))}
      />
      <ShareList
        title={slip.methods}
        rows={report.methods.map(row => ({
          key: row.method ?? '',
          name: row.method === null ? slip.unknownMethod : (paper.methods.get(row.method) ?? row.method),
          ...{ count: orders(row.orders), fen: row.sales },
        }))}
      />
      <ShareList
        title={slip.stations}
        rows={report.stations.map(row => ({
          ...{ key: row.station, name: names.stations[row.station] ?? row.station },
          ...{ count: pieces(row.quantity), fen: row.amount },
        }))}
      />
      <ShareList
        title={slip.discounts}
        rows={report.discountLines.map(row => ({
          key: `${row.bearer} ${row.kind}`,
          name: `${slip.bearers[row.bearer]} ${slip.kinds[row.kind] ?? row.kind}`,
          ...{ count: t('report.countTimes', { count: row.count }), fen: -row.amount },
        }))}
      />
      <ShareList
        title={slip.coupons}
        rows={report.coupons.map(row => ({
          ...{ key: row.name, name: row.name === '' ? (slip.kinds.coupon ?? '') : row.name },
          ...{ count: t('report.countTimes', { count: row.count }), fen: -row.amount },
        }))}
      />
    </>
  )
}
