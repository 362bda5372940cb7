import type { Modifier } from '../domain/order.ts'
import type { TicketLine } from '../domain/ticket.ts'
import { customerText, mostNoteLines, packWords, shownText, tallSize, times } from './blocks.ts'
import type { Block } from './document.ts'
import type { PaperWords } from './words.ts'

const step = 2
/** Combos within combos go no further right than this. */
const deepest = 4

/**
 * What the cook makes (or stops making): dish × quantity at double height, under it its modifiers, its note and the
 * parts of a combo, each a step further in. `prefix` stands before each dish. Never a price.
 */
export function dishBlocks(lines: readonly TicketLine[], words: PaperWords, prefix: string, depth = 0): Block[] {
  const indent = step * Math.min(depth, deepest)
  return lines.flatMap(line => [
    {
      type: 'pair',
      left: prefix + (customerText(line.name) || words.unnamed),
      right: times(line.quantity),
      size: tallSize,
      bold: true,
      indent,
    },
    ...modifierBlocks(line, words, indent + step),
    ...noteBlocks(line, words, indent + step),
    ...dishBlocks(line.parts, words, prefix, depth + 1),
  ])
}

function modifierBlocks(line: TicketLine, words: PaperWords, indent: number): Block[] {
  const now = modifierNames(line.modifiers)
  const before = line.before === undefined ? now : modifierNames(line.before.modifiers)
  // in any order: 加辣、去葱 is 去葱、加辣
  if (now.toSorted().join('\n') === before.toSorted().join('\n'))
    return detailBlocks(packWords(now, words.separator, indent), indent)
  const joined = (names: string[]) => names.join(words.separator) || words.nothing
  return detailBlocks([words.was(joined(before)), `→ ${joined(now)}`], indent)
}

function noteBlocks(line: TicketLine, words: PaperWords, indent: number): Block[] {
  const now = shownText(line.note)
  const before = line.before === undefined ? now : shownText(line.before.note)
  if (now === before) return now === null ? [] : detailBlocks([words.note(now)], indent)
  return detailBlocks(
    [`${words.changed.note} ${words.was(before ?? words.nothing)}`, `→ ${now ?? words.nothing}`],
    indent,
  )
}

function modifierNames(modifiers: readonly Modifier[]): string[] {
  return modifiers.map(one => customerText(one.name)).filter(name => name !== '')
}

function detailBlocks(texts: readonly string[], indent: number): Block[] {
  return texts.map(text => ({ type: 'text', text, bold: true, indent, maxLines: mostNoteLines }))
}
