import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { GlobalFonts } from '@napi-rs/canvas'
import { type Coverage, covers, fontCoverage } from './font-coverage.ts'

// The bundled open fonts (SIL OFL 1.1). They load one by one as they are needed, in the child only.

export type Font = {
  /** the name that canvas knows it by */
  family: string
  /** in node_modules */
  file: string
  /** size in dots at which the font's tallest usual letters fit into 24 rows, and the row of its baseline then */
  size: number
  baseline: number
}

export const asciiFont: Font = {
  family: 'Gudang Ascii',
  file: '@expo-google-fonts/noto-sans-mono/500Medium/NotoSansMono_500Medium.ttf',
  // 0.6 em wide: exactly one cell
  size: 20,
  baseline: 19,
}
export const hanziFont: Font = {
  family: 'Gudang Hanzi',
  file: '@expo-google-fonts/noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf',
  size: 24,
  baseline: 21,
}
const emojiFont: Font = {
  family: 'Gudang Emoji',
  file: '@expo-google-fonts/noto-emoji/500Medium/NotoEmoji_500Medium.ttf',
  // 1.27 em wide
  size: 19,
  baseline: 19,
}
const japaneseFont: Font = {
  family: 'Gudang Japanese',
  file: '@expo-google-fonts/noto-sans-jp/500Medium/NotoSansJP_500Medium.ttf',
  size: 24,
  baseline: 21,
}
/** 16 × 16 dots, every one of them half as large again. It has what no Noto above has of 65,000 characters. */
const lastFont: Font = {
  family: 'Gudang Last',
  file: '@fontsource/unifontex/files/unifontex-latin-400-normal.woff',
  size: 24,
  baseline: 21,
}
/** In the order in which they are asked; the large ones last. A font that is not installed is passed over. */
const fonts: readonly Font[] = [
  asciiFont,
  {
    family: 'Gudang Thai',
    file: '@expo-google-fonts/noto-sans-thai/500Medium/NotoSansThai_500Medium.ttf',
    size: 20,
    baseline: 19,
  },
  {
    family: 'Gudang Arabic',
    file: '@expo-google-fonts/noto-sans-arabic/500Medium/NotoSansArabic_500Medium.ttf',
    size: 21,
    baseline: 17,
  },
  {
    family: 'Gudang Sans',
    file: '@expo-google-fonts/noto-sans/500Medium/NotoSans_500Medium.ttf',
    size: 20,
    baseline: 19,
  },
  hanziFont,
  {
    family: 'Gudang Korean',
    file: '@expo-google-fonts/noto-sans-kr/500Medium/NotoSansKR_500Medium.ttf',
    size: 24,
    baseline: 21,
  },
  emojiFont,
  // 400 rare characters beyond Unicode's first plane that the others lack, 𠮷 among them
  japaneseFont,
  lastFont,
]

const { resolve } = createRequire(import.meta.url)
const coverages = new Map<Font, Coverage>()

/** Makes the font known to canvas. It is read here and not by the canvas, which knows nothing of an Electron archive. */
export function loadFont(font: Font): Coverage {
  const loaded = coverages.get(font)
  if (loaded !== undefined) return loaded
  const coverage = readFont(font)
  coverages.set(font, coverage)
  return coverage
}

function readFont({ family, file }: Font): Coverage {
  try {
    const bytes = readFileSync(resolve(file))
    GlobalFonts.register(bytes, family)
    return fontCoverage(bytes)
  } catch {
    return []
  }
}

const isEmoji = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|\u20e3/u
/** What chooses between looks, or joins, and has no glyph of its own. */
const unseen = /\p{Default_Ignorable_Code_Point}/u
const mark = /\p{M}/u

/** `text` without the marks that its fonts lack; `fonts` are those it takes, the one of its first character first. */
export type Fitted = { text: string; fonts: [Font, ...Font[]] }

/** The fonts that a cluster or several are drawn with. Null: a character that is no mark is in none of them. */
export function fitFonts(text: string): Fitted | null {
  const asked = isEmoji.test(text) ? [emojiFont, ...fonts] : fonts
  const base = [...text].find(character => !unseen.test(character)) ?? text
  // A letter of a good font without its mark reads better than both of them in coarse dots.
  const good = asked.some(font => font !== lastFont && has(font, base))
    ? asked.filter(font => font !== lastFont)
    : asked
  const whole = good.find(font => [...text].every(character => unseen.test(character) || has(font, character)))
  if (whole !== undefined) return { text, fonts: [whole] }
  const used: Font[] = []
  let fitted = ''
  let current: Font | undefined
  for (const character of text) {
    // A mark is drawn by the font of the letter that it stands on, or not at all.
    if (mark.test(character) && current !== undefined && !has(current, character)) continue
    if (!mark.test(character) && !unseen.test(character)) {
      current = [...used, ...asked].find(font => has(font, character))
      if (current === undefined) return null
      if (!used.includes(current)) used.push(current)
    }
    fitted += character
  }
  const [first, ...others] = used
  return first === undefined ? null : { text: fitted, fonts: [first, ...others] }
}

/** The font of a character that stands for one of the printer's own. */
export function cellFont(character: string): Fitted | null {
  const own = character <= '~' ? asciiFont : hanziFont
  return has(own, character) ? { text: character, fonts: [own] } : fitFonts(character)
}

function has(font: Font, character: string): boolean {
  return covers(loadFont(font), character.codePointAt(0) ?? 0)
}
