import { createHmac } from 'node:crypto'
import { isSame } from '../cloud/signature.ts'

// Tokens that need no table: until when they hold, and a seal over it that only the client's secret makes. They outlive a
// restart and a lost database, and end with their time, or at once when the secret is changed.

export type TokenKind = 'access' | 'refresh'

const day = 86_400
/** seconds; as Yilianyun's own */
export const lifetimes: Record<TokenKind, number> = { access: 30 * day, refresh: 35 * day }

export function makeToken(kind: TokenKind, clientId: string, secret: string, now: number): string {
  const until = (Math.floor(now / 1000) + lifetimes[kind]).toString(36)
  return `${until}${seal(kind, clientId, secret, until)}`
}

/** `expired`: it was ours. */
export function checkToken(
  kind: TokenKind,
  token: string,
  client: { clientId: string; secret: string; now: number },
): 'valid' | 'expired' | 'wrong' {
  const [, until = '', given = ''] = /^([0-9a-z]{6,8})([0-9a-f]{32})$/.exec(token) ?? []
  if (!isSame(seal(kind, client.clientId, client.secret, until), given)) return 'wrong'
  return Number.parseInt(until, 36) > client.now / 1000 ? 'valid' : 'expired'
}

function seal(kind: TokenKind, clientId: string, secret: string, until: string): string {
  return createHmac('sha256', secret).update(`${kind}\n${clientId}\n${until}`).digest('hex').slice(0, 32)
}
