import type { Raster } from './raster.ts'

// A ticket as data, before it knows the paper's width. Layout turns it into lines of cells; the encoder turns those
// into bytes. Text is already the shop's words; customer text passes cleanText() when the document is built.

export type Size = { width: 1 | 2; height: 1 | 2 }

/**
 * `own`: with the printer's own characters or symbols, `image`: drawn, each whatever the profile says; for the page that
 * shows which profile is right.
 */
export type SentAs = 'own' | 'image'

/** A stretch of a line in a style of its own. */
export type Span = { text: string; size?: Size; bold?: boolean; reverse?: boolean }

export type BarcodeKind = 'code128' | 'ean13'

export type Block =
  /** wrapped to the paper; `reverse` fills white on black around the text; `indent` is in cells, for every line;
   * `maxLines` cuts a long text and ends it with …余见屏幕 on its last line */
  | {
      type: 'text'
      text: string
      align?: 'left' | 'center' | 'right'
      size?: Size
      bold?: boolean
      reverse?: boolean
      indent?: number
      maxLines?: number
      as?: SentAs
    }
  /** `left` wraps in what `right` leaves free; `right` stands at the right edge of the first line */
  | { type: 'pair'; left: string; right: string; size?: Size; bold?: boolean; indent?: number }
  /** one line whose parts differ; spaces stay as they are, and where it is too long it breaks at any character */
  | { type: 'spans'; spans: Span[]; align?: 'left' | 'center' | 'right' }
  | { type: 'rule' }
  | { type: 'feed'; lines: number }
  /** QR of the UTF-8 bytes of `text`; `dots` is the module's side */
  | { type: 'qr'; text: string; dots: number; as?: SentAs }
  /** drawn, with its text below; text alone where the symbol cannot say it or is wider than the paper */
  | { type: 'barcode'; kind: BarcodeKind; code: string }
  /** ESC/POS bytes of somebody else, checked before they came here (drivers/escpos/foreign-bytes.ts) */
  | { type: 'raw'; hex: string }
  /** in the middle of the paper; it must be no wider */
  | { type: 'image'; raster: Raster }
  /** opens the cash drawer, sounds the buzzer; nothing where the profile knows of none */
  | { type: 'drawer' }
  | { type: 'beep' }
  | { type: 'cut' }

export type TicketDocument = { blocks: Block[] }
