import type { Order } from './order.ts'
import { type Mark, marks } from './ticket.ts'

/** What every paper of this order says at its top, with the paper's own mark among them, in the contract's order. */
export function orderMarks(own: Mark | null, order: Order, facts: { amountFault: boolean; demo: boolean }): Mark[] {
  const said = new Set<Mark | null>([own])
  if (order.expectedAt !== null) said.add('预约')
  if (facts.amountFault) said.add('金额异常')
  if (facts.demo) said.add('演示')
  return marks.filter(mark => said.has(mark))
}
