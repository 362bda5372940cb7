import { z } from 'zod'

// What people and platforms say about differences.

const by = z.object({ by: z.string().trim().min(1).max(64).default('api') })
/** A person answers for it, by name. */
export const resolving = z.object({
  by: z.string().trim().min(1).max(64),
  note: z.string().trim().min(1).max(1_000),
})
/** … and what he knows of it, if he likes. */
export const recording = resolving.extend({ note: resolving.shape.note.optional() })
export const entering = by.extend({
  source: z.string().min(1).max(32),
  pickupNo: z.string().trim().min(1).max(40).optional(),
  dishes: z
    .array(z.object({ name: z.string().trim().min(1).max(200), quantity: z.number().min(0.001).max(999) }))
    .min(1)
    .max(100),
})

const instant = z
  .string()
  .refine(text => !Number.isNaN(Date.parse(text)), { error: 'is no time' })
  .transform(text => Date.parse(text))
const fen = z.int().min(0).max(100_000_000)
export const vouchers = z.object({
  from: instant.describe('ISO 8601; the records are all there are of [from, until)'),
  until: instant,
  records: z
    .array(
      z.object({
        code: z.string().trim().min(1).max(64),
        at: instant,
        state: z.enum(['used', 'returned']),
        amount: fen.nullable().default(null),
      }),
    )
    .max(2_000)
    .describe('more than that in several calls with the same from and until'),
})
export const settlement = z.object({
  agreementId: z.string().min(1).max(64),
  at: instant,
  paid: fen.describe('fen that the customer was charged'),
  benefit: fen.nullable().default(null).describe('fen of discounts as the platform counts them'),
  refusal: z.string().max(200).nullable().default(null).describe('why it would not settle; null: it did'),
})
