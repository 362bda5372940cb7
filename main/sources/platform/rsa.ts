import { createPublicKey, type KeyObject, verify } from 'node:crypto'

/** A public key as platforms hand them out: PEM, a certificate, or the bare base64 of either. Null: it is none. */
export function publicKeyOf(text: string): KeyObject | null {
  const trimmed = text.trim()
  const pem = (label: string) => `-----BEGIN ${label}-----\n${trimmed.replaceAll(/\s/g, '')}\n-----END ${label}-----\n`
  const spellings = trimmed.startsWith('-----') ? [trimmed] : [pem('PUBLIC KEY'), pem('CERTIFICATE')]
  for (const spelling of spellings) {
    try {
      const key = createPublicKey(spelling)
      if (key.asymmetricKeyType === 'rsa') return key
    } catch {
      // The next spelling may be the right one.
    }
  }
  return null
}

/** RSA with SHA-256 (RSA2), the signature in base64. */
export function isSignedWithRsa2(signed: string | Uint8Array, signature: string, keys: readonly string[]): boolean {
  const given = Buffer.from(signature, 'base64')
  const bytes = typeof signed === 'string' ? Buffer.from(signed) : signed
  return keys.some(text => {
    const key = publicKeyOf(text)
    return key !== null && verify('RSA-SHA256', bytes, key, given)
  })
}
