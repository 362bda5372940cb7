import { createHash, timingSafeEqual } from 'node:crypto'

// 美团外卖 callbacks are forms, and some of their values are encoded twice (a real one:
// caution=%2B%25E3%2580%2590… and detail=%255B%257B%2522app_food_code%2522…). `sig` is MD5 over the address that was
// called, `?`, all other parameters sorted and joined as in a query, and the app's secret, Chinese as it is
// (developer.waimai.meituan.com, 签名计算).

export type MeituanForm = {
  /** decoded as forms are */
  once: ReadonlyMap<string, string>
  /** and once more where that left something to decode */
  whole: ReadonlyMap<string, string>
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
  return { once, whole: new Map([...once].map(([key, value]) => [key, decodeAgain(value)])) }
}

/** The parameters as they were when they were signed are not known: both readings of the form are tried. */
export function isSignedByMeituan(
  { once, whole }: MeituanForm,
  callbacks: readonly string[],
  secrets: readonly string[],
): boolean {
  const given = Buffer.from((once.get('sig') ?? '').toLowerCase())
  return secrets.some(secret =>
    callbacks.some(url =>
      [whole, once].some(parameters => {
        const expected = Buffer.from(meituanSignature(url, parameters, secret))
        return given.length === expected.length && timingSafeEqual(given, expected)
      }),
    ),
  )
}

export function meituanSignature(url: string, parameters: ReadonlyMap<string, string>, secret: string): string {
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
function decodeAgain(value: string): string {
  const isEncoded = /%[0-9A-Fa-f]{2}/.test(value) && /^[A-Za-z0-9%*+._~!'()-]+$/.test(value)
  return isEncoded ? (formDecode(value) ?? value) : value
}
