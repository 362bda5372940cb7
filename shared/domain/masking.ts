import { type FieldRole, fieldRole } from './field-role.ts'
import { rewriteJson } from './json-rewriting.ts'

// Phones, names and addresses are masked before anything is written (contract §3). Doing it twice changes nothing.

const digit = '[0-9０-９]'
const gap = '[ \\u00a0\\u3000\\-\\u2010-\\u2015－]{0,2}'
/** Not the tail of a longer run of digits, and not the decimals of a number; the code of a quotation mark is no digit. */
const start = `(?:(?<=%[0-9A-Fa-f]{2}|\\\\u[0-9A-Fa-f]{4}|\\\\x[0-9A-Fa-f]{2})|(?<!${digit}|[0-9]\\.))`
/** A mobile number: 1, then 3 to 9, then nine digits, in any grouping, with or without 86 before it. */
const mobile = `${start}(?<country>(?:(?:\\+|00)?86${gap})?)(?<mobile>[1１][3-9３-９](?:${gap}${digit}){9})(?!${digit})`
/**
 * A landline with its area code (0571-88888888). One without is left in free text: seven or eight bare digits are as
 * often a date (20261122) or an order number.
 */
const landline = `${start}(?<landline>0[1-9][0-9]{1,2}[)）]?(?:${gap}[0-9]){7,8})(?!${digit})`
/** …unless a word before it says that it is one: tel: 88888888. */
const named =
  '(?<word>(?:phone|mobile|(?<![a-z])tel|电话|手机)[\\w-]{0,20}["\']?\\s{0,5}[:=：]\\s{0,5}["\']?)' +
  `(?<number>[+0-9０-９][0-9０-９ ()-]{5,20}(?!${digit}|\\*))`
/** Order numbers of JSON that is broken elsewhere are what a person will search for. */
const orderNumber = '(?<kept>"(?:order|(?:out_?)?trade|refund)_?(?:id|no)"\\s{0,5}:\\s{0,5}"?[^"\\s,}]{0,64})'
const phoneInText = new RegExp(`${orderNumber}|${named}|${mobile}|${landline}`, 'gi')
const mobileAlone = new RegExp(`^${mobile}$`)
const phoneAlone = new RegExp(`${mobile}|${landline}`, 'g')
/** In a field that is a phone: any five digits or more, unless they are what a mask has left. */
const digitsInPhone = new RegExp(`(?<!${digit}|\\*)${digit}(?:[ ()（）\\-－]{0,2}${digit}){4,}(?!${digit}|\\*)`, 'g')
/** A string that is itself JSON, as some platforms nest it. */
const looksLikeJson = /^\s{0,20}[[{]\s{0,20}["[{]/

/** Text that nobody has parsed, and notes: what looks like a phone is masked, other numbers stay. */
export function maskPhones(text: string): string {
  return untilStable(text, one =>
    one.replace(phoneInText, (found: string, ...rest: unknown[]) => {
      const { kept, word, number, country, mobile, landline } = rest.at(-1) as Record<string, string | undefined>
      if (kept !== undefined) return found
      if (word !== undefined) return `${word}${maskPhoneField(number ?? '')}`
      return `${country ?? ''}${maskDigits(mobile ?? landline ?? '')}`
    }),
  )
}

/**
 * A parsed body as it may be written. A copy: same keys in the same order, however deep, `__proto__` included. `unread`: it
 * is no order, so that a phone may stand anywhere; what looks like one is masked, but for what the order is found by.
 */
export function maskOrder(raw: unknown, { unread = false }: { unread?: boolean } = {}): unknown {
  const maskScalar = unread ? maskUnread : maskRead
  if (!isContainer(raw)) return typeof raw === 'string' ? maskPhones(raw) : raw
  const masked = emptyLike(raw)
  const open: { from: object; to: object; role: FieldRole }[] = [{ from: raw, to: masked, role: 'plain' }]
  for (let frame = open.pop(); frame !== undefined; frame = open.pop()) {
    const { from, to } = frame
    const list = Array.isArray(from)
    for (const [key, value] of Object.entries(from)) {
      const role = list ? frame.role : fieldRole(key, frame.role)
      const copy = isContainer(value) ? emptyLike(value) : maskScalar(value, role)
      if (isContainer(value)) open.push({ from: value, to: copy as object, role })
      put(to, key, copy)
    }
  }
  return masked
}

function maskRead(value: unknown, role: FieldRole): unknown {
  if (typeof value === 'number') return role === 'phone' && value >= 10_000 ? maskPhoneField(String(value)) : value
  if (typeof value !== 'string') return value
  if (looksLikeJson.test(value)) {
    return rewriteJson(value, { role, roleOf: fieldRole, change: maskRead }) ?? maskPhones(value)
  }
  switch (role) {
    case 'phone':
      return maskPhoneField(value)
    case 'name':
    case 'person':
      return maskName(value)
    case 'address':
      return maskAddress(value)
    case 'note':
      return maskPhones(value)
    case 'called':
      return mobileAlone.test(value.trim()) ? maskPhones(value) : value
    case 'account':
    case 'identity':
    case 'kept':
    case 'plain':
      return value
  }
}

function maskUnread(value: unknown, role: FieldRole): unknown {
  const read = maskRead(value, role)
  if (role === 'identity') return read
  if (typeof read === 'string') return maskPhones(read)
  return typeof read === 'number' && mobileAlone.test(String(read)) ? maskPhones(String(read)) : read
}

function maskPhoneField(text: string): string {
  return untilStable(text, one =>
    one
      .replace(phoneAlone, (found: string, ...rest: unknown[]) => {
        const { country } = rest.at(-1) as Record<string, string | undefined>
        return `${country ?? ''}${maskDigits(found.slice(country?.length ?? 0))}`
      })
      .replace(digitsInPhone, maskDigits),
  )
}

/** `13812345678` → `138****5678`; of a short number less stays, or nothing would be hidden. */
function maskDigits(text: string): string {
  const digits = [...text].filter(char => /[0-9０-９]/.test(char)).join('')
  if (digits.length >= 11) return `${digits.slice(0, 3)}****${digits.slice(-4)}`
  return `****${digits.slice(-Math.min(4, Math.floor(digits.length / 2)))}`
}

/** `王小明` → `王*`. */
function maskName(name: string): string {
  const [first] = name.trim()
  return first === undefined ? name : `${first}*`
}

/** `杭州市西湖区古荡街道…` → `杭州市西湖区***`: the quarter, not the door; of a short one (`5栋1203`) only half. */
function maskAddress(address: string): string {
  const chars = [...address.slice(0, 20)]
  if (address.trim() === '' || (chars.length <= 9 && address.endsWith('***'))) return address
  const shown = chars.length > 6 ? 6 : Math.floor(chars.length / 2)
  return `${chars.slice(0, shown).join('')}***`
}

/** What a mask leaves may stand before digits that make another phone of it; each round has fewer digits. */
function untilStable(text: string, mask: (text: string) => string): string {
  let now = text
  for (let masked = mask(now); masked !== now; masked = mask(now)) now = masked
  return now
}

function put(to: object, key: string, value: unknown): void {
  // An assignment to __proto__ would set the prototype instead of a member.
  if (key !== '__proto__') (to as Record<string, unknown>)[key] = value
  else Object.defineProperty(to, key, { value, writable: true, enumerable: true, configurable: true })
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function emptyLike(value: object): object {
  return Array.isArray(value) ? [] : {}
}
