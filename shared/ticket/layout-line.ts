import type { SentAs, Size } from './document.ts'
import type { Raster } from './raster.ts'

export type RunStyle = { size: Size; bold: boolean; reverse: boolean }

/** A stretch of one line in one style. */
export type Run = RunStyle &
  (
    | {
        /** only characters that one cell (ASCII) or two cells (all else) take */
        text: string
        drawn?: undefined
      }
    | {
        /** what the printer's fonts lack, in the order of reading: it is drawn into so many cells (times the width) */
        text: string
        drawn: { cells: number; rightToLeft: boolean }
      }
  )

/**
 * What comes out of layout, top to bottom. In a `text` line the runs' cells, each times its width, never exceed the
 * paper's columns; padding is spaces in the runs, so that preview and paper cannot disagree; `align` is done by the
 * printer for whole lines only.
 */
export type LayoutLine =
  | { type: 'text'; align: 'left' | 'center' | 'right'; runs: Run[]; as?: SentAs }
  | { type: 'feed'; lines: number }
  | { type: 'qr'; text: string; dots: number; as?: SentAs }
  | { type: 'image'; raster: Raster }
  /** leaves the printer as a ticket begins: at the start of a line, in plain style */
  | { type: 'raw'; hex: string }
  | { type: 'drawer' }
  | { type: 'beep' }
  | { type: 'cut' }
