import { isCalledOff, type OrderStatus } from './order.ts'
import type { JobState } from './print-job.ts'
import type { OrderState } from './views/order-views.ts'

/**
 * What the board says of an order: the worst of its jobs; a called-off one is only done when its slip is out. A job that
 * failed is judged by the plain ticket that took its place (its alarm stands until a person has seen it).
 */
export function orderState(status: OrderStatus, jobs: readonly JobState[]): OrderState {
  const live = jobs.filter(state => state !== 'cancelled' && state !== 'failed')
  if (live.some(state => state === 'uncertain' || state === 'held')) return 'problem'
  if (live.includes('sending')) return 'printing'
  if (live.some(state => state === 'queued' || state === 'waiting')) return 'waiting'
  if (isCalledOff({ status })) return 'cancelled'
  if (live.length === 0) return jobs.length === 0 ? 'waiting' : 'cancelled'
  return live.includes('sent') ? 'sent' : 'printed'
}
