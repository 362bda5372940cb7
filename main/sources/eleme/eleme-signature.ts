import { createHash, timingSafeEqual } from 'node:crypto'

// 饿了么 OMessage: MD5, in capitals, over all members but `signature` as `key=JSON(value)` in the order of their keys, one
// behind the other, and the app's secret (eleme-openapi-java-sdk, CallbackValidationUtil; calls to the platform are signed
// by the same rule with action and token in front, npm eleme-openapi-sdk). MD5 is the platform's choice.

/** `members` as on the wire, values already JSON. */
export function elemeSignature(members: ReadonlyMap<string, string>, secret: string): string {
  const pairs = [...members].filter(([key]) => key !== 'signature').map(([key, value]) => `${key}=${value}`)
  return createHash('md5')
    .update(`${pairs.sort().join('')}${secret}`)
    .digest('hex')
    .toUpperCase()
}

export function isSignedByEleme(members: ReadonlyMap<string, string>, secrets: readonly string[]): boolean {
  const given = Buffer.from(readText(members.get('signature')).toUpperCase())
  return secrets.some(secret =>
    spellings(members).some(one => {
      const expected = Buffer.from(elemeSignature(one, secret))
      return given.length === expected.length && timingSafeEqual(given, expected)
    }),
  )
}

/** A text may be escaped on the wire where it was not when it was signed (`\/`, `\u4e2d`). */
function spellings(members: ReadonlyMap<string, string>): ReadonlyMap<string, string>[] {
  const plain = new Map([...members].map(([key, value]) => [key, value.startsWith('"') ? respell(value) : value]))
  return [members, plain]
}

function respell(value: string): string {
  try {
    return JSON.stringify(JSON.parse(value))
  } catch {
    return value
  }
}

function readText(value: string | undefined): string {
  if (value === undefined || !value.startsWith('"')) return ''
  return JSON.parse(respell(value)) as string
}
