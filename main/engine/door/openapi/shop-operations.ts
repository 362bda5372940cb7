import { newToken } from '../../new-token.ts'
import { act, byWhom, done, jsonBody, type Operations } from './operation.ts'

// OpenAPI: the shop itself, its alarms, tokens and secrets, and what the door says about itself.

const tokenOrder = jsonBody(newToken.extend(byWhom))

export const shopOperations: Operations = {
  'GET /api/v1/health': { summary: 'ok, degraded or alarm', token: false, answers: { 200: 'health' } },
  'GET /api/v1/openapi.json': { summary: 'this page', token: false, answers: { 200: 'OpenAPI 3.1' } },
  'GET /api/v1/schema/order.json': {
    summary: 'JSON Schema of an order',
    token: false,
    answers: { 200: 'gudang.order/1' },
  },
  'GET /metrics': { summary: 'Figures for Prometheus', answers: { 200: 'text format 0.0.4' } },
  'GET /api/v1/shop': { summary: 'The shop, and whether it takes orders (paused: 打烊)', answers: { 200: 'the shop' } },
  'POST /api/v1/shop/pause': {
    summary: 'Take no orders for now: sources get an event shop.paused; what comes all the same is taken and printed',
    body: act,
    answers: { 200: 'paused (again changes nothing)' },
  },
  'POST /api/v1/shop/resume': {
    summary: 'Take orders again: sources get an event shop.resumed',
    body: act,
    answers: { 200: 'open' },
  },
  'GET /api/v1/tokens': {
    summary: 'Tokens beside the data folder’s own, also those that were taken back; never the token itself',
    answers: { 200: 'tokens' },
  },
  'POST /api/v1/tokens': {
    summary: 'A new token for one client; this answer is the only place where it ever stands',
    body: tokenOrder,
    answers: { 201: 'the token', 400: 'no name or no scope', 409: 'a token of this name stands' },
  },
  'POST /api/v1/tokens/{id}/revoke': {
    summary: 'Take it back: its next request is refused, its subscriptions end',
    body: act,
    answers: done,
  },
  'POST /api/v1/sources/{id}/secret/rotate': {
    summary: 'A new secret for a push source, to be read in secrets.json; those before stay valid for 24 hours',
    body: act,
    answers: done,
  },
  'GET /api/v1/alarms': { summary: 'Alarms that stand', answers: { 200: 'alarms' } },
  'POST /api/v1/alarms/{id}/ack': { summary: 'A person has seen it', body: act, answers: done },
}
