// JSON written without recursion: a body of 256 KiB can nest 100,000 deep, and JSON.stringify dies of that.

/** `except`: members of the outermost object that are not part of the content (`revision`). */
type CanonicalOptions = { except?: readonly string[] }

type Frame = { keys: string[] | null; value: object; next: number }

/**
 * The same text for the same content: keys sorted by code unit, and members that are null left out, because absent is
 * the same as null. In a list null keeps its place. Two texts are equal exactly when the contents are.
 */
export function canonicalJson(value: unknown, options: CanonicalOptions = {}): string {
  const except = new Set(options.except)
  return write(value, (object, depth) => {
    const present = Object.keys(object).filter(key => !isNull(member(object, key)))
    return (depth === 0 ? present.filter(key => !except.has(key)) : present).sort()
  })
}

/** JSON.stringify for what came out of JSON.parse, however deep: nothing sorted, nothing left out. */
export function deepJson(value: unknown): string {
  return write(value, object => Object.keys(object))
}

function write(value: unknown, keysOf: (object: object, depth: number) => string[]): string {
  const out: string[] = []
  const open: Frame[] = []
  const put = (one: unknown) => {
    if (typeof one !== 'object' || one === null) {
      out.push(scalar(one))
      return
    }
    const keys = Array.isArray(one) ? null : keysOf(one, open.length)
    out.push(keys === null ? '[' : '{')
    open.push({ keys, value: one, next: 0 })
  }
  put(value)
  for (let frame = open.at(-1); frame !== undefined; frame = open.at(-1)) {
    const { keys } = frame
    const length = keys === null ? (frame.value as unknown[]).length : keys.length
    if (frame.next === length) {
      out.push(keys === null ? ']' : '}')
      open.pop()
      continue
    }
    const index = frame.next
    frame.next += 1
    if (index > 0) out.push(',')
    const key = keys?.[index]
    if (key !== undefined) out.push(JSON.stringify(key), ':')
    put(key === undefined ? (frame.value as unknown[])[index] : member(frame.value, key))
  }
  return out.join('')
}

/** Own members only: `__proto__` out of JSON.parse is one, and reads as one. */
function member(object: object, key: string): unknown {
  return (object as Record<string, unknown>)[key]
}

/** What JSON has no word for counts as null, as JSON.stringify has it. */
function isNull(value: unknown): boolean {
  return value === null || value === undefined || typeof value === 'function' || typeof value === 'symbol'
}

function scalar(value: unknown): string {
  if (isNull(value)) return 'null'
  // JSON.parse makes Infinity of 1e999; written so, it reads back as it was instead of as null.
  if (value === Number.POSITIVE_INFINITY) return '1e999'
  if (value === Number.NEGATIVE_INFINITY) return '-1e999'
  return JSON.stringify(value)
}
