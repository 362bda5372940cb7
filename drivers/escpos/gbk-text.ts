import iconv from 'iconv-lite'
import { EncodeError } from './encode-error.ts'

// The text a Chinese ESC/POS printer can print after FS &: ASCII 20–7E, and GBK pairs (lead 81–FE, trail 40–7E or
// 80–FE). Nothing else may reach it: four-byte GB18030 codes and the lone 80 for € shift every pair after them
// (SurePrint SP91 manual: "only supports double bytes areas 1-5").

/** Stands for what can be neither printed nor drawn of one grapheme cluster. */
export const placeholder = '[?]'

/** Pairs that GB18030 added to GBK's tables: a GBK font has no glyph there (€ A2E3, ⺁ FE50 …; Python's `gbk` agrees). */
const laterPairs = new Set([0xa2e3, 0xa8bc, 0xa8bf, 0xa6ec, 0xa6ed, 0xa6f3])
function isLaterPair(pair: number): boolean {
  if (pair >= 0xfe50 || (pair >= 0xa989 && pair <= 0xa995)) return true
  // Punctuation for upright lines.
  return (pair >= 0xa6d9 && pair <= 0xa6df) || laterPairs.has(pair)
}

/** Code by UTF-16 unit: itself for ASCII 20–7E, lead << 8 | trail for GBK, 0 for what cannot be printed. */
const codes = buildCodes()

function buildCodes(): Uint16Array {
  const table = new Uint16Array(0x10000)
  for (let ascii = 0x20; ascii <= 0x7e; ascii++) table[ascii] = ascii
  const pairs = new Uint16Array(0x80 * 0xc0)
  // All in one go, a line each: a call for each takes a tenth of a second at every start.
  const bytes = new Uint8Array(pairs.length * 3).fill(0x0a)
  let count = 0
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const code = (lead << 8) | trail
      if (trail === 0x7f || isLaterPair(code)) continue
      bytes[count * 3] = lead
      bytes[count * 3 + 1] = trail
      pairs[count++] = code
    }
  }
  const text = decodeGbk(bytes.subarray(0, count * 3))
  for (let start = 0, index = 0; index < count; index++) {
    const end = text.indexOf('\n', start)
    const unit = text.charCodeAt(start)
    // User-defined areas decode to private-use code points: what stands there is the printer's secret.
    const isPrivate = unit >= 0xe000 && unit <= 0xf8ff
    if (end === start + 1 && unit !== 0xfffd && !isPrivate && table[unit] === 0) table[unit] = pairs[index] ?? 0
    start = end + 1
  }
  return table
}

/** The system's own decoder needs no tables to be built first; not every ICU has this one. */
function decodeGbk(bytes: Uint8Array): string {
  try {
    return new TextDecoder('gbk').decode(bytes)
  } catch {
    return iconv.decode(bytes, 'gbk')
  }
}

/** Characters that have a twin in GBK or ASCII, and the twin. Letters have none: ñ is not n. */
const twins = new Map<string, string>([
  ['\u00a5', '￥'], // the yen sign: a printer in Chinese mode has only the full-width one, A3A4
  ['\u2022', '·'], // bullets
  ['\u2023', '·'],
  ['\u2219', '·'],
  ['\u22c5', '·'],
  ['\u30fb', '·'],
  ['\uff65', '·'],
  ['\u2010', '-'], // hyphens and the minus sign
  ['\u2011', '-'],
  ['\u2012', '-'],
  ['\u2212', '-'],
  ['\u2043', '-'],
  ['\u301c', '～'], // the wave dash of Japanese keyboards
  ['\u2713', '√'], // check marks
  ['\u2714', '√'],
  ['\u2715', '×'], // multiplication crosses
  ['\u2716', '×'],
  ['\u2717', '×'],
  ['\u2718', '×'],
  ['\u2b50', '★'],
  ['\u27a1', '→'], // arrows drawn as emoji
  ['\u2b05', '←'],
  ['\u2b06', '↑'],
  ['\u2b07', '↓'],
])
const replaceable = new RegExp(`[\\p{White_Space}${[...twins.keys()].join('')}]`, 'gu')
/** Zero width: marks that choose a glyph's look, joiners, direction marks; alone they show nothing. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cc}]/gu
const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' })

/** Letters of scripts whose words are written in one go: Thai, Arabic, Devanagari; all that no list below names. */
const connected =
  /^(?!\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Latin}|\p{Script=Greek}|\p{Script=Cyrillic}|\p{Script=Common})[\p{L}\p{M}\p{N}]/u

/**
 * The text as this printer can show it: every ASCII character is one cell and one byte, every other two cells and two
 * bytes, so that width can be counted before encoding. White space of any kind, line breaks too, becomes a space.
 */
export function legible(text: string): string {
  return readable(text, clusters => clusters.map(partlyLegible).join(''))
}

/** The same for a printer without a Chinese font. */
export function legibleAscii(text: string): string {
  return legible(text).replace(/[^ -~]/gu, placeholder)
}

/**
 * `legible`, with another's word for what GBK lacks. It is asked for one grapheme cluster at a time, or for those of one
 * word where letters change with their neighbours.
 */
export function readable(text: string, lacking: (clusters: string[]) => string): string {
  if (isLegible(text)) return text
  const replaced = text.replace(replaceable, char => twins.get(char) ?? (char === '\u3000' ? char : ' '))
  if (isLegible(replaced)) return replaced
  let result = ''
  let word: string[] = []
  const endWord = () => {
    if (word.length > 0) result += lacking(word)
    word = []
  }
  for (const { segment } of graphemes.segment(replaced)) {
    const visible = visibleText(segment)
    if (visible !== null) {
      endWord()
      result += visible
    } else {
      if (!connected.test(segment) || !connected.test(word.at(-1) ?? '')) endWord()
      word.push(segment)
    }
  }
  endWord()
  return result
}

/** A cluster in GBK's characters; null: it has others. */
function visibleText(cluster: string): string | null {
  if (isLegible(cluster)) return cluster
  const visible = cluster.replace(invisible, '').normalize('NFC')
  return isLegible(visible) ? visible : null
}

/** A cluster that cannot be drawn: what GBK has of it, and one placeholder for the rest. 乙 with an accent keeps its 乙. */
export function partlyLegible(cluster: string): string {
  const visible = cluster.replace(invisible, '').normalize('NFC')
  return [...visible].filter(isLegible).join('') + placeholder
}

function isLegible(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (codes[text.charCodeAt(at)] === 0) return false
  return true
}

/** Writes legible text into `target` from `offset` and returns the offset after it; room for 2 bytes a unit is needed. */
export function writeGbk(text: string, target: Uint8Array, offset: number): number {
  let end = offset
  for (let at = 0; at < text.length; at++) {
    const code = codes[text.charCodeAt(at)] as number
    if (code > 0xff) target[end++] = code >> 8
    else if (code === 0) throw unprintable(text, at)
    target[end++] = code & 0xff
  }
  return end
}

/** GBK bytes of text that went through `legible`. Throws EncodeError for any other. */
export function encodeGbk(text: string): Uint8Array {
  const target = new Uint8Array(text.length * 2)
  return target.subarray(0, writeGbk(text, target, 0))
}

function unprintable(text: string, at: number): EncodeError {
  const codePoint = (text.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return new EncodeError('unprintable-text', `U+${codePoint} is neither ASCII nor GBK`)
}
