import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { maskPhones } from '../../../shared/domain/masking.ts'

// The diagnosis file goes to strangers: whatever enters it passes through here.

const hidden = '[redacted]'
const secretKey = /secret|token|passw|authorization|credential|(^|[a-z_-])key$/i
/** `//user:password@host`, and a webhook secret or a token wherever it stands. */
const secretText = /(?<=\/\/)[^/\s@]+(?=@)|whsec_[\w+/=-]+|gudang_[\w-]{20,}/g
/** Shorter ones would hide half the file, and are no secret. */
const shortestSecret = 4

export type Redact = (value: unknown) => unknown

/** Hides members that are named like secrets, the secrets of this shop wherever they stand, and phones. */
export function createRedact(secrets: readonly string[]): Redact {
  const known = secrets.filter(secret => secret.length >= shortestSecret).sort((a, b) => b.length - a.length)
  const text = (value: string) =>
    maskPhones(known.reduce((left, secret) => left.replaceAll(secret, hidden), value).replace(secretText, hidden))
  return function redact(value): unknown {
    if (typeof value === 'string') return text(value)
    if (Array.isArray(value)) return value.map(redact)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [text(key), secretKey.test(key) ? hidden : redact(member)]),
    )
  }
}

/** Every secret of the shop: the token, the customers' key, and every string in secrets.json, however deep. */
export function readSecretValues(data: string): string[] {
  const found: string[] = []
  const collect = (value: unknown): void => {
    if (typeof value === 'string') found.push(value)
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect)
  }
  collect(readOr(join(data, 'token'))?.trim())
  collect(readOr(join(data, 'customers.key'))?.trim())
  const secrets = readOr(join(data, 'secrets.json'))
  try {
    collect(JSON.parse(secrets ?? '{}'))
  } catch {
    // Broken JSON: every quoted string of it is taken for a secret.
    for (const [, quoted = ''] of (secrets ?? '').matchAll(/"([^"\n]*)"/g)) found.push(quoted)
  }
  return found
}

function readOr(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
