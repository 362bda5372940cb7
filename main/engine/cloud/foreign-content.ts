import type { SourceContent } from '../../../shared/domain/ticket.ts'
import { feieMarkup } from '../../sources/feie/feie-markup.ts'
import { readLabels } from '../../sources/markup/read-labels.ts'
import { type ReadMarkup, readMarkup } from '../../sources/markup/read-markup.ts'
import { xpyunMarkup } from '../../sources/xpyun/xpyun-markup.ts'
import { yilianyunMarkup } from '../../sources/yilianyun/yilianyun-markup.ts'
import { foreignBytesContent } from './foreign-bytes.ts'
import type { ForeignPrint } from './foreign-print.ts'

type Written = Pick<ForeignPrint, 'form' | 'content' | 'drawer'>

/** What a ticket row holds of a foreign print. Throws where its bytes are none that may be printed. */
export function foreignContent(print: Written, copyNo: number | null): SourceContent {
  const { blocks, text } = read(print)
  return { kind: 'source', marks: [], copyNo, blocks, text }
}

function read({ form, content, drawer }: Written): Pick<ReadMarkup, 'blocks' | 'text'> {
  switch (form) {
    case 'feie':
      return readMarkup(content, feieMarkup(drawer))
    case 'xpyun':
      return readMarkup(content, xpyunMarkup(drawer))
    case 'yilianyun':
      return readMarkup(content, yilianyunMarkup)
    case 'feie-label':
    case 'xpyun-label':
      return readLabels(content)
    case 'sunmi':
      return foreignBytesContent(content)
  }
}
