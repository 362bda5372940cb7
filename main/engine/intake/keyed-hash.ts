import { createHmac, createSecretKey, hkdfSync } from 'node:crypto'

export type KeyedHash = (text: string) => string

/**
 * By what a buyer, a voucher or a payment is known again, without the database saying who or which: there are few enough
 * buyers to try all of them out, so the hash needs a key, and that is not in the database. Made of the folder's token: a
 * folder that gets another one only forgets who was who. 132 bits.
 */
export function createKeyedHash(token: string): KeyedHash {
  // Taking a key in costs more than using it.
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', token, '', 'gudang traces', 32)))
  return text => createHmac('sha256', key).update(text).digest('base64url').slice(0, 22)
}
