import { useTranslation } from 'react-i18next'
import type { Order } from '../../shared/domain/order.ts'
import { formatQuantity } from '../../shared/domain/quantity.ts'
import type { OrderDetail } from '../../shared/domain/views/order-views.ts'
import { price } from '../look/money.ts'

/** The dishes as ordered, and the sums as the source gave them. */
export function OrderItems({ order }: { order: OrderDetail }) {
  const { t } = useTranslation()
  const raw = sumsIn(order.order)
  /** Two lines of one campaign differ in who pays for them. */
  const bearer = ({ name, fundedBy }: NamedAmount) =>
    fundedBy === 'merchant' || fundedBy === 'platform' ? `${name} · ${t(`order.fundedBy.${fundedBy}`)}` : name
  return (
    <section className="panel-section" aria-label={t('order.items')}>
      <h2>{t('order.items')}</h2>
      {order.note !== null && (
        <p className="panel-note">
          {t('board.note')}：{order.note}
        </p>
      )}
      <ul className="items">
        {order.items.map(line => (
          <Item key={line.lineId} line={line} />
        ))}
      </ul>
      <dl className="sums">
        {raw.fees.map((fee, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: fees have no id
          <Sum key={`fee-${index}`} name={fee.name} fen={fee.amount} />
        ))}
        {raw.discounts.map((discount, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: discounts have no id
          <Sum key={`discount-${index}`} name={bearer(discount)} fen={-discount.amount} />
        ))}
        <Sum name={t('order.total')} fen={order.payable} strong />
        {raw.paid !== null && <Sum name={t('order.paid')} fen={raw.paid} />}
        {raw.refunded > 0 && <Sum name={t('order.refunds')} fen={-raw.refunded} />}
      </dl>
      {order.amountFault && <p className="flag danger">{t('board.amountFault')}</p>}
    </section>
  )
}

function Item({ line }: { line: Order['items'][number] }) {
  const { t } = useTranslation()
  const inCombo = line.comboOf !== null
  return (
    <li className="item" data-part={inCombo}>
      <span className="item-name">{line.name}</span>
      <span className="item-count">×{formatQuantity(line.quantity)}</span>
      <span className="item-amount">
        {inCombo ? t('order.combo') : line.amount === null ? t('order.noPrice') : price(line.amount)}
      </span>
      {line.modifiers.length > 0 && (
        <span className="item-how">
          {line.modifiers.map(one => (one.price > 0 ? `${one.name} +${price(one.price)}` : one.name)).join(' · ')}
        </span>
      )}
      {line.note !== null && (
        <span className="item-how">
          {t('board.note')}：{line.note}
        </span>
      )}
    </li>
  )
}

function Sum({ name, fen, strong = false }: { name: string; fen: number; strong?: boolean }) {
  return (
    <div className="sum" data-strong={strong}>
      <dt>{name}</dt>
      <dd>{price(fen)}</dd>
    </div>
  )
}

type NamedAmount = { name: string; amount: number; fundedBy: unknown }

/** The raw order is what the source sent: every field is looked at before it is believed. */
function sumsIn(raw: unknown): {
  fees: NamedAmount[]
  discounts: NamedAmount[]
  paid: number | null
  refunded: number
} {
  const order = fieldsOf(raw)
  const paid = fieldsOf(order.payment).amount
  return {
    fees: namedAmounts(order.fees),
    discounts: namedAmounts(order.discounts),
    paid: typeof paid === 'number' ? paid : null,
    refunded: namedAmounts(order.refunds).reduce((sum, refund) => sum + refund.amount, 0),
  }
}

function namedAmounts(list: unknown): NamedAmount[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((one: unknown) => {
    const { name, amount, fundedBy } = fieldsOf(one)
    return typeof amount === 'number' ? [{ name: typeof name === 'string' ? name : '', amount, fundedBy }] : []
  })
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
