import { decode } from '../escpos/decoder.ts'
import type { Profile } from '../profiles/profile.ts'

// After a ticket that broke off, the printer may stand in the middle of a command and wait for the rest: a raster swallows
// the next ticket, ESC @ included. So first come as many NULs as could be wanting (receiptio sends 8192 each time; at 9600
// baud those take 8.5 seconds). NULs print nothing: inside of a command they are data, outside of it they are ignored. ESC @,
// with which whatever follows begins, then puts all settings back.

/** What may hang out of the printer, or still be in its buffer, since its last ticket broke off. */
export type TornPiece = {
  /** tells it from other pieces */
  id: number
  /** that ticket */
  paper: Uint8Array
  /** how many of its bytes left, at the most */
  taken: number
  /**
   * comes out before the next ticket: separates the two, and says that the piece is void if it is; empty: it is likely a
   * whole ticket, which nothing is to be said of, nor paper spent on
   */
  slip: Uint8Array
}

/** The longest question behind a ticket, GS ( H, may have broken off too. */
const longestQuestion = 11
/** The longest that is ever sent to bring a printer in step. */
const mostNuls = 8192
const lineFeed = 0x0a

/** Knows whether the printer takes for a command's beginning what we send as one. */
export type Step = {
  /** What must come before all else on account of this piece; null: that has been done. */
  owedAfter(torn: TornPiece | null): Uint8Array | null
  /** It was taken. It counts once somebody has answered behind it; where the piece may be whole, at once. */
  paid(torn: TornPiece): void
  answered(): void
  /** A slip broke off: all is owed again. */
  lost(): void
  /** What may help against silence, the first time; null: it was tried. */
  owedAfterSilence(): Uint8Array | null
}

export function createStep(profile: Profile): Step {
  let paidFor: number | null = null
  let settledFor: number | null = null
  let triedAgainstSilence = false
  return {
    owedAfter: torn => (torn === null || torn.id === settledFor ? null : nulsAfter(torn, profile)),
    paid({ id, slip }) {
      paidFor = id
      if (slip.length === 0) settledFor = id
      triedAgainstSilence = true
    },
    answered() {
      settledFor = paidFor
      triedAgainstSilence = false
    },
    lost() {
      paidFor = settledFor = null
    },
    owedAfterSilence() {
      if (triedAgainstSilence) return null
      triedAgainstSilence = true
      return nulsAfterAnything(profile)
    },
  }
}

/** Ends any command of the piece, or of a slip behind it, that the printer may be in. */
export function nulsAfter({ paper, taken, slip }: TornPiece, profile: Profile): Uint8Array {
  // What other languages' commands look like, nothing here knows.
  if (profile.dialect !== 'epson') return nulsAfterAnything(profile)
  const begun = decode(paper).filter(({ offset }) => offset < taken)
  const lengths = [...begun, ...decode(slip)].map(({ bytes }) => bytes.length)
  return new Uint8Array(Math.min(mostNuls, lengths.reduce((a, b) => Math.max(a, b), longestQuestion) - 1))
}

/** Ends any command that this printer is ever sent: a strip of an image, a bit image of a whole line. */
function nulsAfterAnything({ dots, stripRows }: Profile): Uint8Array {
  const strip = 8 + Math.ceil(dots / 8) * stripRows
  const bitImage = 5 + 3 * dots
  return new Uint8Array(Math.min(mostNuls, Math.max(strip, bitImage)))
}

/** The slip, behind what there was of the last line. */
export function slipBytes({ slip }: TornPiece): Uint8Array {
  return Buffer.concat([Uint8Array.of(lineFeed), slip])
}
