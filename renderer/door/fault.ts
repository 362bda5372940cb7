import { TRPCClientError } from '@trpc/client'
import { type RefusalReason, refusalReasons } from '../../shared/domain/refusal.ts'

/** An answer of the door's REST side that is not 2xx (contract §4). */
export class DoorError extends Error {
  override readonly name = 'DoorError'
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** What went wrong, in the only ways that a person at the counter can act upon. */
export type FaultKind =
  | 'unreachable'
  | 'refused'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'invalid'
  | 'busy'
  | 'not-durable'
  | 'other'
/** `reason`: what the engine says of it beyond the kind, where it does. */
export type Fault = { kind: FaultKind; reason: RefusalReason | null; detail: string }

export function faultOf(error: unknown): Fault {
  const detail = error instanceof Error ? error.message : String(error)
  return { kind: kindOf(statusOf(error)), reason: reasonOf(error), detail }
}

function reasonOf(error: unknown): RefusalReason | null {
  const told: unknown = error instanceof TRPCClientError ? error.data?.reason : null
  return refusalReasons.find(reason => reason === told) ?? null
}

/** Trying again by itself may help. */
export function isTransient(error: unknown): boolean {
  const status = statusOf(error)
  return status === null || status === 429 || status >= 500
}

function kindOf(status: number | null): FaultKind {
  if (status === null) return 'unreachable'
  if (status === 401) return 'refused'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not-found'
  if (status === 409) return 'conflict'
  if (status === 429) return 'busy'
  if (status === 503) return 'not-durable'
  return status < 500 ? 'invalid' : 'other'
}

/** null: no answer came */
function statusOf(error: unknown): number | null {
  if (error instanceof DoorError) return error.status
  if (!(error instanceof TRPCClientError)) return null
  const told: unknown = error.data?.httpStatus
  if (typeof told === 'number') return told
  const response: unknown = error.meta?.response
  return response instanceof Response ? response.status : null
}

/** What an answer that is not 2xx says in words (contract §4). */
export function messageIn(answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return null
  const { error } = answer
  if (typeof error !== 'object' || error === null || !('message' in error)) return null
  return typeof error.message === 'string' ? error.message : null
}
