import { createHash, timingSafeEqual } from 'node:crypto'

// 美团外卖 callbacks are forms, and some of their values are encoded twice (a real one:
// caution=%2B%25E3%2580%2590… and detail=%255B%257B%2522app_food_code%2522…). `sig` is MD5 over the address that was
// called, `?`, all other parameters sorted and joined as in a query, and the app's secret, Chinese as it is
// (developer.waimai.meituan.com, 签名计算).

type Parameters = ReadonlyMap<string, string>

export type MeituanForm = {
  /** decoded as forms are */
  once: Parameters
  /** and once more where that left something to decode, `whole` where that cannot have been meant otherwise */
  twice: Parameters
  whole: Parameters
}

/** Null: it cannot be read as UTF-8, or is no form. */
export function readMeituanForm(body: Uint8Array): MeituanForm | null {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return null
  }
  const once = new Map<string, string>()
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const [key, value] = [formDecode(pair.slice(0, at)), formDecode(pair.slice(at + 1))]
    if (at < 1 || key === null || value === null) return null
    once.set(key, value)
  }
  const again = (isEncoded: (value: string) => boolean) =>
    new Map([...once].map(([key, value]) => [key, isEncoded(value) ? (formDecode(value) ?? value) : value]))
  const whole = again(isSurelyEncoded)
  // A space that was encoded twice has become a plus, in which nothing else shows that it was.
  return { once, twice: [...once.values()].some(isSurelyEncoded) ? again(isPerhapsEncoded) : whole, whole }
}

/**
 * The parameters as they were when they were signed are not known: each reading of the form is tried, and the one that its
 * signature proves is what was said. Null: none.
 */
export function provenParameters(
  { once, twice, whole }: MeituanForm,
  callbacks: readonly string[],
  secrets: readonly string[],
): Parameters | null {
  const given = Buffer.from((once.get('sig') ?? '').toLowerCase())
  const isProven = (parameters: Parameters) =>
    secrets.some(secret =>
      callbacks.some(url => {
        const expected = Buffer.from(meituanSignature(url, parameters, secret))
        return given.length === expected.length && timingSafeEqual(given, expected)
      }),
    )
  // Signed between the two encodings: what it says is still to be decoded.
  return [twice, whole].find(isProven) ?? (isProven(once) ? whole : null)
}

export function meituanSignature(url: string, parameters: Parameters, secret: string): string {
  const pairs = [...parameters].filter(([key]) => key !== 'sig').sort(([a], [b]) => (a < b ? -1 : 1))
  const query = pairs.map(([key, value]) => `${key}=${value}`).join('&')
  return createHash('md5').update(`${url}?${query}${secret}`).digest('hex')
}

function formDecode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return null
  }
}

/** Only what consists of nothing but what encoding leaves is encoded: a note with a percent sign in it is not. */
function isSurelyEncoded(value: string): boolean {
  return /%[0-9A-Fa-f]{2}/.test(value) && isPerhapsEncoded(value)
}

function isPerhapsEncoded(value: string): boolean {
  return /^[A-Za-z0-9%*+._~!'()-]+$/.test(value)
}
