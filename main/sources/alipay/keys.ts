import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'

// Keys as Alipay's tools and people leave them: PEM, or the base64 inside of it on one line. Private ones are PKCS#1 (what
// alipay-sdk takes unless told otherwise) or PKCS#8 (what Alipay's key tool makes); nobody has to say which.

/** RSA2 asks for 2048 bits. */
const fewestBits = 2048

/** Null: it is no RSA private key of 2048 bits or more. */
export function readPrivateKey(text: string): KeyObject | null {
  const der = derOf(text)
  if (der === null) return null
  return firstRsa(
    () => createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }),
    () => createPrivateKey({ key: der, format: 'der', type: 'pkcs1' }),
  )
}

/** Null: it is no RSA public key of 2048 bits or more; nor is a private one, which Node would take the public half of. */
export function readPublicKey(text: string): KeyObject | null {
  const der = derOf(text)
  if (der === null || readPrivateKey(text) !== null) return null
  return firstRsa(
    () => createPublicKey({ key: der, format: 'der', type: 'spki' }),
    () => createPublicKey({ key: der, format: 'der', type: 'pkcs1' }),
  )
}

/** Null: it is no certificate of an RSA key. */
export function readCertificateKey(pem: string): KeyObject | null {
  return firstRsa(() => new X509Certificate(pem).publicKey)
}

function firstRsa(...ways: (() => KeyObject)[]): KeyObject | null {
  for (const way of ways) {
    try {
      const key = way()
      const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
      return key.asymmetricKeyType === 'rsa' && bits >= fewestBits ? key : null
    } catch {
      // Another form, or none.
    }
  }
  return null
}

function derOf(text: string): Buffer | null {
  const body = text.replace(/-----(BEGIN|END) [A-Z ]+-----/g, '').replace(/\s/g, '')
  return /^[A-Za-z0-9+/]+={0,2}$/.test(body) ? Buffer.from(body, 'base64') : null
}
