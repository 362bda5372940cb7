import { discrepancyStates } from '../../../../shared/domain/reconciliation/discrepancy.ts'
import { billMapping } from '../../../sources/bills/bill-columns.ts'
import { entering, recording, resolving, settlement, vouchers } from '../discrepancy-schemas.ts'
import { act, done, jsonBody, keyHeader, type Operations, paging, query } from './operation.ts'

// OpenAPI: bills, and what does not agree.

const billUpload = {
  type: 'object',
  required: ['bill'],
  properties: {
    bill: { type: 'string', format: 'binary' },
    by: { type: 'string', description: 'who brought it, for the audit' },
    mapping: jsonBody(billMapping),
  },
}

export const reconciliationOperations: Operations = {
  'POST /api/v1/reconcile/bill': {
    summary:
      'A payment bill as it was downloaded (zip or csv, Alipay or WeChat Pay; any other table with `mapping`): read, held against its own totals, matched with the shop’s orders. The same bill again changes nothing',
    body: billUpload,
    media: 'multipart/form-data',
    answers: {
      200: 'stored, or known; its differences are stored',
      429: 'busy: several bills wait already',
      413: 'too-large',
      415: 'media-type',
      422: 'bill-…: why it is no bill, or not one that adds up; nothing is stored',
      503: 'not-durable: nothing is stored',
    },
  },
  'GET /api/v1/reconcile/bill': {
    summary: 'How far the bill is that is being read: `percent` 0 to 99; null: none is',
    answers: { 200: 'progress' },
  },
  'GET /api/v1/bills': { summary: 'Bills that were read, oldest first', parameters: paging, answers: { 200: 'bills' } },
  'GET /api/v1/bills/{id}': { summary: 'One bill', answers: { 200: 'the bill', 404: 'no such bill' } },
  'GET /api/v1/discrepancies': {
    summary: 'Differences between platform, kitchen and money, oldest first; all states where none is asked for',
    parameters: [
      { ...query('state', 'one state'), schema: { enum: discrepancyStates } },
      query('day', 'business day YYYY-MM-DD'),
      ...paging,
    ],
    answers: { 200: 'discrepancies' },
  },
  'GET /api/v1/discrepancies/{id}': {
    summary: 'One difference with its history',
    answers: { 200: 'the discrepancy', 404: 'no such discrepancy' },
  },
  'POST /api/v1/discrepancies/{id}/resolve': {
    summary: 'A person answers for it; the same facts do not open it again',
    body: jsonBody(resolving),
    answers: done,
  },
  'POST /api/v1/discrepancies/{id}/refunded': {
    summary:
      'REFUND_NOT_LOCAL, REFUND_AFTER_CLOSE: a person records on the order what the bill says went back; prints nothing',
    body: jsonBody(recording),
    answers: done,
  },
  'POST /api/v1/discrepancies/{id}/print': {
    summary: 'PAID_NOT_PRINTED: let go what waits, print again (marked) what was dropped',
    body: act,
    parameters: [keyHeader],
    answers: done,
  },
  'POST /api/v1/discrepancies/{id}/ask': {
    summary: 'PAID_NOT_LOCAL: sources get an event order.wanted, and may send the order again',
    body: act,
    answers: done,
  },
  'POST /api/v1/discrepancies/{id}/enter': {
    summary: 'PAID_NOT_LOCAL: take the order in by hand, under the number that its source will give it, and print it',
    body: jsonBody(entering),
    answers: done,
  },
  'POST /api/v1/reconcile/vouchers': {
    summary: 'What a platform knows of coupons within a time, held against the coupons of orders',
    body: jsonBody(vouchers),
    answers: { 200: 'the number of differences', 400: 'not such records' },
  },
  'POST /api/v1/reconcile/light-members': {
    summary: 'What a platform made of a 轻会员 term, held against what its orders add up to',
    body: jsonBody(settlement),
    answers: { 200: 'the number of differences', 400: 'no settlement' },
  },
  'GET /api/v1/light-members/{id}': {
    summary: 'A 轻会员 agreement: benefit enjoyed since the last settlement, and what is due at the end of the term',
    answers: { 200: 'the agreement', 404: 'no order names it' },
  },
}
