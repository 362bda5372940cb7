import type { Token } from '../escpos/decoder.ts'
import { type PaperError, type PaperWidth, paperText } from './paper.ts'
import { createPrintHead } from './print-head.ts'

/** One ticket as it left the printer. */
export type FinishedPaper = {
  /** what printed it: everything since the last cut, without questions (DLE EOT, GS r, GS a, GS ( H), which print nothing */
  bytes: Uint8Array
  text: string
  errors: PaperError[]
  /** not cut but torn off: power was cut, or this printer has no knife */
  torn: boolean
}

export type PaperRoll = {
  print(token: Token): void
  /** Tears off what has been printed, if anything has. */
  tear(): void
}

const questions: ReadonlySet<string> = new Set(['DLE EOT', 'DLE ENQ', 'GS r', 'GS a', 'GS ( H', 'GS I'])
/** Nobody lets a strip hang out longer than this, and memory must end somewhere. */
const longestPaper = 1 << 20

/** Collects what is printed into pieces of paper. */
export function createPaperRoll(profile: PaperWidth, onPaper: (paper: FinishedPaper) => void): PaperRoll {
  const head = createPrintHead(profile)
  let bytes: Uint8Array[] = []
  let length = 0

  function finish(torn: boolean): void {
    const paper = head.tear()
    const finished = { bytes: Buffer.concat(bytes), text: paperText(paper), errors: paper.errors, torn }
    bytes = []
    length = 0
    onPaper(finished)
  }
  return {
    print(token) {
      if (token.type === 'command' && questions.has(token.name)) return
      const isCut = head.print(token, length)
      bytes.push(token.bytes)
      length += token.bytes.length
      if (isCut || length > longestPaper) finish(!isCut)
    },
    tear() {
      if (head.hasPrinted) finish(true)
    },
  }
}
