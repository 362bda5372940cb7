import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { BillRefused, isBillRefused } from '../../../shared/domain/reconciliation/bill-refusals.ts'
import { billMapping } from '../../sources/bills/bill-columns.ts'
import type { Engine } from '../engine.ts'
import { outsideError, refuse } from './answers.ts'
import { page, read } from './rest-routes.ts'

/** A million rows of 25 columns are 230 MB, zipped a tenth of that. */
const largestUpload = 512 * 1024 ** 2

const by = z.string().trim().min(1).max(64)

/** Bills: brought, looked at, and how far the one is that is being read (contract §8). */
export async function billRoutes(app: FastifyInstance, { engine }: { engine: Engine }): Promise<void> {
  await app.register(multipart, {
    limits: { fileSize: largestUpload, files: 1, fields: 8, fieldSize: 64 * 1024, parts: 9, headerPairs: 50 },
  })

  app.post('/api/v1/reconcile/bill', async (request, reply) => {
    if (!request.isMultipart()) return refuse(reply, 415, 'media-type', 'the bill comes as multipart/form-data')
    let form: BillForm | null = null
    try {
      form = await readForm(request, engine.bills)
      const how = { mapping: mappingOf(form.fields.mapping), by: nameOf(form.fields.by ?? request.access?.name) }
      return await engine.bills.take(form.file, how)
    } catch (error) {
      if (!isBillRefused(error)) throw error
      const path = error.code === 'mapping' ? 'mapping' : 'bill'
      return refuse(reply, 422, `bill-${error.code}`, error.message, [{ path, message: error.message }])
    } finally {
      if (form !== null) engine.bills.drop(form.file)
    }
  })
  app.get('/api/v1/reconcile/bill', async () => engine.bills.progress() ?? { percent: null })
  app.get('/api/v1/bills', async request => engine.bills.bills(read(page, request.query, 'query')))
  app.get<{ Params: { id: string } }>('/api/v1/bills/:id', async request => engine.bills.bill(request.params.id))
}

type BillForm = { file: string; fields: Record<string, unknown> }

/** The file is its caller's to drop. */
async function readForm(request: FastifyRequest, bills: Engine['bills']): Promise<BillForm> {
  const fields: Record<string, unknown> = {}
  let file: string | null = null
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field') fields[part.fieldname] = part.value
      else if (part.fieldname !== 'bill' || file !== null) part.file.resume()
      else {
        file = await bills.bring(part.file)
        if (part.file.truncated) throw new BillRefused('too-large', { most: largestUpload / 1024 ** 2 })
      }
    }
    if (file === null) throw new BillRefused('empty')
    return { file, fields }
  } catch (error) {
    if (file !== null) bills.drop(file)
    // What is no form is told by the parser in words of its own, without a status; a file that cannot be written is ours.
    const isOurs = error instanceof Error && 'syscall' in error
    const isKnown = isOurs || isBillRefused(error) || outsideError(error as Error) !== null
    throw isKnown ? error : Object.assign(new Error('the form cannot be read'), { statusCode: 400, cause: error })
  }
}

function mappingOf(field: unknown) {
  if (field === undefined || field === '') return null
  let raw: unknown
  try {
    raw = JSON.parse(String(field))
  } catch {
    throw new BillRefused('mapping', { why: 'JSON?' })
  }
  const parsed = billMapping.safeParse(raw)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new BillRefused('mapping', { why: `${issue?.path.join('.')} ${issue?.message}`.trim() })
}

function nameOf(field: unknown): string {
  const named = by.safeParse(field)
  return named.success ? named.data : 'api'
}
