import type { Confirmation } from '../../shared/domain/printer.ts'

/** What is known of a printer model. Data only; rows live in profiles.ts. */
export type Profile = {
  id: string
  name: string
  /** printable cells of font A (12 dots) in one line */
  columns: number
  /** printable dots in one line */
  dots: number
  /** dots an inch, both ways */
  dpi: 203 | 180
  /** the language whose command bytes node-thermal-printer supplies; a virtual printer speaks `epson` (ESC/POS) only */
  dialect: 'epson' | 'star'
  /** `gbk`: pairs of GBK after FS & (Star needs no switch); `none`: no Chinese font, whole tickets are drawn */
  chinese: 'gbk' | 'none'
  /**
   * What its fonts lack is drawn: `in-line` as a bit image among the text (ESC *, Star ESC X), 24 rows high in any
   * line; `whole-line` as a raster of the whole line (GS v 0) in the line's size, where bit images are missing or not
   * to be relied on.
   */
  drawing: 'in-line' | 'whole-line'
  /** `raster`: drawn as an image (GS v 0) */
  qr: 'native' | 'raster'
  /** rows of one GS v 0 that its buffer surely takes */
  stripRows: number
  cutter: boolean
  /** the pulse that opens a drawer (ESC p, Star ESC BEL); null: it has no socket for one */
  drawer: { pin: 2 | 5; onMs: number; offMs: number } | null
  /** ESC B n t; null: none is known to answer to it */
  buzzer: 'esc-b' | null
  /** false: it answers no question (DLE EOT, GS r, GS ( H), by its maker's list or its language, so none is sent */
  answers: boolean
  /** null: the printer is asked after the first ticket's cut */
  confirmation: Confirmation | null
  /** GS a: once asked, it says by itself when its paper, cover or health changes */
  autoStatus: boolean
  /** where these facts come from; what a row says nothing of, it has from its generic row */
  source: string
}
