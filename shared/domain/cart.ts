import { z } from 'zod'
import type { Settings } from './settings.ts'

// What somebody puts together from the menu: names and numbers only. Prices come from the menu, whatever a page says.

const mostLines = 50

export const cartSchema = z.strictObject({
  lines: z
    .array(
      z.strictObject({
        sku: z.string().min(1).max(64),
        quantity: z.int().min(1).max(99),
        choices: z
          .array(z.strictObject({ option: z.string().max(100), choice: z.string().max(100) }))
          .max(20)
          .default([]),
      }),
    )
    .min(1)
    .max(mostLines),
  serviceMode: z.enum(['dine-in', 'takeaway']).default('dine-in'),
  note: z.string().max(200).default(''),
})
export type Cart = z.infer<typeof cartSchema>
export type CartLine = Cart['lines'][number]
export type Menu = Settings['menu']
