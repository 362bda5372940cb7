import type { FastifyReply } from 'fastify'
import type { OrderIssue } from '../../../shared/domain/order.ts'
import { isDiskRefusal } from '../../store/database.ts'
import { isDeskError } from '../desk.ts'
import { EngineAway } from '../lives.ts'

/** Every answer that is not 2xx has this body (contract §4). */
export type Refusal = { error: { code: string; message: string; issues?: readonly OrderIssue[] | undefined } }

export function refuse(
  reply: FastifyReply,
  status: number,
  code: string,
  message: string,
  issues?: readonly OrderIssue[],
): FastifyReply {
  const body: Refusal = { error: { code, message, ...(issues === undefined ? {} : { issues }) } }
  return reply.code(status).send(body)
}

const deskStatus = { 'not-found': 404, conflict: 409, invalid: 400, busy: 429, 'not-durable': 503 } as const

const fastifyWords: Record<string, [status: number, code: string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'too-large'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'media-type'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, 'invalid'],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'invalid'],
}

/** What an error is called outside; null: it is ours, and its words stay in the log. */
export function outsideError(error: Error): { status: number; code: string; message: string } | null {
  if (isDeskError(error)) return { status: deskStatus[error.code], code: error.code, message: error.message }
  if (error instanceof EngineAway) return { status: 503, code: 'not-durable', message: error.message }
  if (isDiskRefusal(error as unknown))
    return { status: 503, code: 'not-durable', message: 'the disk refused; nothing was done' }
  const words = 'code' in error ? fastifyWords[String(error.code)] : undefined
  if (words !== undefined) return { status: words[0], code: words[1], message: error.message }
  const status = 'statusCode' in error ? Number(error.statusCode) : 500
  return status >= 400 && status < 500 ? { status, code: 'invalid', message: error.message } : null
}
