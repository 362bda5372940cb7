import { z } from 'zod'
import { asideStates } from '../../desk.ts'
import { dismissalNote } from '../../intake/dismissal.ts'
import { act, byWhom, done, header, jsonBody, type Operations, paging, query } from './operation.ts'

// OpenAPI: how orders come in, and what becomes of those that cannot be taken.

const dismissing = jsonBody(z.object({ ...byWhom, note: dismissalNote.describe('why, for the audit') }))
const asidePaging = [
  ...paging,
  {
    ...query('state', 'what waits, oldest first, or what was brought in or dismissed, newest first'),
    schema: { type: 'string', enum: asideStates, default: 'open' },
  },
]

export const intakeOperations: Operations = {
  'GET /api/v1/sources/{sourceId}/orders': {
    summary: 'For platforms that try an address before they call it; only a source of a platform answers',
    token: false,
    answers: { 200: "the platform's own yes (WeChat: 204)", 404: 'no source of a platform' },
  },
  'POST /api/v1/sources/{sourceId}/orders': {
    summary:
      "Push one order, signed as Standard Webhooks; to a source of type eleme, meituan, koubei or wechat: the platform's own message, with its own signature, answered with its own yes",
    token: false,
    body: { $ref: '/api/v1/schema/order.json' },
    parameters: [
      header('webhook-id', 'unique per delivery; kept by its retries'),
      header('webhook-timestamp', 'seconds since 1970, within 5 minutes of the engine'),
      header('webhook-signature', 'v1,<base64 HMAC-SHA256 of id.timestamp.body>; several separated by spaces'),
    ],
    answers: {
      201: 'accepted: durable on disk',
      200: 'duplicate or stale',
      400: 'invalid-order: kept in quarantine',
      401: 'signature or timestamp',
      404: 'unknown-source',
      409: 'conflict: same revision, other content; unknown-order: a platform speaks of an order that has not come',
      413: 'too-large',
      415: 'media-type',
      429: 'busy, with Retry-After',
      503: 'not-durable: nothing was accepted',
    },
  },
  'POST /api/v1/sources/{sourceId}/notify': {
    summary: "Alipay's asynchronous notices (a form, signed by Alipay); the answer is `success` and nothing else",
    token: false,
    answers: {
      200: 'on disk, now or before',
      400: 'about another app or seller, or no notice',
      401: 'signature',
      404: 'unknown-source',
      413: 'too-large',
      415: 'media-type',
      503: 'not-durable: nothing was accepted',
    },
  },
  'GET /api/v1/quarantine': {
    summary: 'Orders that could not be taken',
    parameters: asidePaging,
    answers: { 200: 'list' },
  },
  'POST /api/v1/quarantine/{id}/replay': { summary: 'Take it in again', body: act, answers: done },
  'POST /api/v1/quarantine/{id}/dismiss': {
    summary: 'Lay it to rest: it will not be taken in. The same content sent anew waits anew',
    body: dismissing,
    answers: done,
  },
  'GET /api/v1/conflicts': {
    summary: 'Same revision, other content',
    parameters: asidePaging,
    answers: { 200: 'list' },
  },
  'POST /api/v1/conflicts/{id}/accept': { summary: 'Take it as the next revision', body: act, answers: done },
  'POST /api/v1/conflicts/{id}/dismiss': {
    summary: 'Lay it to rest: what is known stays as it is. The same content sent anew waits anew',
    body: dismissing,
    answers: done,
  },
}
