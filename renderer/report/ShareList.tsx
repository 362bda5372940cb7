import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { price } from '../look/money.ts'

export type Share = { key: string; name: string; count: string; fen: number }

const fewest = 8

/** Who has how much of it: a row each, with a bar as long as its share of the largest. */
export function ShareList({ title, rows }: { title: string; rows: readonly Share[] }) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  const most = Math.max(1, ...rows.map(row => Math.abs(row.fen)))
  const shown = all ? rows : rows.slice(0, fewest)
  if (rows.length === 0) return null
  return (
    <section className="report-card" aria-label={title}>
      <h2>{title}</h2>
      <ul className="shares">
        {shown.map(row => (
          <li key={row.key}>
            <span className="share-name">{row.name}</span>
            <span className="share-count">{row.count}</span>
            <span className="share-amount">{price(row.fen)}</span>
            <span className="share-bar" style={{ width: `${(Math.abs(row.fen) / most) * 100}%` }} aria-hidden="true" />
          </li>
        ))}
      </ul>
      {rows.length > fewest && (
        <button type="button" className="report-more" onClick={() => setAll(!all)}>
          {all ? t('report.dishesFewer') : t('report.dishesMore', { count: rows.length })}
        </button>
      )}
    </section>
  )
}
