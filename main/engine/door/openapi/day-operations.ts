import { z } from 'zod'
import { drawerCount, drawerMove, handOver, newShift } from '../../days/books.ts'
import { act, byWhom, done, jsonBody, keyHeader, type Operations, query } from './operation.ts'

// OpenAPI: business days, the drawer and its shifts.

const closing = jsonBody(z.object({ ...byWhom, note: z.string().optional(), cash: drawerCount.optional() }))

const correction = {
  type: 'object',
  required: ['reason', 'by'],
  properties: {
    reason: { type: 'string' },
    by: { type: 'string' },
    sales: { type: 'integer', description: 'fen, what it adds' },
    refunded: { type: 'integer' },
  },
}

export const dayOperations: Operations = {
  'GET /api/v1/days': {
    summary: 'Several business days put together, and what each came to; at most 42',
    parameters: [query('from', 'YYYY-MM-DD'), query('until', 'YYYY-MM-DD, included')],
    answers: { 200: 'the period', 400: 'no days' },
  },
  'GET /api/v1/days/{day}': {
    summary: 'A business day: frozen numbers where it is closed, else those of now; adjustments; discrepancies',
    answers: { 200: 'the day', 400: 'no day' },
  },
  'POST /api/v1/days/{day}/close': {
    summary: 'Close it: its numbers are frozen and its slip prints. Again changes nothing and prints nothing',
    body: closing,
    answers: { 200: 'the day', 400: 'no day, or a count that does not add up', 409: 'it has not begun' },
  },
  'POST /api/v1/days/{day}/slip': {
    summary: 'Its slip once more, marked 补打',
    body: act,
    parameters: [keyHeader],
    answers: done,
  },
  'POST /api/v1/days/{day}/adjustments': {
    summary: 'What a person knows of a closed day that no order tells, in fen, with reason and name',
    body: correction,
    answers: done,
  },
  'GET /api/v1/days/{day}/report.csv': {
    summary: 'The report as one table, sales by dish among it (UTF-8 with a byte order mark, yuan)',
    answers: { 200: 'CSV', 400: 'no day' },
  },
  'GET /api/v1/days/{day}/report.xlsx': { summary: 'The same in sheets', answers: { 200: 'XLSX', 400: 'no day' } },
  'GET /api/v1/drawer': {
    summary: 'The shift that runs, and what the last one left in the drawer',
    answers: { 200: 'the drawer' },
  },
  'POST /api/v1/drawer/moves': {
    summary: 'Cash that was put in (above zero) or taken out beside sales, in fen',
    body: jsonBody(drawerMove.extend(byWhom)),
    answers: { 200: 'the drawer' },
  },
  'GET /api/v1/shifts': {
    summary: 'The shifts of a business day',
    parameters: [query('day', 'business day YYYY-MM-DD')],
    answers: { 200: 'shifts' },
  },
  'POST /api/v1/shifts': {
    summary: 'Begin a shift with what is in the drawer',
    body: jsonBody(newShift.extend(byWhom)),
    answers: { 201: 'the shift', 409: 'one runs already' },
  },
  'POST /api/v1/shifts/{id}/end': {
    summary: 'Count the drawer and end the shift; with `to` the next one begins',
    body: jsonBody(handOver.extend(byWhom)),
    answers: done,
  },
}
