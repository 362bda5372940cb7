import type { BarcodeKind, Size } from '../../../shared/ticket/document.ts'

/** What a tag of a cloud printer's markup means. Those with a content of their own take all up to their closing tag. */
export type Tag =
  /** of what stands between it and its closing tag */
  | { is: 'style'; size?: Size; bold?: true }
  | { is: 'align'; align: 'left' | 'center' | 'right'; size?: Size }
  | { is: 'newline' | 'tab' | 'cut' | 'logo' | 'drawer' }
  /** says nothing on paper: voices, lights */
  | { is: 'silent' }
  | { is: 'content'; of: ContentKind }

export type ContentKind =
  | 'qr'
  /** left and right, with a comma between */
  | 'pair'
  | 'table'
  /** how often the whole is to be printed */
  | 'copies'
  /** its content is for the loudspeaker or the buttons of a device that we are not */
  | 'dropped'
  | BarcodeKind

/** A vendor's tags; names in lower case. */
export type Dialect = {
  tags: ReadonlyMap<string, Tag>
  /** a tab goes to the next multiple of so many cells */
  tabCells: number
  /** `@@2` at the beginning of a line makes it big */
  atLines: boolean
}

export const tall: Size = { width: 1, height: 2 }
export const wide: Size = { width: 2, height: 1 }
export const big: Size = { width: 2, height: 2 }
export const normal: Size = { width: 1, height: 1 }
