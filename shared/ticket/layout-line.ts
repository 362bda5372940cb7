import type { Size } from './document.ts'

/** A stretch of one line in one style. `text` holds only characters that one cell (ASCII) or two cells (all else) take. */
export type Run = { text: string; size: Size; bold: boolean; reverse: boolean }

/**
 * What comes out of layout, top to bottom. In a `text` line the runs' cells, each times its width, never exceed the
 * paper's columns; padding is spaces in the runs, so that preview and paper cannot disagree; `align` is done by the
 * printer for whole lines only.
 */
export type LayoutLine =
  | { type: 'text'; align: 'left' | 'center' | 'right'; runs: Run[] }
  | { type: 'feed'; lines: number }
  | { type: 'qr'; text: string; dots: number }
  | { type: 'cut' }
