import { newPlatformCall } from '../../new-platform-call.ts'
import { act, byWhom, done, jsonBody, keyHeader, type Operations, paging, query } from './operation.ts'

// OpenAPI: what platforms are asked and told, and what they say.

const platformCall = jsonBody(newPlatformCall.extend(byWhom))

const tradeRefund = {
  type: 'object',
  required: ['amount'],
  properties: {
    amount: { type: 'integer', minimum: 1, description: 'fen' },
    reason: { type: 'string' },
    by: { type: 'string' },
  },
}

export const platformOperations: Operations = {
  'GET /api/v1/calls': {
    summary: 'What platforms are asked and told: each once, however often it is tried',
    parameters: [query('state', 'waiting, done, refused or dropped'), ...paging],
    answers: { 200: 'calls' },
  },
  'POST /api/v1/calls': {
    summary: 'Ask Alipay of a trade or a refund, or settle a 轻会员; the same key gives the same call',
    body: platformCall,
    parameters: [keyHeader],
    answers: { 202: 'it waits for its turn', 404: 'no such Alipay source' },
  },
  'POST /api/v1/calls/{id}/retry': { summary: 'Make it once more, now', body: act, answers: done },
  'POST /api/v1/calls/{id}/drop': { summary: 'Do not make it any more', body: act, answers: done },
  'POST /api/v1/orders/{source}/{orderId}/trade-refund': {
    summary: "Give money of the order's Alipay trade back, never more than is left; the same key gives one refund",
    body: tradeRefund,
    parameters: [keyHeader],
    answers: { 202: 'it waits for its turn', 404: 'no such order', 409: 'not paid with Alipay, or more than is left' },
  },
  'GET /api/v1/outbox': {
    summary: 'Events that their sources have yet to hear, with their age, and those that were refused',
    answers: { 200: 'the outbox' },
  },
  'GET /api/v1/payments': {
    summary: 'What a platform says of the payments of one merchant order number',
    parameters: [query('source', 'an Alipay source'), query('outTradeNo', '商户订单号')],
    answers: { 200: 'payments' },
  },
  'GET /api/v1/notices': {
    summary: 'What a platform sent that is no order, masked; `kept` is what this version does not know',
    parameters: [query('state', 'kept (default) or taken'), ...paging],
    answers: { 200: 'notices' },
  },
}
