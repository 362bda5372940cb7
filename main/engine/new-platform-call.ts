import { z } from 'zod'

/** Calls of an Alipay source that no order causes: a question about a trade or a refund, the settlement of a 轻会员. */
export const newPlatformCall = z.object({
  source: z.string().min(1).max(32),
  kind: z.enum(['trade.query', 'trade.refund.query', 'member.settle']),
  /** biz_content as Alipay wants it; a settlement's out_request_no is ours to give */
  body: z.record(z.string().regex(/^[a-z_]{1,64}$/), z.union([z.string().max(512), z.number(), z.boolean()])),
})
export type NewPlatformCall = z.infer<typeof newPlatformCall>
