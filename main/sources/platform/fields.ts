// Reading what others wrote, of which nothing is certain: a field may be absent, null, a number here and a text there.

export type Fields = Readonly<Record<string, unknown>>

/** Whole numbers beyond 2^53 (ids of goods, of buyers) come out as their digits instead of as a neighbour of theirs. */
export function parseJson(text: string): unknown {
  const reviver = (_key: string, value: unknown, context: { source?: string }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context.source ?? '')
      ? context.source
      : value
  return JSON.parse(text, reviver as (key: string, value: unknown) => unknown)
}

/** JSON that stands in a text, as platforms like it; a value that is none already is taken as it is. */
export function parseInner(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return parseJson(value)
  } catch {
    return null
  }
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A text, or a number as text; null where there is nothing to read. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

/** A number, or a text that is one. */
export function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

/** How many there are of something, from one on. */
export function countOf(value: unknown): number | null {
  const number = numberOf(value)
  return number !== null && Number.isSafeInteger(number) && number > 0 ? number : null
}

export function isYes(value: unknown): boolean {
  return value === true || value === 1 || value === '1' || value === 'true' || value === 'Y' || value === 'T'
}

/** Without what says nothing about the order, or more than anybody needs to know (where somebody lives, to the metre). */
export function without(fields: Fields, ...keys: string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !keys.includes(key)))
}
