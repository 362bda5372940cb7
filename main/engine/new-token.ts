import { z } from 'zod'
import { tokenScopes } from '../../shared/domain/token-scope.ts'

/** What is asked for. The name is shown in lists, alarms and terminals: no line ends in it, nothing unseen. */
export const newToken = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(40)
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, 'has characters that nobody can see'),
  scope: z.enum(tokenScopes),
})
export type NewToken = z.infer<typeof newToken>
