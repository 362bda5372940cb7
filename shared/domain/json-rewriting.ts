// A JSON text in which single values are replaced and every other character stays as it came: numbers beyond 2^53, spaces,
// members that stand twice. Without recursion, because such texts nest as deep as somebody likes.

/** What a value is, told by the names on the way to it; an element of a list is what the list is. */
export type JsonRewriting<Role> = {
  /** of the whole */
  role: Role
  roleOf: (key: string, holder: Role) => Role
  /** the same value: it stays as it is written */
  change: (value: unknown, role: Role) => unknown
}

/** `key`: of the member being read; null in lists and where the next text is a key. */
type Frame<Role> = { list: boolean; role: Role; key: string | null }

const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},]|[^\s[\]{}:,"]+/g

/** Null: it is no JSON. */
export function rewriteJson<Role>(text: string, { role, roleOf, change }: JsonRewriting<Role>): string | null {
  if (!isJson(text)) return null
  const open: Frame<Role>[] = []
  const out: string[] = []
  let copied = 0
  for (const { 0: piece, index } of text.matchAll(token)) {
    const frame = open.at(-1)
    if (piece === '}' || piece === ']') open.pop()
    else if (piece === ',') {
      if (frame !== undefined) frame.key = null
    } else if (frame !== undefined && !frame.list && frame.key === null) frame.key = JSON.parse(piece)
    else {
      const own = frame === undefined ? role : frame.key === null ? frame.role : roleOf(frame.key, frame.role)
      if (piece === '{' || piece === '[') open.push({ list: piece === '[', role: own, key: null })
      else {
        const value: unknown = JSON.parse(piece)
        const changed = change(value, own)
        if (changed === value) continue
        out.push(text.slice(copied, index), JSON.stringify(changed))
        copied = index + piece.length
      }
    }
  }
  return out.join('') + text.slice(copied)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
