import { beginAttempt, endAttempt } from '../../main/store/attempts.ts'
import { type Db, transact } from '../../main/store/database.ts'
import { note } from '../../main/store/history.ts'
import { rememberWebhook } from '../../main/store/inbox.ts'
import { insertJob } from '../../main/store/jobs.ts'
import { insertOrder, insertRevision } from '../../main/store/orders.ts'
import { addEvent } from '../../main/store/outbox.ts'
import { insertTicket } from '../../main/store/tickets.ts'
import { parseOrder } from '../../shared/domain/order.ts'
import { summarise } from '../../shared/domain/order-summary.ts'
import { type JobState, newJob } from '../../shared/domain/print-job.ts'
import type { TicketContent } from '../../shared/domain/ticket.ts'
import { order } from './orders.ts'

/** What a customer of the past wrote; must not be found anywhere when it is forgotten. */
export const oldWords = '不要香菜，门牌七号'

let made = 0

/** Past orders as the engine leaves them: revision, ticket, job in the given state, paper, webhook id, event, history. */
export function addHistory(db: Db, given: { orders: number; at: number; state?: JobState }): number[] {
  const { at, state = 'printed' } = given
  return transact(db, () =>
    Array.from({ length: given.orders }, () => {
      made += 1
      const orderId = `old-${made}`
      const input = order({ orderId, note: oldWords, customer: { id: `c-${made}`, name: '王*' } })
      const parsed = parseOrder(input)
      if (!parsed.ok) throw new Error('the order of this test is wrong')
      const body = JSON.stringify(input)
      const common = { revision: 1, content_hash: `h-${made}`, body, received_at: at }
      const row = insertOrder(db, {
        ...common,
        ...{ source: 'mini', order_id: orderId, status: 'paid', state: 'printed', series: 'shop', day: `day-${made}` },
        ...{ number: 1, kitchen_revision: 1, amount_fault: 0, summary: JSON.stringify(summarise(parsed.order)) },
      })
      insertRevision(db, { order_row: row, ...common })
      const ticket = insertTicket(db, {
        ...{ order_row: row, revision: 1, kind: 'kitchen', station: 'kitchen', printer: 'kitchen', number: 1 },
        content: content(oldWords),
        created_at: at,
      })
      const settled = { ...newJob(), state, evidence: state === 'printed' ? ('status' as const) : null }
      const job = insertJob(db, {
        ticket,
        order_row: row,
        printer: 'kitchen',
        kind: 'kitchen',
        job: settled,
        created_at: at,
      })
      const paper = Buffer.from(`1b40 ${oldWords}`)
      const attempt = beginAttempt(db, { job, printer: 'kitchen', copy: 1, marks: [], started_at: at, paper })
      endAttempt(db, {
        id: attempt,
        outcome: 'printed',
        evidence: 'status',
        error: null,
        taken: paper.length,
        ended_at: at,
      })
      rememberWebhook(db, {
        ...{ source: 'mini', webhook_id: `msg-${made}`, body_hash: 'b', order_row: row, revision: 1, received_at: at },
      })
      addEvent(db, { type: 'order.accepted', source: 'mini', order_row: row, revision: 1, at, data: {} })
      note(db, { order_row: row, at, what: 'taken-as-other', detail: `channel "${oldWords}" is taken as other` })
      note(db, { order_row: row, job, at, what: 'resolve-printed', by: 'owner' })
      return row
    }),
  )
}

function content(note: string): TicketContent {
  const line = { lineId: '1', name: '鲜肉包', quantity: 2, modifiers: [], note, parts: [] }
  return {
    ...{ kind: 'kitchen', marks: [], number: 1, n: 1, of: 1, copyNo: null, station: { id: 'kitchen', name: '后厨' } },
    ...{ pickupNo: 'A1', tableNo: null, serviceMode: null, channel: null, guests: null },
    ...{ placedAt: '2026-11-22T07:01:02+08:00', expectedAt: null, lines: [line], note, changes: [] },
  }
}
