import { decode, type Token } from '../escpos/decoder.ts'
import { type Bitmap, columnBitmap, qrBitmap, rasterBitmap } from './bitmap.ts'
import {
  cellHeight,
  endOf,
  type ImageRun,
  type Paper,
  type PaperErrorCode,
  type PaperWidth,
  type Picture,
  type TextRun,
} from './paper.ts'
import { lineSettings, settingCommands, settingsAtPowerOn, traceless, word } from './print-settings.ts'
import { starAsEscPos } from './star-bytes.ts'

/** The knife sits about 10 mm behind the head, so GS V 0 right after a line cuts through it. */
const headToKnife = 80

export type PrintHead = {
  /** Carries out one token that stands at `offset` of the paper's bytes. True: it cut the paper off. */
  print(token: Token, offset: number): boolean
  /** Takes the paper away, without a line that was begun; what was set stays set. */
  tear(): Paper
  /** Is anything on the paper that was not torn off yet? */
  readonly hasPrinted: boolean
}

/** Turns tokens into lines of paper the way a printer with Chinese firmware does. */
export function createPrintHead({ columns, dots }: PaperWidth): PrintHead {
  let paper: Paper = { columns, dots, lines: [], errors: [] }
  let set = settingsAtPowerOn()
  /** where the token stands, for errors */
  let at = 0
  /** the line in the print buffer, and where its next character goes */
  let runs: (TextRun | ImageRun)[] = []
  let x = 0
  /** this line was broken by the printer, and that was reported */
  let broken = false
  /** how far the last thing printed has moved on */
  let fed = headToKnife
  /** the token being printed is a cut */
  let isCut = false

  const commands = new Map<string, (args: Uint8Array) => void>([
    ['LF', () => printLine()],
    ['FF', () => printLine()],
    ['CAN', clearLine],
    ['HT', () => tab()],
    ['ESC @', reset],
    ['ESC $', args => moveTo(word(args, 0))],
    ['ESC \\', args => moveTo(x + ((word(args, 0) << 16) >> 16))],
    ['ESC d', ([n = 0]) => feedLines(n)],
    ['ESC J', ([n = 0]) => (runs.length === 0 ? feed(n, 0) : printLine(n))],
    ['GS V', ([m = 0, n = 0]) => cut(m % 2 === 1, m >= 65 ? headToKnife + n : 0)],
    ['ESC i', () => cut(true, 0)],
    ['ESC m', () => cut(true, 0)],
    ['ESC *', putImage],
    ['GS v 0', args => printRaster(args)],
    ['GS ( k', args => symbol(args.subarray(2))],
  ])

  function print(token: Token, offset: number): boolean {
    at = offset
    isCut = false
    if (token.type === 'text') put(token.text, token.chinese)
    else if (token.type === 'error') report('undecodable', `${token.message}: ${token.hex}`)
    else if (!traceless.has(token.name)) obey(token.name, token.args)
    return isCut
  }

  function obey(name: string, args: Uint8Array): void {
    const before = lineSettings(set)
    const command = commands.get(name) ?? settingCommands[name]?.bind(null, set)
    if (command) command(args)
    else report('unsupported', name)
    if (runs.length > 0 && lineSettings(set) !== before) report('misplaced', `${name} in the middle of a line`)
  }

  function put(character: string, chinese: boolean): void {
    const { width, height, underline } = chinese ? set.chinese : set
    const pitch = (chinese ? 24 : set.font === 'A' ? 12 : 9) * width
    const [left, right] = chinese ? [set.chinese.left, set.chinese.right] : [0, set.gap]
    if (x + left * width + pitch > area()) {
      if (!broken) report('too-wide', `a line goes on past dot ${area()}`)
      if (runs.length > 0) printLine()
      broken = true
    }
    x += left * width
    const text = set.yuan && character === '$' ? '¥' : character
    const { font, reverse } = set
    const style = { chinese, font, width, height, underline, reverse, bold: set.bold || set.doubleStrike, pitch }
    const run = runs.at(-1)
    if (run && !('bitmap' in run) && endOf(run) === x && sameStyle(run, style)) run.text += text
    else runs.push({ text, x, ...style })
    x += pitch + right * width
  }

  /**
   * ESC * m nL nH: 24 rows at the place of the next character; sizes and reverse do not touch it. Modes 0 and 32 have
   * half as many columns to the inch, 0 and 1 a third as many rows. What goes past the edge is not printed.
   */
  function putImage(args: Uint8Array): void {
    const mode = args[0] ?? 0
    const isFine = mode >= 32
    const bitmap = columnBitmap(args.subarray(3), isFine ? 3 : 1)
    const image: ImageRun = { x, bitmap, scaleX: mode % 2 === 0 ? 2 : 1, scaleY: isFine ? 1 : 3 }
    if (endOf(image) > area()) report('too-wide', `a bit image goes on past dot ${area()}`)
    runs.push(image)
    x = Math.min(endOf(image), area())
  }

  /** Prints what is in the buffer and moves on by the line spacing or `move`, at the least by the tallest cell. */
  function printLine(move = set.spacing): void {
    if (runs.length > 0) {
      const shift = indent(x)
      const tallest = Math.max(...runs.map(cellHeight))
      const height = Math.max(tallest, move)
      const placed = runs.map(run => ({ ...run, x: run.x + shift }))
      paper.lines.push({ type: 'text', runs: placed, height, upsideDown: set.upsideDown })
      fed = height - tallest
    } else feed(move, 1)
    broken = false
    clearLine()
  }

  function feedLines(count: number): void {
    const begun = runs.length > 0
    if (begun) printLine(count === 0 ? 0 : set.spacing)
    const left = begun ? count - 1 : count
    if (left > 0) feed(left * set.spacing, left)
  }

  function feed(height: number, lines: number): void {
    if (height > 0) paper.lines.push({ type: 'feed', lines, height })
    fed += height
  }

  function cut(partial: boolean, feedFirst: number): void {
    if (runs.length > 0) {
      report('cut', 'a cut before the line was printed')
      printLine()
    }
    feed(feedFirst, 0)
    if (fed < headToKnife) report('cut', `only ${fed} dots fed before the cut, the knife is ${headToKnife} behind`)
    paper.lines.push({ type: 'cut', partial })
    fed = headToKnife
    isCut = true
  }

  function printRaster(args: Uint8Array): void {
    const mode = args[0] ?? 0
    const bitmap = rasterBitmap(args.subarray(5), word(args, 1), word(args, 3))
    place('raster', bitmap, mode & 1 ? 2 : 1, mode & 2 ? 2 : 1, '')
  }

  /** GS ( k for QR (cn 49): 67 the module's side, 69 the level, 80 the data, 81 print. */
  function symbol([cn, fn, m = 0, ...data]: Uint8Array): void {
    if (cn === 49 && fn === 67) set.qr.size = m
    else if (cn === 49 && fn === 69) set.qr.level = m - 48
    else if (cn === 49 && fn === 80) set.qr.bytes = Uint8Array.from(data)
    else if (cn === 49 && fn === 81) printQr()
    else if (cn !== 49 || fn !== 65 || m !== 50) report('unsupported', `GS ( k ${cn} ${fn} ${m}`)
  }

  function printQr(): void {
    const { size, level, bytes } = set.qr
    const bitmap = size >= 1 && size <= 16 && bytes.length > 0 ? qrBitmap(bytes, level) : null
    const text = new TextDecoder().decode(bytes)
    if (text.includes('\uFFFD')) report('qr', 'the data is not UTF-8')
    if (bitmap) place('qr', bitmap, size, size, text)
    else report('qr', `no symbol of ${bytes.length} bytes, level ${level}, module ${size} dots`)
  }

  function place(kind: Picture['kind'], bitmap: Bitmap, scaleX: number, scaleY: number, text: string): void {
    if (runs.length > 0) {
      report('misplaced', `a ${kind} in the middle of a line`)
      printLine()
    }
    const width = bitmap.width * scaleX
    if (width > area()) report('too-wide', `a ${kind} of ${width} dots on ${area()}`)
    paper.lines.push({ type: 'picture', kind, x: indent(width), bitmap, scaleX, scaleY, text })
    fed = 0
  }

  function reset(): void {
    if (runs.length > 0) report('misplaced', 'ESC @ throws away a line that was not printed')
    clearLine()
    set = settingsAtPowerOn()
  }
  function clearLine(): void {
    runs = []
    x = 0
  }
  function tab(): void {
    moveTo(set.tabs.find(stop => stop > x) ?? x)
  }
  function moveTo(dot: number): void {
    if (dot < 0 || dot >= area()) report('too-wide', `a move to dot ${dot} of ${area()}`)
    else x = dot
  }
  function area(): number {
    return Math.min(set.areaWidth, dots - set.leftMargin)
  }
  /** where something as wide as this begins */
  function indent(width: number): number {
    return set.leftMargin + Math.max(0, Math.floor(((area() - width) * set.align) / 2))
  }
  function report(code: PaperErrorCode, message: string): void {
    paper.errors.push({ code, offset: at, message })
  }

  return {
    print,
    get hasPrinted() {
      return paper.lines.some(line => line.type === 'text' || line.type === 'picture')
    },
    tear() {
      if (runs.length > 0) report('unprinted', 'a line was begun and never printed')
      clearLine()
      const torn = paper
      paper = { columns, dots, lines: [], errors: [] }
      return torn
    },
  }
}

/** All that `bytes` print, cuts included, as one strip. */
export function readPaper(bytes: Uint8Array, width: PaperWidth): Paper {
  const head = createPrintHead(width)
  for (const token of decode(width.dialect === 'star' ? starAsEscPos(bytes) : bytes)) head.print(token, token.offset)
  return head.tear()
}

function sameStyle(run: TextRun, style: Omit<TextRun, 'text' | 'x'>): boolean {
  return (Object.keys(style) as (keyof typeof style)[]).every(key => run[key] === style[key])
}
