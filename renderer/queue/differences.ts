// Two contents of one revision, leaf by leaf. Lines are matched by lineId, so that a dish put in front of the others
// is one difference and not ten.

export type Difference = {
  /** keys from the top; a list's element is named by its lineId or its place */
  path: string[]
  /** what a person calls the element the leaf is in: the dish */
  within: string | null
  known: string | null
  other: string | null
  changed: boolean
}

export function differences(known: unknown, other: unknown): Difference[] {
  const left = leaves(known)
  const right = leaves(other)
  const paths = new Map<string, Leaf>([...left, ...right])
  return [...paths].map(([key, leaf]) => {
    const before = left.get(key)?.value ?? null
    const after = right.get(key)?.value ?? null
    return { path: leaf.path, within: leaf.within, known: before, other: after, changed: before !== after }
  })
}

type Leaf = { path: string[]; within: string | null; value: string }

function leaves(value: unknown): Map<string, Leaf> {
  const found = new Map<string, Leaf>()
  const walk = (one: unknown, path: string[], within: string | null) => {
    // Absent means null (contract §3): saying so in one content and not in the other is no difference.
    if (one === null || one === undefined) return
    if (Array.isArray(one) && path.at(-1) === 'modifiers') {
      // How a dish is made reads as one thing.
      found.set(JSON.stringify(path), { path, within, value: one.map(modifierWords).join(' · ') })
    } else if (Array.isArray(one)) {
      one.forEach((element: unknown, index) => {
        walk(element, [...path, elementName(element, index)], within ?? nameOf(element))
      })
    } else if (typeof one === 'object') {
      // `original` is the same once more, as a platform wrote it.
      for (const [key, field] of Object.entries(one)) {
        if (key !== 'lineId' && !(path.length === 0 && key === 'original')) walk(field, [...path, key], within)
      }
    } else {
      found.set(JSON.stringify(path), { path, within, value: String(one) })
    }
  }
  walk(value, [], null)
  return found
}

function elementName(element: unknown, index: number): string {
  const lineId = fieldOf(element, 'lineId') ?? fieldOf(element, 'refundNo')
  return lineId ?? String(index + 1)
}

function modifierWords(modifier: unknown): string {
  return nameOf(modifier) ?? JSON.stringify(modifier)
}

function nameOf(element: unknown): string | null {
  return fieldOf(element, 'name')
}

function fieldOf(element: unknown, key: string): string | null {
  if (typeof element !== 'object' || element === null) return null
  const value: unknown = (element as Record<string, unknown>)[key]
  return typeof value === 'string' ? value : null
}
