// What customers type goes onto paper as text and as nothing else (contract §9): no line breaks of their own, nothing
// that a printer could take for a command, nothing that changes the order of reading or cannot be seen.

const lineBreak = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/g
/** Flags of England, Scotland, Wales; keycaps; pictographs with their skin, look (variation selector) and joiner. */
const emoji = [
  /\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]+\u{e007f}/u,
  /[0-9#*]\ufe0f\u20e3/u,
  /\p{Extended_Pictographic}\p{EMod}?\ufe0f?(?:\u200d\p{Extended_Pictographic}\p{EMod}?\ufe0f?)*/u,
]
/**
 * Controls (C0, DEL, C1); bidi marks, embeddings, overrides and isolates; everything that Unicode wants ignored where
 * it cannot be shown: zero-width characters, joiners, soft hyphen, variation selectors, fillers, tags; and the
 * interlinear annotation marks.
 */
const unseen = /[\p{Cc}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/u
/** Within an emoji, joiners and the like are what makes it one picture; what stands alone goes. */
const emojiOrUnseen = new RegExp(`(${emoji.map(one => one.source).join('|')})|${unseen.source}`, 'gu')
/** Spaces of other widths, which GBK lacks. The ideographic space U+3000 it has. */
const oddSpace = /[^\P{Zs}\u3000]/gu
/** Most text is this, and stays as it is: ASCII, Chinese characters, their punctuation. */
const harmless = /^[ -~·×\u2018-\u201d…\u3000-\u3020\u4e00-\u9fff\uff01-\uff5e]*$/

/** Customer text before layout. Idempotent. Composed (NFC), because GBK has é but no combining accent. */
export function cleanText(text: string): string {
  return withoutControls(text).trim()
}

/** The same for text whose leading spaces mean something. */
export function withoutControls(text: string): string {
  if (harmless.test(text)) return text
  return text
    .toWellFormed()
    .replace(lineBreak, ' ')
    .replace(emojiOrUnseen, '$1')
    .replace(oddSpace, ' ')
    .normalize('NFC')
}
