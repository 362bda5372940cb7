import type { Mark } from '../domain/ticket.ts'
import { bigSize } from './blocks.ts'
import { cleanText } from './clean-text.ts'
import type { Block } from './document.ts'
import type { PaperPrint } from './paper-print.ts'
import { paperWords } from './words.ts'

/** From what must stop a hand to what explains. */
const byImportance: Mark[] = [
  '补打',
  '可能重复',
  '作废',
  '退菜',
  '加菜',
  '改单',
  '催菜',
  '代打',
  '积压',
  '预约',
  '金额异常',
  '演示',
]

/** The marks of a paper, each in reverse video on its own line (contract §9), in order of importance. */
export function markBlocks(contentMarks: readonly Mark[], print: PaperPrint): Block[] {
  const words = paperWords(print.language)
  const marks = paperMarks(contentMarks, print)
  return byImportance
    .filter(mark => marks.has(mark))
    .map(mark => {
      if (mark === '补打') return words.reprint(print.copy)
      if (mark === '代打' && print.standsInFor !== null) return words.standsIn(cleanText(print.standsInFor))
      return words.marks[mark]
    })
    .map(text => ({ type: 'text', text, reverse: true, bold: true, size: bigSize }))
}

/** What was fixed when the ticket was made, and what this paper adds. A second paper is always marked as one. */
function paperMarks(contentMarks: readonly Mark[], print: PaperPrint): Set<Mark> {
  const marks = new Set(contentMarks)
  if (print.reprint || print.copy > 1) marks.add('补打')
  if (print.doubtful) marks.add('可能重复')
  if (print.standsInFor !== null) marks.add('代打')
  if (print.late) marks.add('积压')
  return marks
}
