import type { OrderStatus } from '../../../shared/domain/order.ts'
import type { KitchenPaper, OrderPaper } from '../../../shared/domain/reconciliation/paper-rules.ts'
import type { OrderSummary } from '../../../shared/domain/views/order-views.ts'
import type { Db } from '../../store/database.ts'
import { type KitchenJobRow, listKitchenJobs, listKitchenPapers } from '../../store/kitchen-papers.ts'

type OrderRow = {
  id: number
  source: string
  order_id: string
  status: OrderStatus
  day: string
  body: string
  summary: string
}

/** `dueAt`: since when a job that is still owed should have been printing, on whatever clock the caller goes by. */
export function orderPaper(db: Db, order: OrderRow, dueAt: (job: KitchenJobRow) => number): OrderPaper {
  const papers = Map.groupBy(listKitchenPapers(db, order.id), paper => paper.ticket)
  const tickets = [...Map.groupBy(listKitchenJobs(db, order.id), job => job.ticket)].map(([ticket, jobs]) => {
    const marks = (papers.get(ticket) ?? []).map(paper => JSON.parse(paper.marks) as string[])
    return ticketPaper(jobs, marks, dueAt)
  })
  const { pickupNo, payable } = JSON.parse(order.summary) as OrderSummary
  const { payment } = JSON.parse(order.body) as { payment?: { outTradeNo?: string | null } | null }
  const { source, order_id: orderId, status, day } = order
  return {
    source,
    orderId,
    outTradeNo: payment?.outTradeNo || orderId,
    day,
    status,
    amount: payable,
    pickupNo,
    tickets,
  }
}

/** Out, once one of its papers is; a job that failed was followed by a plain one of the same ticket. */
function ticketPaper(
  jobs: readonly KitchenJobRow[],
  papers: readonly string[][],
  dueAt: (job: KitchenJobRow) => number,
): KitchenPaper {
  const owed = jobs.filter(job => !['printed', 'sent', 'cancelled', 'failed'].includes(job.state))
  const isOut = jobs.some(job => job.state === 'printed' || job.state === 'sent')
  const state = isOut ? 'out' : owed.length > 0 ? 'owed' : 'dropped'
  return { state, dueAt: Math.min(...owed.map(dueAt)), papers }
}
