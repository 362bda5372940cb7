// What customers type goes onto paper as text and as nothing else (contract §9): no line breaks of their own, nothing
// that a printer could take for a command, nothing that changes the order of reading or cannot be seen.

const lineBreak = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/g
/**
 * Controls (C0, DEL, C1); bidi marks, embeddings, overrides and isolates; everything that Unicode wants ignored where
 * it cannot be shown: zero-width characters, joiners, soft hyphen, variation selectors, fillers, tags; and the
 * interlinear annotation marks.
 */
const unseen = /[\p{Cc}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu
/** Spaces of other widths, which GBK lacks. The ideographic space U+3000 it has. */
const oddSpace = /[^\P{Zs}\u3000]/gu

/** Customer text before layout. Idempotent. Composed (NFC), because GBK has é but no combining accent. */
export function cleanText(text: string): string {
  return withoutControls(text).trim()
}

/** The same for text whose leading spaces mean something. */
export function withoutControls(text: string): string {
  return text.toWellFormed().replace(lineBreak, ' ').replace(unseen, '').replace(oddSpace, ' ').normalize('NFC')
}
