import { useTranslation } from 'react-i18next'
import { price } from '../look/money.ts'
import { type Difference, differences } from './differences.ts'
import { fieldName } from './field-name.ts'

/** Known and other side by side; what differs is marked by more than its colour. */
export function Comparison({ known, other, everything }: { known: unknown; other: unknown; everything: boolean }) {
  const { t } = useTranslation()
  const where = useWhere()
  const all = differences(known, other)
  const shown = everything ? all : all.filter(one => one.changed)
  if (shown.length === 0) return <p className="quiet">{t('conflict.same')}</p>
  return (
    <table className="comparison">
      <thead>
        <tr>
          <th scope="col">{t('conflict.field')}</th>
          <th scope="col">{t('conflict.known')}</th>
          <th scope="col">{t('conflict.other')}</th>
        </tr>
      </thead>
      <tbody>
        {shown.map(one => (
          <tr key={one.path.join('\u0000')} data-changed={one.changed}>
            <th scope="row">{where(one)}</th>
            <td data-label={t('conflict.known')}>
              <Value of={one} value={one.known} />
            </td>
            <td data-label={t('conflict.other')}>
              <Value of={one} value={one.other} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const money = ['amount', 'unitPrice', 'price', 'payable', 'items', 'fees', 'discounts']

function Value({ of, value }: { of: Difference; value: string | null }) {
  const { t } = useTranslation()
  if (value === null || value === '') return <span className="quiet">{t('conflict.absent')}</span>
  return <>{money.includes(of.path.at(-1) ?? '') && /^\d+$/.test(value) ? price(Number(value)) : value}</>
}

/** 菜品 · 鲜肉包 · 数量 */
function useWhere(): (one: Difference) => string {
  const { t } = useTranslation()
  return ({ path, within }) => {
    const words = path.map((key, index) => fieldName(key, t) ?? (index === 1 && within !== null ? within : key))
    return words.join(' · ')
  }
}
