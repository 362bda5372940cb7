import type { Raster } from '../../shared/ticket/raster.ts'

// A shop's logo is a PNG file that anybody may have put there, so it is read and decoded in the painter's child. These
// are the words between the two.

export type LogoOrder = { file: string; dots: number }

export type LogoFault =
  /** gone, or not to be read */
  | 'unreadable'
  | 'not-png'
  /** more bytes or pixels than a logo can need */
  | 'too-large'
  /** it begins like a PNG and is none */
  | 'broken'

export type LogoAnswer = { raster: Raster } | { fault: LogoFault }

/** Rejects where nothing can be drawn. */
export type DrawLogo = (order: LogoOrder) => Promise<LogoAnswer>
