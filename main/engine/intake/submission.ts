import { createHash } from 'node:crypto'
import { z } from 'zod'
import { canonicalJson, deepJson } from '../../../shared/domain/canonical-json.ts'
import { daySeqOf } from '../../../shared/domain/day-sequence.ts'
import { maskOrder, maskPhones } from '../../../shared/domain/masking.ts'
import { type OrderIssue, orderId, type ParsedOrder, parseOrder } from '../../../shared/domain/order.ts'

/**
 * `change`: what became of an order that came before (shared/domain/order-change.ts); `rush`: somebody waits for it;
 * `refunds`: a person records what a bill shows (shared/domain/recorded-refund.ts).
 */
export type SubmissionKind = 'order' | 'change' | 'rush' | 'refunds'

/** One inbound order, read and masked, on its way through the intake. Nothing unmasked goes further than this. */
export type Submission = {
  kind: SubmissionKind
  sourceId: string
  webhookId: string | null
  /** its source brings this message once more, because it heard no answer to it */
  again: boolean
  receivedAt: number
  /** what is written: masked JSON, or masked text where it did not parse */
  body: string
  /** of the body as it came: the same delivery again */
  bodyHash: string
  /** of the content with sorted keys, `revision` aside: the same order again */
  contentHash: string
  /** of a change or a rush: never ok, they are no orders */
  parsed: ParsedOrder
  /** the number of the order in its platform's day */
  daySeq: number | null
  /** also of an order that is wrong otherwise, so that its source can tell which one it is */
  orderId: string | null
}

export function readSubmission(given: {
  /** default order */
  kind?: SubmissionKind | undefined
  sourceId: string
  webhookId: string | null
  /** default false */
  again?: boolean | undefined
  receivedAt: number
  body: Uint8Array
}): Submission {
  const { body, again = false, kind = 'order', ...named } = given
  const rest = { ...named, again, kind }
  const bodyHash = sha256(body)
  const raw = parseJson(body)
  if (!raw.ok) {
    const text = maskPhones(Buffer.from(body).toString('utf8'))
    return {
      ...rest,
      bodyHash,
      contentHash: bodyHash,
      body: text,
      parsed: { ok: false, issues: [raw.issue] },
      daySeq: null,
      orderId: null,
    }
  }
  // Identity is decided on what came; everything that is kept or shown is the masked copy.
  const contentHash = sha256(canonicalJson(raw.value, { except: ['revision'] }))
  const masked = maskOrder(raw.value)
  const parsed: ParsedOrder = kind === 'order' ? parseOrder(masked) : { ok: false, issues: [noOrder] }
  const kept = parsed.ok || kind !== 'order' ? masked : maskOrder(masked, { unread: true })
  const daySeq = parsed.ok ? daySeqOf(masked) : null
  return { ...rest, bodyHash, contentHash, body: JSON.stringify(kept), parsed, daySeq, orderId: orderIdIn(kept) }
}

const noOrder: OrderIssue = { path: '', message: 'is no order' }

/** What a platform's message means, in our words. What it is known again by is what matters to the shop. */
export function readPlatformMessage(given: {
  kind: SubmissionKind
  sourceId: string
  receivedAt: number
  /** as it came over the wire */
  wire: Uint8Array
  content: object
  /** kept beside it */
  original: unknown
}): Submission {
  const { content, original, wire, ...rest } = given
  const body = Buffer.from(deepJson({ ...content, original: maskOrder(original, { unread: true }) }))
  const read = readSubmission({ ...rest, webhookId: null, body })
  return { ...read, bodyHash: sha256(wire), contentHash: sha256(canonicalJson(content, { except: notMattering })) }
}

/** A second message about the same may differ in these: who it is, what the platform settles, how its fields were filled. */
const notMattering = ['revision', 'customer', 'settlement', 'invoice', 'incomplete', 'daySeq']

/** The same submission, with another order in it: as it came and as it is kept are two things then. */
export function withBody(submission: Submission, body: object): Submission {
  const parsed = parseOrder(body)
  return { ...submission, kind: 'order', body: JSON.stringify(body), parsed, orderId: orderIdIn(body) }
}

function parseJson(body: Uint8Array): { ok: true; value: unknown } | { ok: false; issue: OrderIssue } {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
    return nestsDeeper(value, deepest)
      ? { ok: false, issue: { path: '', message: `nests more than ${deepest} levels` } }
      : { ok: true, value }
  } catch (error) {
    const utf8 = error instanceof SyntaxError
    return { ok: false, issue: { path: '', message: utf8 ? 'is not JSON' : 'is not UTF-8' } }
  }
}

function orderIdIn(value: unknown): string | null {
  const named = z.object({ orderId }).safeParse(value)
  return named.success ? named.data.orderId : null
}

/** Deeper than any order is; what is deeper would overflow the stack of whoever writes it as JSON. */
const deepest = 64

function nestsDeeper(value: unknown, limit: number): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true
    level = level.flatMap(one => (typeof one === 'object' && one !== null ? Object.values(one) : []))
  }
  return false
}

function sha256(value: string | Uint8Array): string {
  return createHash('sha256').update(value).digest('hex')
}
