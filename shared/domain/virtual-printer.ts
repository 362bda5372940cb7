import { z } from 'zod'
import { confirmations } from './printer.ts'

/** PUT /api/v1/virtual-printers/{id}, and a line of stdin for `npm run printer` (contract §8). All keys optional. */
export const virtualPrinterOrder = z.strictObject({
  power: z.enum(['on', 'off']).optional(),
  paper: z.enum(['ok', 'near-end', 'out']).optional(),
  cover: z.enum(['closed', 'open']).optional(),
  /** the line drops after this many more bytes, once; null: never */
  dropAfterBytes: z.int().min(0).nullable().optional(),
  /** prints at this serial speed, 10 bits a byte; null: as fast as bytes come */
  baud: z.int().min(50).max(4_000_000).nullable().optional(),
  /** what it can answer: GS ( H and all below, GS r and all below, or nothing ever */
  confirm: z.enum(confirmations).optional(),
})
export type VirtualPrinterOrder = z.infer<typeof virtualPrinterOrder>
