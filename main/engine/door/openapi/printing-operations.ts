import { z } from 'zod'
import { backlogAnswers } from '../../../../shared/domain/views/printing-views.ts'
import { virtualPrinterOrder } from '../../../../shared/domain/virtual-printer.ts'
import { act, done, keyHeader, type Operations, paging, query } from './operation.ts'

// OpenAPI: print jobs, printers, and what waited too long for one.

const testing = {
  ...act,
  properties: { ...act.properties, drawer: { type: 'boolean' }, beep: { type: 'boolean' } },
}

const resolution = {
  type: 'object',
  required: ['as'],
  properties: { as: { enum: ['printed', 'not-printed'] }, by: { type: 'string' } },
}

const backlogAnswer = {
  type: 'object',
  required: ['print', 'by'],
  properties: {
    print: { enum: backlogAnswers, description: 'recent: only what was ordered within the last `minutes`' },
    minutes: { type: 'number', minimum: 0 },
    by: { type: 'string', description: 'the person: what is not printed is cancelled in their name' },
  },
}

export const printingOperations: Operations = {
  'GET /api/v1/jobs': {
    summary: 'Print jobs, oldest first',
    parameters: [query('state', 'one state'), query('printer', 'a printer id'), ...paging],
    answers: { 200: 'jobs' },
  },
  'GET /api/v1/jobs/{id}': { summary: 'One print job', answers: { 200: 'the job', 404: 'no such job' } },
  'POST /api/v1/jobs/{id}/reprint': {
    summary: 'Print again, marked; the same key gives the same job',
    body: act,
    parameters: [keyHeader],
    answers: done,
  },
  'POST /api/v1/jobs/{id}/release': { summary: 'Let a held, waiting or uncertain job go', body: act, answers: done },
  'POST /api/v1/jobs/{id}/resolve': { summary: 'A person says whether it came out', body: resolution, answers: done },
  'POST /api/v1/jobs/{id}/cancel': { summary: 'Do not print it', body: act, answers: done },
  'GET /api/v1/jobs/{id}/paper.png': { summary: 'The paper, drawn from its bytes', answers: { 200: 'PNG' } },
  'GET /api/v1/jobs/{id}/paper.txt': { summary: 'The paper as text', answers: { 200: 'text' } },
  'GET /api/v1/jobs/{id}/paper.bin': { summary: 'The bytes that left', answers: { 200: 'bytes' } },
  'GET /api/v1/backlogs': {
    summary: 'What became old while a printer could not print: one question per printer, its orders, how old they are',
    answers: { 200: 'backlogs' },
  },
  'POST /api/v1/backlogs/{id}': {
    summary: 'The answer to the question of printer {id}: print all (marked 积压), only the recent ones, or none',
    body: backlogAnswer,
    answers: done,
  },
  'GET /api/v1/printers': { summary: 'Printers and their state', answers: { 200: 'printers' } },
  'POST /api/v1/printers/{id}/test': {
    summary: 'Print a test page; opens the drawer or beeps only where asked to',
    body: testing,
    answers: done,
  },
  'POST /api/v1/printers/{id}/pause': { summary: 'Print nothing for now', body: act, answers: done },
  'POST /api/v1/printers/{id}/resume': { summary: 'Print again', body: act, answers: done },
  'PUT /api/v1/virtual-printers/{id}': {
    summary: 'Make a virtual printer misbehave',
    body: z.toJSONSchema(virtualPrinterOrder),
    answers: done,
  },
}
