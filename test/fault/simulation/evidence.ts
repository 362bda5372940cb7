import { decode } from '../../../drivers/escpos/decoder.ts'
import type { PaperWidth } from '../../../drivers/virtual/paper.ts'
import { paperText } from '../../../drivers/virtual/paper.ts'
import { readPaper } from '../../../drivers/virtual/print-head.ts'
import type { TicketKind } from '../../../shared/domain/ticket.ts'
import type { Sent } from './cable.ts'
import { type CameOut, ticketOf } from './sim-printer.ts'

// What the printers got and what came out of them, read back without the engine: which ticket, torn or whole, marked
// or not.

/** A ticket on its way out of the engine, with the attempt that the database holds for it at that moment. */
export type Piece = {
  printer: string
  at: number
  sent: Sent
  attempt: number
  job: number
  ticket: number
  /** of the ticket, also where this is a reprint of it */
  kind: TicketKind
  copy: number
  orderId: string | null
}

/**
 * A strip of paper that one ticket made. `whole`: every byte of the piece is on it. `piece` null: no ticket, such as a slip
 * below a torn piece.
 */
export type Strip = {
  paper: CameOut
  text: string
  piece: Piece | null
  whole: boolean
  marked: boolean
}

/** Reads all papers of one printer against what was sent to it. */
export function readStrips(papers: readonly CameOut[], pieces: readonly Piece[], width: PaperWidth): Strip[] {
  const unmatched = new Map<string, Piece[]>()
  for (const piece of pieces) {
    const key = keyOf(ticketOf(piece.sent))
    unmatched.set(key, [...(unmatched.get(key) ?? []), piece])
  }
  return joined(papers, width).flatMap(paper => {
    const whole = unmatched.get(keyOf(paper.bytes))?.shift()
    if (whole !== undefined) return [strip(paper, paper.text, whole, true)]
    // More than one ticket hangs out of the printer, or less than one.
    return segments(paper.bytes).map(bytes => {
      const text = paperText(readPaper(bytes, width))
      const found = unmatched.get(keyOf(bytes))?.shift()
      if (found !== undefined) return strip(paper, text, found, true)
      return strip(paper, text, pieces.find(piece => begins(ticketOf(piece.sent), trimmed(bytes))) ?? null, false)
    })
  })
}

/** Who has no knife is helped by people, who tear at every rest: what goes on without an ESC @ is one ticket still. */
function joined(papers: readonly CameOut[], width: PaperWidth): CameOut[] {
  const whole: CameOut[] = []
  for (const paper of papers) {
    const before = whole.at(-1)
    const goesOn = paper.bytes[0] !== 0x1b || paper.bytes[1] !== 0x40
    if (before === undefined || !before.torn || !goesOn) whole.push(paper)
    else {
      const bytes = Buffer.concat([before.bytes, paper.bytes])
      // A ticket of which a part is white is not to be read.
      const blank = before.blank || paper.blank
      whole[whole.length - 1] = { ...paper, blank, bytes, text: paperText(readPaper(bytes, width)) }
    }
  }
  return whole
}

function strip(paper: CameOut, text: string, piece: Piece | null, whole: boolean): Strip {
  return { paper, text, piece, whole, marked: text.includes('补打') }
}

/**
 * A printer begins anew at every ESC @ that it takes for one; half a command before it may swallow it. What it cannot
 * make sense of, such as half a question, stands for itself.
 */
function segments(bytes: Uint8Array): Uint8Array[] {
  const cuts = new Set([0, bytes.length])
  for (const token of decode(bytes)) {
    const isStart = token.type === 'command' && token.name === 'ESC @'
    if (isStart || token.type === 'error') cuts.add(token.offset)
    if (token.type === 'error') cuts.add(token.offset + token.bytes.length)
  }
  const ends = [...cuts].sort((a, b) => a - b)
  return ends.slice(1).map((end, index) => bytes.subarray(ends[index], end))
}

function begins(whole: Uint8Array, part: Uint8Array): boolean {
  return part.length <= whole.length && part.every((byte, index) => byte === whole[index])
}

/**
 * Without the NULs and the line feed with which a printer is brought in step, and what a ticket has like them at its end:
 * paper that is only fed (ESC d n) hangs out until the next ticket, and may be torn off without it.
 */
function trimmed(bytes: Uint8Array): Uint8Array {
  const rest = bytes.subarray(0, bytes.findLastIndex(byte => byte !== 0 && byte !== 0x0a) + 1)
  const isFed = rest.at(-3) === 0x1b && rest.at(-2) === 0x64
  return isFed ? trimmed(rest.subarray(0, -3)) : rest
}

function keyOf(bytes: Uint8Array): string {
  return Buffer.from(trimmed(bytes)).toString('latin1')
}
