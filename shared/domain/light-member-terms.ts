import { z } from 'zod'

/** 轻会员 (芝麻GO) as an order names it: money in fen, the end of the term null where nobody has said it. */
export type LightMember = { agreementId: string; fee: number | null; termEnds: string | null; benefit: number | null }

const fen = z.int().min(0).max(100_000_000).nullish().catch(null)
const schema = z.object({
  agreementId: z.string().min(1).max(64),
  fee: fen,
  termEnds: z
    .string()
    .max(40)
    .refine(text => !Number.isNaN(Date.parse(text)))
    .nullish()
    .catch(null),
  benefit: fen,
})

/** Contract §3 leaves its shape open; what is odd about it makes an order no member's, never a wrong order. */
export const lightMemberMeta = {
  description:
    '轻会员, where the customer has an agreement: { agreementId (1 to 64 characters), fee (fen, what a term costs at most), ' +
    'termEnds (ISO 8601), benefit (fen that this order saved; without it, the sum of its discounts of the kind light-member) }. ' +
    'Anything else is kept, and taken as no membership',
  examples: [{ agreementId: '20265827001', fee: 500, termEnds: '2026-12-22T00:00:00+08:00', benefit: 150 }],
}

export function readLightMember(raw: unknown): LightMember | null {
  const parsed = schema.safeParse(raw)
  if (!parsed.success) return null
  const { agreementId, fee, termEnds, benefit } = parsed.data
  return { agreementId, fee: fee ?? null, termEnds: termEnds ?? null, benefit: benefit ?? null }
}
