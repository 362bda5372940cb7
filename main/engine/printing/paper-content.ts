import { isCalledOff } from '../../../shared/domain/order.ts'
import type { PaperContent } from '../../../shared/domain/ticket.ts'
import type { Db } from '../../store/database.ts'
import type { JobRow } from '../../store/jobs.ts'
import { getOrder } from '../../store/orders.ts'
import { getTicket, ticketContent } from '../../store/tickets.ts'

/**
 * What a job's ticket says, as its order stands now: nobody may cook from a ticket printed again whose order was called off
 * since. All other jobs of such an order are cancelled (call-off.ts) or take dishes back; receipts tell of money.
 */
export function paperContent(db: Db, job: Pick<JobRow, 'ticket' | 'kind' | 'order_row'>): PaperContent {
  const content = ticketContent(getTicket(db, job.ticket))
  if (job.kind !== 'reprint' || !('lines' in content) || content.kind === 'void') return content
  const order = job.order_row === null ? undefined : getOrder(db, job.order_row)
  if (order === undefined || !isCalledOff(order)) return content
  return { ...content, marks: [...content.marks, '作废'] }
}
