import { z } from 'zod'

// A refund that a bill shows and that its source never told of: a named person records it. It stands beside what the source
// says, not in a revision of its own: revisions are the source's to count, and the next one that it sends would contradict
// ours. Whatever the source sends later, the order has both, and each once.

const bookedRefund = z.object({
  /** '': the bill gives none */
  refundNo: z.string().max(128),
  /** fen that went back */
  amount: z.int().min(1).max(100_000_000),
  /** ms UTC */
  at: z.int().min(0),
})
export type BookedRefund = z.infer<typeof bookedRefund>

/** What is written into the journal and taken in. */
export const recordedRefunds = z.object({
  orderId: z.string(),
  refunds: z.array(bookedRefund).min(1).max(100),
  by: z.string().min(1),
  note: z.string().nullable(),
})

/** What a difference's facts say that a person may record; of one from before they listed it, what they told of it. */
export function refundsToRecord(facts: Record<string, string | number>, actual: number | null): BookedRefund[] {
  if (typeof facts.refunds === 'string') return z.array(bookedRefund).parse(JSON.parse(facts.refunds))
  const { refundNo = '', refundAt } = facts
  if (typeof refundAt !== 'number' || actual === null || actual >= 0) return []
  return [{ refundNo: String(refundNo), amount: 0 - actual, at: refundAt }]
}

export type RecordedRefund = BookedRefund & {
  by: string
  /** the number under which the source has told of it since; null: it has not */
  toldAs: string | null
}

type Refund = { refundNo?: unknown; amount?: unknown }
type Body = Record<string, unknown>

export type WithRecorded<Recorded> = {
  /** of them, those that the source does not tell of, as refunds of the order */
  added: { refundNo: string; amount: number; at: string; lines: never[]; recordedBy: string }[]
  /** the source tells of it, under this number of its own */
  told: { one: Recorded; refundNo: string }[]
}

/**
 * What of the recorded refunds this snapshot lacks. `before`: what the source said until now. Numbers decide; platforms and
 * shops number in their own ways, so a refund of the same sum that is new in this snapshot is taken for it too.
 */
export function missingRefunds<Recorded extends RecordedRefund>(
  snapshot: Body,
  before: Body | null,
  recorded: readonly Recorded[],
): WithRecorded<Recorded> {
  const left = new Set(listOf(snapshot.refunds))
  const take = (isIt: (refund: Refund) => boolean) => {
    for (const refund of left) if (isIt(refund)) return left.delete(refund) ? refund : null
    return null
  }
  const unnamed = recorded.filter(one => take(refund => isSameNumber(refund, one)) === null)
  const said = before === null ? [] : listOf(before.refunds)
  const isNew = (refund: Refund) => !said.some(other => other.refundNo === refund.refundNo)
  const told: WithRecorded<Recorded>['told'] = []
  const missing = unnamed.filter(one => {
    const isIt = (refund: Refund) => before !== null && refund.amount === one.amount && isNew(refund)
    const found = one.toldAs === null ? take(isIt) : null
    if (found === null) return true
    told.push({ one, refundNo: typeof found.refundNo === 'string' ? found.refundNo : '' })
    return false
  })
  const added = missing.map(({ refundNo, amount, at, by }) => ({
    ...{ refundNo, amount, at: new Date(at).toISOString() },
    // Which dishes it was for, no bill says: nothing of it is for the kitchen.
    ...{ lines: [], recordedBy: by },
  }))
  return { added, told }
}

function isSameNumber({ refundNo, amount }: Refund, one: RecordedRefund): boolean {
  if (one.refundNo !== '' && refundNo === one.refundNo) return true
  return one.toldAs !== null && (refundNo ?? '') === one.toldAs && amount === one.amount
}

function listOf(value: unknown): Refund[] {
  return Array.isArray(value) ? (value as Refund[]) : []
}
