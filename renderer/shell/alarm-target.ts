import type { AlarmView } from '../../shared/domain/views/shop-views.ts'
import { board, type Route } from './route.ts'

/** Where 去处理 leads: the page on which the remedy can be carried out, or null where it is not on this screen. */
export function alarmTarget({ code, subject }: AlarmView): Route | null {
  switch (code) {
    case 'printer-paper-out':
    case 'printer-cover-open':
    case 'printer-offline':
    case 'printer-busy':
    case 'printer-forbidden':
    case 'printer-alike':
    case 'printer-replaced':
    case 'printer-error':
    case 'printer-near-end':
    case 'printer-stuck':
    case 'printer-paused':
    case 'printer-mute':
    case 'printer-silent':
    case 'printer-backlog':
    case 'lane-failed':
      return { page: 'printers', focus: subject }
    case 'no-printers':
      return { page: 'printers', focus: null }
    case 'order-invalid':
      return { page: 'queue', tab: 'quarantine', focus: null }
    case 'order-conflict':
      return { page: 'queue', tab: 'conflicts', focus: null }
    case 'orders-unread':
    case 'calls-waiting':
    case 'call-refused':
    case 'events-waiting':
    case 'event-refused':
      return { page: 'queue', tab: 'outbox', focus: null }
    case 'job-uncertain':
    case 'job-held':
    case 'job-unprintable':
    case 'job-failed':
    case 'order-amount':
    case 'order-revived':
    case 'order-held':
    case 'order-downgraded':
    case 'order-refund-asked':
    case 'order-rushed':
    case 'order-refund-unclear':
      return orderTarget(subject) ?? { page: 'queue', tab: 'jobs', focus: subject }
    case 'order-suspicious':
      return { page: 'queue', tab: 'suspicious', focus: null }
    case 'order-while-paused':
      return board
    case 'database-restored':
    case 'source-cleared':
    case 'source-repeated':
      return { page: 'queue', tab: 'jobs', focus: null }
    case 'paid-not-printed':
    case 'bill-late':
      return { page: 'reconciliation', day: null, focus: null }
    case 'door-token':
      return { page: 'technician' }
    case 'shop-still-paused':
    case 'dayseq-gap':
    case 'source-unknown-order':
    case 'source-signature':
    case 'source-clock':
    case 'source-silent':
    case 'source-unreachable':
    case 'source-taken-over':
    case 'source-name-reused':
    case 'source-insecure':
    case 'source-foreign':
    case 'message-unknown':
    case 'not-durable':
    case 'logo-unusable':
    case 'backup-failed':
    case 'disk-full':
    case 'disk-away':
    case 'disk-failing':
      return null
  }
}

/** `source/orderId`; a source's id holds no slash, an order's may. */
function orderTarget(subject: string): Route | null {
  const slash = subject.indexOf('/')
  if (slash < 1) return null
  return { page: 'orders', order: { source: subject.slice(0, slash), orderId: subject.slice(slash + 1) } }
}
