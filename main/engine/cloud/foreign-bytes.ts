import { readForeignStream } from '../../../drivers/escpos/foreign-stream.ts'
import type { SourceBlock } from '../../../shared/domain/ticket.ts'

/** Why these bytes may not be printed, in words for their sender; null: they may. */
export function forbidden(hex: string): string | null {
  const stream = readForeignStream(Buffer.from(hex, 'hex'))
  return stream.ok ? null : stream.message
}

/** Checked bytes as blocks, so that our marks stand before them and each piece is cut off like any ticket. */
export function foreignBytesContent(hex: string): { blocks: SourceBlock[]; text: string[] } {
  const stream = readForeignStream(Buffer.from(hex, 'hex'))
  if (!stream.ok) throw new Error(`these bytes may not be printed: ${stream.message}`)
  const blocks = stream.pieces.flatMap((piece): SourceBlock[] => [
    { type: 'raw', hex: Buffer.from(piece).toString('hex') },
    { type: 'cut' },
  ])
  return { blocks, text: stream.text }
}
