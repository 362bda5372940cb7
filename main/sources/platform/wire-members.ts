/**
 * What stands on the wire behind each member of the outermost object, character by character: signatures are made over
 * that text, not over what a parser makes of it. Null: it is no JSON object.
 */
export function wireMembers(text: string): Map<string, string> | null {
  const members = new Map<string, string>()
  const token = /\s*([{}[\],:]|"[^"\\]*(?:\\.[^"\\]*)*"|[^\s{}[\],:"]+)/gy
  const next = () => token.exec(text)?.[1] ?? null
  if (next() !== '{') return null
  for (let key = next(); ; key = next()) {
    if (key === '}' && members.size === 0) return members
    if (key?.startsWith('"') !== true || next() !== ':') return null
    const value = wireValue(text, token)
    if (value === null) return null
    try {
      members.set(JSON.parse(key) as string, value)
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
