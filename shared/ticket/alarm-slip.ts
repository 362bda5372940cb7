import type { AlarmSlipContent } from '../domain/ticket.ts'
import { beside, bigSize, ruled, tallSize } from './blocks.ts'
import { cleanText } from './clean-text.ts'
import type { Block, TicketDocument } from './document.ts'
import { markBlocks } from './mark-blocks.ts'
import { paperTime } from './paper-clock.ts'
import type { PaperPrint } from './paper-print.ts'
import { paperWords } from './words.ts'

/** What a shop hears of an alarm while no screen is open: what is wrong, what to do, since when. */
export function alarmSlip(content: AlarmSlipContent, print: PaperPrint): TicketDocument {
  const words = paperWords(print.language)
  const time = (at: number | string) => paperTime(at, print.printedAt, print.timezone)
  const title: Block = {
    type: 'text',
    text: words.alarm.title,
    reverse: true,
    bold: true,
    size: bigSize,
    align: 'center',
  }
  const alarms = content.alarms.map((alarm): Block[] => [
    { type: 'text', text: cleanText(alarm.message), size: tallSize, bold: true },
    { type: 'text', text: `→ ${cleanText(alarm.remedy)}`, bold: true },
    ...beside(alarm.code, words.alarm.since(time(alarm.since))),
  ])
  const foot: Block[] = [
    { type: 'text', text: words.alarm.noScreen },
    ...beside(`${words.printed} ${time(print.printedAt)}`, ''),
  ]
  return {
    blocks: [
      ...markBlocks(content.marks, print),
      title,
      ...ruled(...alarms, foot),
      { type: 'feed', lines: 1 },
      { type: 'cut' },
    ],
  }
}
