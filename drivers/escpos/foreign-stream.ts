import iconv from 'iconv-lite'
import { firstStep } from './command-tree.ts'
import { encodeGbk, legible } from './gbk-text.ts'

// ESC/POS that somebody else composed, as 商米 (Sunmi) clients send it. It is taken apart by the same table of lengths as
// our decoder's, and only what is known to do nothing but print comes out again: everything else refuses the whole, by
// name, before a byte of it is near a printer. Text, there UTF-8 or GBK, becomes the GBK that follows FS &.

export type ForeignStream =
  | {
      ok: true
      /** what is between cuts; a cut follows each of them, be it the ticket's own behind the last */
      pieces: Uint8Array[]
      /** what can be read of it, line by line */
      text: string[]
    }
  /** `message` names the command and its place, for the client's developer */
  | { ok: false; message: string }

type Item =
  | { type: 'text'; bytes: Uint8Array }
  | { type: 'command'; name: string; args: readonly number[]; bytes: Uint8Array }

/** Longer paper than any ticket's, in lines of 30 dots. */
const mostFedLines = 300

/** Commands that print and set nothing that lasts. */
const printing = new Set(['LF', 'HT', 'ESC d', 'ESC J', 'ESC $', 'ESC \\', 'ESC *', 'GS v 0', 'GS k', 'GS ( k'])
/** Commands that set something, and the bytes that set it back. */
const setting: Record<string, readonly number[]> = {
  'ESC !': [0x1b, 0x21, 0, 0x1c, 0x21, 0],
  'GS !': [0x1d, 0x21, 0, 0x1c, 0x21, 0],
  'FS !': [0x1c, 0x21, 0],
  'FS W': [0x1c, 0x57, 0],
  'FS -': [0x1c, 0x2d, 0],
  'FS S': [0x1c, 0x53, 0, 0],
  'ESC -': [0x1b, 0x2d, 0],
  'ESC E': [0x1b, 0x45, 0],
  'ESC G': [0x1b, 0x47, 0],
  'ESC M': [0x1b, 0x4d, 0],
  'ESC SP': [0x1b, 0x20, 0],
  'ESC 2': [0x1b, 0x32],
  'ESC 3': [0x1b, 0x32],
  'ESC D': [0x1b, 0x44, 8, 16, 24, 32, 40, 0],
  'ESC a': [0x1b, 0x61, 0],
  'ESC {': [0x1b, 0x7b, 0],
  'GS B': [0x1d, 0x42, 0],
  'GS L': [0x1d, 0x4c, 0, 0],
  'GS H': [0x1d, 0x48, 0],
  'GS f': [0x1d, 0x66, 0],
  'GS h': [0x1d, 0x68, 162],
  'GS w': [0x1d, 0x77, 3],
}
/** What a printer of ours needs no telling, or must not be told: its alphabet is set once, the buzzer is not theirs. Left out. */
const needless = new Set(['NUL', 'CR', 'FS &', 'FS .', 'FS C', 'ESC t', 'ESC R', 'ESC B', 'ESC 9'])
const cutting = new Set(['GS V', 'ESC i', 'ESC m'])
const reasons: readonly (readonly [RegExp, string])[] = [
  [/^ESC p$/, 'opens the cash drawer'],
  [/^DLE /, 'is carried out at once, whatever is being printed'],
  [
    /^(FS [pqg]|FS g [12]|FS 2|FS \( E|ESC &|GS \*|GS :|GS \^|GS g |GS \( [ACDEKLM])/,
    'writes to the memory of the printer, or prints from it',
  ],
  [/^(GS [aIrj]|GS \( H|ESC [uv])/, 'asks the printer something, whose answer would be taken for another'],
  [/^(ESC =|ESC c|ESC L|ESC S|FF|CAN|GS T|GS P|GS W)/, 'changes how the printer reads what follows'],
]

export function readForeignStream(bytes: Uint8Array): ForeignStream {
  const items = takeApart(bytes)
  if ('message' in items) return { ok: false, message: items.message }
  const decode = textDecoder(items)
  if (decode === null) return { ok: false, message: 'the text is neither UTF-8 nor GBK' }
  const pieces: Uint8Array[] = []
  const text: string[] = []
  let piece: Uint8Array[] = []
  let line = ''
  let isBegun = false
  let hasPrinted = false
  let fed = 0
  const used = new Set<string>()

  for (const item of items) {
    if (item.type === 'text') {
      const words = legible(decode(item.bytes))
      piece.push(encodeGbk(words))
      line += words
      isBegun = true
      continue
    }
    const { name, args } = item
    if (name === 'ESC @') {
      endLine()
      // ESC @ itself would end the printer's automatic status, and more than this stream has set.
      piece.push(Uint8Array.from([...used].flatMap(one => [...(setting[one] ?? [])])))
      used.clear()
    } else if (cutting.has(name)) {
      endLine()
      if (hasPrinted) pieces.push(Buffer.concat(piece))
      if (hasPrinted) piece = []
      hasPrinted = false
    } else if (name in setting) {
      piece.push(inBothAlphabets(name, args, item.bytes))
      used.add(name)
    } else if (printing.has(name)) {
      piece.push(item.bytes)
      if (name === 'LF') endLine(false)
      else if (name === 'ESC d' || name === 'ESC J') {
        fed += name === 'ESC d' ? (args[0] ?? 0) : (args[0] ?? 0) / 30
        endLine(false)
      } else {
        isBegun = name === 'ESC *' || name === 'HT' || isBegun
        hasPrinted = true
      }
    }
    if (fed > mostFedLines) return { ok: false, message: `feeds more than ${mostFedLines} lines of paper` }
  }
  endLine()
  if (hasPrinted) pieces.push(Buffer.concat(piece))
  if (pieces.length === 0) return { ok: false, message: 'prints nothing' }
  return { ok: true, pieces, text }

  /** `add`: a line that was begun would be lost, or be cut through. */
  function endLine(add = true): void {
    if (add && isBegun) piece.push(Uint8Array.of(0x0a))
    if (!add && !isBegun) fed += 1
    if (isBegun) {
      text.push(line.trimEnd())
      hasPrinted = true
    }
    line = ''
    isBegun = false
  }
}

/** Whole commands and runs of text, or what is wrong with them. */
function takeApart(bytes: Uint8Array): Item[] | { message: string } {
  const items: Item[] = []
  let at = 0
  while (at < bytes.length) {
    if ((bytes[at] ?? 0) >= 0x20) {
      let end = at
      while (end < bytes.length && (bytes[end] ?? 0) >= 0x20) end += 1
      items.push({ type: 'text', bytes: bytes.subarray(at, end) })
      at = end
      continue
    }
    const found = commandAt(bytes, at)
    if (typeof found === 'string') return { message: `${found} at byte ${at}` }
    const refusal = refusalOf(found.name, found.args)
    if (refusal !== null) return { message: `${found.name} ${refusal}, at byte ${at}` }
    items.push({ type: 'command', name: found.name, args: found.args, bytes: bytes.subarray(at, found.end) })
    at = found.end
  }
  return items
}

function commandAt(bytes: Uint8Array, at: number): { name: string; args: number[]; end: number } | string {
  let step = firstStep.next.get(bytes[at] ?? 0)
  let end = at + 1
  while (step !== undefined && step.command === null) {
    step = step.next.get(bytes[end] ?? -1)
    end += 1
  }
  if (step === undefined || step.command === null) {
    return `unknown command ${Buffer.from(bytes.subarray(at, end)).toString('hex')}`
  }
  const { name, args: argumentsOf } = step.command
  const args: number[] = []
  for (let wanted = argumentsOf(args); wanted !== args.length; wanted = argumentsOf(args)) {
    if (typeof wanted === 'string') return `${name}: ${wanted}`
    if (end + wanted - args.length > bytes.length) return `${name} is cut short`
    while (args.length < wanted) {
      args.push(bytes[end] ?? 0)
      end += 1
    }
  }
  return { name, args, end }
}

function refusalOf(name: string, args: readonly number[]): string | null {
  // pL pH, then the symbol (48 PDF417, 49 QR) and its function.
  if (name === 'GS ( k' && args[2] !== 48 && args[2] !== 49) return `knows no symbol ${args[2]} here`
  if (printing.has(name) || needless.has(name) || cutting.has(name) || name in setting || name === 'ESC @') return null
  // Sunmi's own, of its fonts and of UTF-8: fn 6 and which of them. Nothing of it goes to a printer.
  if (name === 'GS ( E' && args[2] === 6 && sunmiSettings.has(args[3] ?? 0)) return null
  return reasons.find(([pattern]) => pattern.test(name))?.[1] ?? 'is not allowed in a ticket'
}

const utf8Mode = 3
const sunmiSettings = new Set([utf8Mode, 10, 11, 12, 20, 21, 22])

/** Double size at most, and Chinese as big as the rest: its size is set apart on Chinese printers (escpos.md §3). */
function inBothAlphabets(name: string, [n = 0]: readonly number[], bytes: Uint8Array): Uint8Array {
  if (name !== 'GS !' && name !== 'ESC !') return bytes
  const [width, height] = name === 'GS !' ? [n >> 4 > 0, (n & 7) > 0] : [(n & 0x20) !== 0, (n & 0x10) !== 0]
  const own = name === 'ESC !' ? [...bytes] : [0x1d, 0x21, (width ? 0x10 : 0) | (height ? 1 : 0)]
  return Uint8Array.from([...own, 0x1c, 0x21, (width ? 4 : 0) | (height ? 8 : 0)])
}

/** What all its text can be read as. Null: nothing that we know. */
function textDecoder(items: readonly Item[]): ((bytes: Uint8Array) => string) | null {
  const runs = items.flatMap(item => (item.type === 'text' ? [item.bytes] : []))
  const isUtf8Off = items.some(
    item => item.type === 'command' && item.name === 'GS ( E' && item.args[3] === utf8Mode && item.args[4] === 0,
  )
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  const reads = (decode: (bytes: Uint8Array) => string) => {
    try {
      return runs.every(run => !decode(run).includes('\uFFFD'))
    } catch {
      return false
    }
  }
  const asUtf8 = (run: Uint8Array) => utf8.decode(run)
  const asGbk = (run: Uint8Array) => iconv.decode(Buffer.from(run), 'gb18030')
  return (isUtf8Off ? [asGbk, asUtf8] : [asUtf8, asGbk]).find(reads) ?? null
}
