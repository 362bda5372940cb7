import { z } from 'zod'

// 轻会员 (芝麻GO) as an order names it.

/** `customer.lightMember` of an order. What is missing or odd makes the order no member's; never a wrong order. */
export const lightMemberSchema = z
  .looseObject({
    agreementId: z.string().min(1).max(64).describe('the agreement on the platform'),
    fee: z.int().min(0).max(100_000_000).nullish().describe('fen, what a term costs at most'),
    termEnds: z.string().max(40).nullish().describe('ISO 8601: when the term is over'),
    benefit: z
      .int()
      .min(0)
      .max(100_000_000)
      .nullish()
      .describe('fen that this order saved; without it, the sum of its discounts of the kind light-member'),
  })
  .describe('轻会员, where the customer has an agreement')

export type LightMember = { agreementId: string; fee: number | null; termEnds: string | null; benefit: number | null }

export function readLightMember(raw: unknown): LightMember | null {
  const parsed = lightMemberSchema.safeParse(raw)
  if (!parsed.success) return null
  const { agreementId, fee, termEnds, benefit } = parsed.data
  const isMoment = typeof termEnds === 'string' && !Number.isNaN(Date.parse(termEnds))
  return { agreementId, fee: fee ?? null, termEnds: isMoment ? termEnds : null, benefit: benefit ?? null }
}
