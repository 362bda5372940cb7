// What a printer remembers between bytes, and the commands that only change that.

type Underline = 0 | 1 | 2

/** Lengths in dots. `width` and `height` are how many times as wide and as high. */
export type PrintSettings = {
  /** 0 left, 1 centre, 2 right */
  align: number
  spacing: number
  leftMargin: number
  areaWidth: number
  upsideDown: boolean
  font: 'A' | 'B'
  bold: boolean
  doubleStrike: boolean
  reverse: boolean
  /** right of each ASCII character */
  gap: number
  /** the dollar's place holds ¥ (ESC R 15) */
  yuan: boolean
  tabs: number[]
  width: number
  height: number
  underline: Underline
  /**
   * Chinese firmware keeps these apart: GS ! and ESC ! leave Chinese as it is, FS ! leaves ASCII (escpos.md §3).
   * `left` and `right` are gaps.
   */
  chinese: { on: boolean; width: number; height: number; underline: Underline; left: number; right: number }
  /** module's side, level 0–3 from L to H, and what GS ( k stored */
  qr: { size: number; level: number; bytes: Uint8Array }
}

/** As it is after power on and ESC @. A spacing of 30 dots (3.75 mm) leaves 6 between lines. */
export function settingsAtPowerOn(): PrintSettings {
  return {
    align: 0,
    spacing: 30,
    leftMargin: 0,
    areaWidth: Number.POSITIVE_INFINITY,
    upsideDown: false,
    font: 'A',
    bold: false,
    doubleStrike: false,
    reverse: false,
    gap: 0,
    yuan: false,
    tabs: Array.from({ length: 31 }, (_, n) => (n + 1) * 96),
    width: 1,
    height: 1,
    underline: 0,
    chinese: { on: false, width: 1, height: 1, underline: 0, left: 0, right: 0 },
    qr: { size: 3, level: 0, bytes: new Uint8Array() },
  }
}

/** The settings that a line takes from its beginning; changed later, they hold from the next one (escpos.md §3 for FS &). */
export function lineSettings({ align, leftMargin, areaWidth, upsideDown, chinese }: PrintSettings): string {
  return [align, leftMargin, areaWidth, upsideDown, chinese.on].join()
}

export const settingCommands: Record<string, (set: PrintSettings, args: Uint8Array) => void> = {
  'ESC !': (set, [n = 0]) => {
    set.font = n & 0x01 ? 'B' : 'A'
    set.bold = (n & 0x08) !== 0
    set.height = n & 0x10 ? 2 : 1
    set.width = n & 0x20 ? 2 : 1
    set.underline = n & 0x80 ? 1 : 0
  },
  'GS !': (set, [n = 0]) => {
    set.width = (n >> 4) + 1
    set.height = (n & 7) + 1
  },
  'FS !': (set, [n = 0]) => {
    set.chinese.width = n & 0x04 ? 2 : 1
    set.chinese.height = n & 0x08 ? 2 : 1
    set.chinese.underline = n & 0x80 ? 1 : 0
  },
  'FS W': (set, [n]) => {
    set.chinese.width = set.chinese.height = isOn(n) ? 2 : 1
  },
  'FS &': set => {
    set.chinese.on = true
  },
  'FS .': set => {
    set.chinese.on = false
  },
  'FS S': (set, [left = 0, right = 0]) => {
    set.chinese.left = left
    set.chinese.right = right
  },
  'FS -': (set, [n]) => {
    set.chinese.underline = choice(n) as Underline
  },
  'ESC -': (set, [n]) => {
    set.underline = choice(n) as Underline
  },
  'ESC E': (set, [n]) => {
    set.bold = isOn(n)
  },
  'ESC G': (set, [n]) => {
    set.doubleStrike = isOn(n)
  },
  'GS B': (set, [n]) => {
    set.reverse = isOn(n)
  },
  'ESC {': (set, [n]) => {
    set.upsideDown = isOn(n)
  },
  'ESC M': (set, [n]) => {
    set.font = choice(n) === 1 ? 'B' : 'A'
  },
  'ESC SP': (set, [n = 0]) => {
    set.gap = n
  },
  'ESC R': (set, [n]) => {
    set.yuan = n === 15
  },
  'ESC 2': set => {
    set.spacing = settingsAtPowerOn().spacing
  },
  'ESC 3': (set, [n = 0]) => {
    set.spacing = n
  },
  'ESC D': (set, stops) => {
    set.tabs = [...stops].filter(stop => stop > 0).map(stop => stop * 12)
  },
  'ESC a': (set, [n]) => {
    set.align = choice(n)
  },
  'GS L': (set, args) => {
    set.leftMargin = word(args, 0)
  },
  'GS W': (set, args) => {
    set.areaWidth = word(args, 0)
  },
}

/** Commands that leave no trace on paper: answers, drawer, buzzer, buttons, sensors, the pages of an 8-bit alphabet. */
export const traceless: ReadonlySet<string> = new Set(
  [
    ['NUL', 'CR', 'DLE EOT', 'DLE ENQ', 'DLE DC4', 'ESC =', 'ESC 9', 'ESC B', 'ESC S', 'ESC U', 'ESC c 3', 'ESC c 4'],
    ['ESC c 5', 'ESC p', 'ESC t', 'ESC u', 'ESC v', 'ESC ( A', 'FS C', 'GS I', 'GS P', 'GS a', 'GS r', 'GS ( H'],
  ].flat(),
)

/** Figures and bytes mean the same: 1 and 49 are both 1. */
function choice(n = 0): number {
  return n % 48
}
/** Only the lowest bit counts. */
function isOn(n = 0): boolean {
  return (n & 1) === 1
}

/** low byte first */
export function word(args: Uint8Array, index: number): number {
  return (args[index] ?? 0) + (args[index + 1] ?? 0) * 256
}
