import { maskPhones } from '../domain/masking.ts'
import { formatQuantity } from '../domain/quantity.ts'
import { cells } from './cell-width.ts'
import { cleanText } from './clean-text.ts'
import type { Block, Size } from './document.ts'

// What the kinds of ticket build their documents from.

export const tallSize: Size = { width: 1, height: 2 }
export const bigSize: Size = { width: 2, height: 2 }
/** Cells of 58 mm paper: what is made to fit there is whole on every paper. */
const narrowestPaper = 32
/** A note takes at most so many lines of paper, then …余见屏幕 (contract §9). */
export const mostNoteLines = 20

type Style = { size?: Size; bold?: boolean }

/** Customer text as paper gets it. Phones were masked at the door (contract §3); this is the last defence. */
export function customerText(text: string): string {
  return maskPhones(cleanText(text))
}

/** The same, with null where nothing visible is left. */
export function shownText(text: string | null): string | null {
  return text === null ? null : customerText(text) || null
}

/**
 * A pickup or table number, null where nothing visible is left. It is what the customer is called by, so only one that
 * is a whole mobile number is masked; digits in A-0571234567 stay.
 */
export function calledNumber(text: string | null): string | null {
  const number = cleanText(text ?? '')
  return (/^1[3-9][0-9]{9}$/.test(number) ? maskPhones(number) : number) || null
}

/** `×2`, `×0.5` */
export function times(quantity: number): string {
  return `×${formatQuantity(quantity)}`
}

/** Left and right on one line where that fits on the narrowest paper, else below each other. Nothing for nothing. */
export function beside(left: string, right: string, style: Style = {}): Block[] {
  const room = Math.floor(narrowestPaper / (style.size?.width ?? 1))
  if (left !== '' && right !== '' && cells(left) + 1 + cells(right) <= room) {
    return [{ type: 'pair', left, right, ...style }]
  }
  return [left, right].filter(text => text !== '').map(text => ({ type: 'text', text, ...style }))
}

/** The parts that say something, with a rule between. */
export function ruled(...parts: Block[][]): Block[] {
  return parts.filter(part => part.length > 0).flatMap((part, index) => (index === 0 ? part : [rule, ...part]))
}

const rule: Block = { type: 'rule' }

/** `#0012`: the order's number of the business day. */
export function ticketNumber(number: number): string {
  return `#${String(number).padStart(4, '0')}`
}

/** Words joined into as few lines as the narrowest paper allows, never broken unless one alone is longer than that. */
export function packWords(words: readonly string[], separator: string, indent: number): string[] {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    const joined = last === undefined ? null : last + separator + word
    if (joined !== null && cells(joined) <= narrowestPaper - indent) lines[lines.length - 1] = joined
    else lines.push(word)
  }
  return lines
}
