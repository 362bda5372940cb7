import iconv from 'iconv-lite'
import { firstStep } from './command-tree.ts'

// A stream of bytes as the printer reads it. It knows nothing of our encoder, so that it can prove the encoder wrong:
// what it does not know, or what is cut short, is an `error` token, and never silently text.

type Place = {
  /** of its first byte, counted from the start of the stream */
  offset: number
  /** what it is made of: every byte of the stream belongs to one token */
  bytes: Uint8Array
}
type Meaning =
  | {
      /** one character */
      type: 'text'
      text: string
      /** a GBK pair, printed in a cell of 24 dots; otherwise ASCII */
      chinese: boolean
    }
  | {
      type: 'command'
      /** as in Epson's reference: `ESC a`, `GS ( k`, `LF` */
      name: string
      /** everything after the bytes that the name spells */
      args: Uint8Array
    }
  | { type: 'error'; hex: string; message: string }
export type Token = Place & Meaning

export type Decoder = {
  /** What these bytes complete. The tokens do not depend on how the stream is cut into chunks. */
  feed(bytes: Uint8Array): Token[]
  /** The stream is over: what was begun and not ended is an error. */
  end(): Token[]
  /** Whether the next byte begins a token. */
  readonly isBetweenTokens: boolean
}

export function createDecoder(): Decoder {
  let tokens: Token[] = []
  /** bytes of the token being read */
  let held: number[] = []
  let offset = 0
  let chinese = false
  const reader = read()
  reader.next()

  /** Each `yield` waits for a byte, so that a stream reads the same however it is cut. */
  function* read(): Generator<undefined, never, number> {
    for (;;) {
      if (held.length === 0) held.push(yield)
      const [first = 0] = held
      if (first < 0x20) yield* readCommand(first)
      else if (first <= 0x7e) put({ type: 'text', text: String.fromCharCode(first), chinese: false })
      else yield* readPair(first)
    }
  }

  /** Leads are 81h–FEh; 80h is no euro here, and 7Fh is no character anywhere. */
  function* readPair(lead: number): Generator<undefined, void, number> {
    if (!chinese) return reject('a byte above 7Eh outside of Chinese mode (FS &)')
    if (lead < 0x81 || lead === 0xff) return reject('no GBK character begins so')
    const trail = yield
    held.push(trail)
    const text = gbkCharacter(lead, trail)
    if (text !== null) put({ type: 'text', text, chinese: true })
    // What cannot be a trail byte may well be the next command: it is read again.
    else reject('a broken GBK pair', trail < 0x40 ? 1 : 2)
  }

  function* readCommand(first: number): Generator<undefined, void, number> {
    let step = firstStep.next.get(first)
    while (step && !step.command) {
      const byte = yield
      held.push(byte)
      step = step.next.get(byte)
    }
    if (!step?.command) return reject('an unknown command')
    const { name, args: argumentsOf } = step.command
    const args: number[] = []
    for (let wanted = argumentsOf(args); wanted !== args.length; wanted = argumentsOf(args)) {
      if (typeof wanted === 'string') return reject(`${name}: ${wanted}`)
      while (args.length < wanted) {
        const byte = yield
        args.push(byte)
        held.push(byte)
      }
    }
    if (name === 'FS &') chinese = true
    // Some clones boot into Chinese mode, and ESC @ puts them back there; a ticket must not count on it (escpos.md §0.6).
    if (name === 'FS .' || name === 'ESC @') chinese = false
    put({ type: 'command', name, args: Buffer.from(args) })
  }

  function put(meaning: Meaning, length = held.length): void {
    const isAll = length === held.length
    tokens.push({ ...meaning, offset, bytes: Buffer.from(isAll ? held : held.slice(0, length)) })
    held = isAll ? [] : held.slice(length)
    offset += length
  }
  function reject(message: string, length = held.length): void {
    const hex = Buffer.from(held.slice(0, Math.min(length, 32))).toString('hex')
    put({ type: 'error', hex: length > 32 ? `${hex}…` : hex, message }, length)
  }
  function completed(): Token[] {
    const result = tokens
    tokens = []
    return result
  }
  return {
    feed(bytes) {
      for (const byte of bytes) reader.next(byte)
      return completed()
    },
    end() {
      if (held.length > 0) reject('the bytes end in the middle of this')
      return completed()
    },
    get isBetweenTokens() {
      return held.length === 0
    },
  }
}

/** All of `bytes`, from a printer just switched on. */
export function decode(bytes: Uint8Array): Token[] {
  const decoder = createDecoder()
  return [...decoder.feed(bytes), ...decoder.end()]
}

/**
 * Trails are 40h–FEh without 7Fh; one of 30h–39h begins the four-byte GB18030 that kitchen printers lack. The user-defined
 * areas, private use in Unicode, hold no glyphs (reference/escpos.md §3).
 */
function gbkCharacter(lead: number, trail: number): string | null {
  if (trail < 0x40 || trail === 0x7f || trail === 0xff) return null
  const text = iconv.decode(Buffer.from([lead, trail]), 'gbk')
  return /^[^\uE000-\uF8FF\uFFFD]$/u.test(text) ? text : null
}
