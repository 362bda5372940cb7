// The members of a JSON object as they were written: signatures are made over these very characters, not over what a parser
// makes of them. Without recursion, because such texts nest as deep as somebody likes.

/**
 * What stands on the wire behind each member of the outermost object. A name that stands there twice has its last value, as
 * a parser reads it. Null: it is no JSON object.
 */
export function wireMembers(text: string): Map<string, string> | null {
  const members = listMembers(text)
  return members && new Map(members)
}

/**
 * The text of `name`'s value. Null: the text is no JSON, no object, has no such member, or has it twice (one of them could
 * be signed and the other believed).
 */
export function wireMember(text: string, name: string): string | null {
  if (!isJson(text)) return null
  const [found, another] = listMembers(text)?.filter(([key]) => key === name) ?? []
  return found === undefined || another !== undefined ? null : found[1]
}

/** In the order of the wire. Words that are no JSON values are let through as values. */
function listMembers(text: string): [name: string, value: string][] | null {
  const members: [string, string][] = []
  const token = /\s*([{}[\],:]|"[^"\\]*(?:\\.[^"\\]*)*"|[^\s{}[\],:"]+)/gy
  const next = () => token.exec(text)?.[1] ?? null
  if (next() !== '{') return null
  for (let key = next(); ; key = next()) {
    if (key === '}' && members.length === 0) return members
    if (key?.startsWith('"') !== true || next() !== ':') return null
    const value = wireValue(text, token)
    if (value === null) return null
    try {
      members.push([JSON.parse(key) as string, value])
    } catch {
      return null
    }
    const after = next()
    if (after === '}') return text.slice(token.lastIndex).trim() === '' ? members : null
    if (after !== ',') return null
  }
}

/** Reads on to the end of one value, whatever is nested in it. */
function wireValue(text: string, token: RegExp): string | null {
  const from = token.lastIndex
  let depth = 0
  for (let found = token.exec(text)?.[1]; found !== undefined; found = token.exec(text)?.[1]) {
    if (found === '{' || found === '[') depth += 1
    else if (found === '}' || found === ']') depth -= 1
    if (depth < 0 || (depth === 0 && (found === ',' || found === ':'))) return null
    if (depth === 0) return text.slice(from, token.lastIndex).trim()
  }
  return null
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
