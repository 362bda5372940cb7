import { type KeyObject, sign, verify } from 'node:crypto'

// RSA2: RSA with SHA-256 over `k=v&k=v` with sorted keys, values as they are and not as they are encoded on the way. What
// Alipay signs for us is verified with its public key. The kind of signature is ours to say: never the sender's `sign_type`.

export type Parameters = Readonly<Record<string, string>>

/** Of a request: what has no value is not signed, nor is the signature itself. */
export function signedText(parameters: Parameters): string {
  return textOf(parameters, key => key !== 'sign' && parameters[key] !== '')
}

/**
 * Of a notice: Alipay's clients keep empty values in the text, its documents say that they go; some kinds keep sign_type. One
 * that is signed in any of these ways says the same.
 */
export function noticeTexts(form: Parameters): string[] {
  return [false, true].flatMap(withType =>
    [false, true].map(withoutEmpty =>
      textOf(form, key => key !== 'sign' && (withType || key !== 'sign_type') && !(withoutEmpty && form[key] === '')),
    ),
  )
}

function textOf(parameters: Parameters, isSigned: (key: string) => boolean): string {
  return Object.keys(parameters)
    .filter(isSigned)
    .sort()
    .map(key => `${key}=${parameters[key]}`)
    .join('&')
}

export function signRsa2(key: KeyObject, text: string): string {
  return sign('sha256', Buffer.from(text), key).toString('base64')
}

export function verifyRsa2(key: KeyObject, text: string | Uint8Array, signature: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(signature)) return false
  return verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64'))
}
