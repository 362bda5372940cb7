import { ruleOf } from '../../../shared/domain/reconciliation/discrepancy-class.ts'
import { discrepancyWords } from '../../../shared/domain/reconciliation/discrepancy-words.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import type { DifferenceView, DiscrepancyView } from '../../../shared/domain/views/difference-views.ts'
import type { OrderSummary } from '../../../shared/domain/views/order-views.ts'
import type { Db } from '../../store/database.ts'
import { type DiscrepancyRow, listDiscrepancyHistory } from '../../store/discrepancies.ts'
import { findOrder } from '../../store/orders.ts'
import { showId } from '../ids.ts'
import { iso } from '../job-view.ts'

export function differenceView(db: Db, settings: Settings, row: DiscrepancyRow): DifferenceView {
  const { severity, action } = ruleOf(row.class)
  const order = orderOf(row.subject)
  const facts = namedFacts(db, JSON.parse(row.facts) as DifferenceView['facts'], order)
  const { language, timezone } = settings.shop
  const said = {
    class: row.class,
    orderId: row.order_id,
    source: row.source,
    expected: row.expected,
    actual: row.actual,
  }
  return {
    id: showId('d', row.id),
    ...{ class: row.class, severity, day: row.day, source: row.source, orderId: row.order_id },
    ...{ expected: row.expected, actual: row.actual, state: row.state },
    suggestion: discrepancyWords({ ...said, facts }, language, timezone),
    history: listDiscrepancyHistory(db, row.id).map(entry => ({ ...entry, at: iso(entry.at) })),
    ...{ facts, action, order, since: iso(row.found_at), tries: row.tries },
  }
}

/** Bills know an order by its number; people know it by what they call out. */
function namedFacts(db: Db, facts: DifferenceView['facts'], named: DifferenceView['order']): DifferenceView['facts'] {
  const order = named === null ? undefined : findOrder(db, named.source, named.orderId)
  if (order === undefined || facts.pickupNo) return facts
  const { pickupNo } = JSON.parse(order.summary) as OrderSummary
  return pickupNo === null ? facts : { ...facts, pickupNo }
}

/** What contract §8 shows, and no more. */
export function discrepancyView(view: DifferenceView): DiscrepancyView {
  const { id, severity, day, source, orderId, expected, actual, state, suggestion, history } = view
  return { id, class: view.class, severity, day, source, orderId, expected, actual, state, suggestion, history }
}

/** The order of ours that a difference is about. A source's id holds no slash, an order's may. */
export function orderOf(subject: string): { source: string; orderId: string } | null {
  const [, source, orderId] = /^order:([^/]*)\/(.*)$/s.exec(subject) ?? []
  return source === undefined || orderId === undefined ? null : { source, orderId }
}
