// A member of a JSON object as it was written: what was signed are these very characters, not what they mean. Without
// recursion, because such texts nest as deep as somebody likes.

const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},:]|[^\s[\]{}:,"]+/gs

/**
 * The text of `name`'s value in the outermost object. Null: the text is no JSON object, has no such member, or has it twice
 * (one of them could be signed and the other believed).
 */
export function rawMember(text: string, name: string): string | null {
  if (!isObject(text)) return null
  let depth = 0
  let key: string | null = null
  let wantsKey = false
  let from = -1
  let found: string | null = null
  for (const { 0: piece, index } of text.matchAll(token)) {
    if (depth === 1 && from === -1 && key === name && piece !== ':') from = index
    if (piece === '{' || piece === '[') {
      depth += 1
      if (depth === 1) wantsKey = true
      continue
    }
    if (piece === '}' || piece === ']') depth -= 1
    const over = from !== -1 && (depth === 0 || (depth === 1 && piece === ','))
    if (over) {
      if (found !== null) return null
      found = text.slice(from, index).trimEnd()
      from = -1
    }
    if (depth !== 1) continue
    if (piece === ',') {
      key = null
      wantsKey = true
    } else if (wantsKey && piece !== '}' && piece !== ']') {
      key = JSON.parse(piece) as string
      wantsKey = false
    }
  }
  return found
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
