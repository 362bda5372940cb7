import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

// A secret as it may lie on disk: `sealed-1:KEY:BASE64`. KEY names the key that opens it (8 hex digits of its SHA-256), so
// that a lost one can be told from a damaged text. BASE64 is 12 bytes nonce, AES-256-GCM, 16 bytes tag; the place where the
// text belongs is authenticated too, so that it opens nowhere else.

const form = /^sealed-1:([0-9a-f]{8}):([A-Za-z0-9+/]+={0,2})$/

export function isSealed(text: string): boolean {
  return form.test(text)
}

export function seal(key: Uint8Array, place: string, text: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `sealed-1:${nameOf(key)}:${sealed.toString('base64')}`
}

export type Unsealed = { ok: true; text: string } | { ok: false; why: 'other-key' | 'damaged' }

export function unseal(key: Uint8Array, place: string, sealed: string): Unsealed {
  const [, name = '', encoded = ''] = form.exec(sealed) ?? []
  if (name !== nameOf(key)) return { ok: false, why: 'other-key' }
  const bytes = Buffer.from(encoded, 'base64')
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(place))
    decipher.setAuthTag(bytes.subarray(-16))
    return {
      ok: true,
      text: Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8'),
    }
  } catch {
    return { ok: false, why: 'damaged' }
  }
}

function nameOf(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8)
}
