import { cartSchema } from '../../../../shared/domain/cart.ts'
import { act, done, jsonBody, keyHeader, type Operations, paging, query } from './operation.ts'

// OpenAPI: orders, what a person does with one, and how one is made to try things out.

export const orderOperations: Operations = {
  'GET /api/v1/orders': {
    summary: 'Orders, oldest first',
    parameters: [query('day', 'business day YYYY-MM-DD'), ...paging],
    answers: { 200: 'orders' },
  },
  'GET /api/v1/orders/{source}/{orderId}': {
    summary: 'One order with items, tickets, jobs, attempts and history',
    answers: { 200: 'the order', 404: 'no such order' },
  },
  'POST /api/v1/orders/{source}/{orderId}/receipt': {
    summary: 'Print the receipt a customer asks for; a second one of the same revision is marked 补打',
    body: act,
    parameters: [keyHeader],
    answers: done,
  },
  'POST /api/v1/orders/{source}/{orderId}/rush': {
    summary: 'Ask the kitchen for it (催菜): a ticket to each of its stations; the same idempotency-key makes no more',
    body: act,
    parameters: [{ ...keyHeader, required: false }],
    answers: done,
  },
  'POST /api/v1/orders/{source}/{orderId}/release': {
    summary: 'Let go the tickets that wait because the order looks like abuse',
    body: act,
    answers: done,
  },
  'GET /api/v1/suspicious': {
    summary: 'Orders that look like abuse, newest first, and the policy of each rule',
    parameters: paging,
    answers: { 200: 'rules and orders' },
  },
  'POST /api/v1/orders/{source}/{orderId}/ready': {
    summary: '出餐: its number is called; its source gets an event order.ready, once',
    body: act,
    answers: done,
  },
  'POST /api/v1/orders/{source}/{orderId}/collected': {
    summary: 'Its customer has it; its source gets an event order.collected, once',
    body: act,
    answers: done,
  },
  'POST /api/v1/test-order': {
    summary: 'Push an order for every station through the source demo, to be followed from end to end',
    body: act,
    answers: { 201: 'its source and orderId', 409: 'there is no source demo, or no menu' },
  },
  'GET /phone/menu': { summary: 'What the training page offers', token: false, answers: { 200: 'shop and menu' } },
  'POST /phone/orders': {
    summary: 'Order as the training page does; prices are the menu’s, the push is signed on this side',
    token: false,
    body: jsonBody(cartSchema),
    answers: {
      201: 'the order',
      400: 'no cart, or not on the menu',
      404: 'no source demo',
      429: 'busy',
      503: 'not now',
    },
  },
  'GET /phone/orders/{order}': {
    summary: 'What became of it: accepted, making, ready, collected, cancelled, problem',
    token: false,
    answers: { 200: 'the order', 404: 'no such order' },
  },
}
