import { faces, type Pieces, piecesSum } from '../../shared/domain/drawer.ts'
import { fenOf } from '../../shared/domain/money.ts'

/** What is being typed while a drawer is counted: pieces by face value, or the sum. */
export type CountText = { by: 'pieces' | 'sum'; pieces: Readonly<Record<string, string>>; sum: string }

export const emptyCount: CountText = { by: 'pieces', pieces: {}, sum: '' }

/** Null: nothing is counted yet, or something typed is no number. */
export function countOf(text: CountText): { counted: number; pieces?: Pieces } | null {
  if (text.by === 'sum') {
    const counted = fenOf(text.sum)
    return counted === null ? null : { counted }
  }
  const pieces: Pieces = {}
  for (const face of faces) {
    const typed = text.pieces[face]?.trim() ?? ''
    if (typed === '') continue
    if (!/^\d{1,5}$/.test(typed)) return null
    pieces[face] = Number(typed)
  }
  return Object.keys(pieces).length === 0 ? null : { counted: piecesSum(pieces), pieces }
}
