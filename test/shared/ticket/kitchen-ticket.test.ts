import { describe, expect, test } from 'vitest'
import type { TicketContent } from '../../../shared/domain/ticket.ts'
import { kitchenTicket } from '../../../shared/ticket/kitchen-ticket.ts'
import type { PaperPrint } from '../../../shared/ticket/paper-print.ts'
import { modifiers, sampleContent, sampleLine, samplePrint } from '../../support/ticket-samples.ts'
import { ticketText } from '../../support/ticket-text.ts'

const combo = sampleLine('早餐套餐（双人）', 2, {
  parts: [
    sampleLine('鲜肉包', 4, { modifiers: modifiers('加辣', '去葱') }),
    sampleLine('咸豆浆', 2, { note: '一碗不放虾皮' }),
  ],
})

const tickets: Record<string, { content: Partial<TicketContent>; print?: Partial<PaperPrint> }> = {
  plain: { content: {} },
  'long-names': {
    content: {
      pickupNo: 'MT-20261122-ABCDEFGH-0123456789-XYZ-99999',
      tableNo: '大厅靠窗第三张 12',
      station: { id: 'x', name: '二楼蒸点与小笼包联合加工档口' },
      n: 1,
      of: 3,
      copyNo: 2,
      lines: [
        sampleLine('祖传秘制古法手工现包现蒸鲜肉灌汤大包子（招牌必点）', 12, {
          modifiers: modifiers('加辣', '去葱', '多放醋', '少油少盐', '打包分开装，汤另放', 'extra chopsticks please'),
        }),
        sampleLine('Traditional Hangzhou breakfast noodle soup with pickled vegetables', 0.125),
      ],
      note: `孩子对花生过敏，${'千万不要放花生和花生油，'.repeat(12)}谢谢！电话13812345678`,
    },
  },
  combo: {
    content: { lines: [combo, sampleLine('油条', 1)], n: 2, of: 2, serviceMode: 'dine-in', tableNo: '5', guests: 2 },
  },
  addition: {
    content: {
      kind: 'addition',
      marks: ['加菜'],
      lines: [sampleLine('油条', 1)],
      note: null,
      pickupNo: null,
      tableNo: '5桌',
    },
  },
  void: {
    content: {
      kind: 'void',
      marks: ['退菜'],
      lines: [sampleLine('鲜肉包', 1, { modifiers: modifiers('加辣') })],
      note: null,
    },
  },
  cancel: { content: { kind: 'void', marks: ['作废'], lines: [combo, sampleLine('油条', 1)] } },
  change: {
    content: {
      kind: 'change',
      marks: ['改单'],
      pickupNo: 'A015',
      expectedAt: '2026-11-22T08:00:00+08:00',
      note: '不要香菜，多放醋',
      lines: [
        sampleLine('鲜肉包', 2, {
          modifiers: modifiers('去葱', '少油'),
          note: '不急',
          before: { modifiers: modifiers('加辣'), note: null },
        }),
      ],
      changes: [
        { field: 'pickupNo', from: 'A012', to: 'A015' },
        { field: 'serviceMode', from: 'dine-in', to: 'takeaway' },
        { field: 'expectedAt', from: null, to: '2026-11-22T08:00:00+08:00' },
        { field: 'note', from: '不要香菜', to: '不要香菜，多放醋' },
      ],
    },
  },
  reprint: { content: {}, print: { copy: 2, reprint: true, doubtful: true, standsInFor: '煎炸' } },
  preorder: {
    content: { marks: ['预约'], placedAt: '2026-11-21T21:30:00+08:00', expectedAt: '2026-11-22T06:30:00+08:00' },
    print: { late: true },
  },
  demo: { content: { marks: ['演示', '金额异常'] } },
  english: {
    content: {
      marks: ['预约', '金额异常'],
      expectedAt: '2026-11-23T07:30:00+08:00',
      tableNo: '5',
      guests: 2,
      lines: [combo],
    },
    print: { language: 'en', copy: 3, reprint: true, doubtful: true },
  },
  bare: {
    content: { pickupNo: null, station: null, serviceMode: null, channel: null, guests: null, note: null, lines: [] },
  },
}

describe.each([80, 58])('on %i mm paper', width => {
  test.each(Object.entries(tickets))('%s', async (name, { content, print }) => {
    const document = kitchenTicket(sampleContent(content), samplePrint(print))
    await expect(ticketText(document, width === 80 ? 48 : 32)).toMatchFileSnapshot(
      `golden/kitchen-${name}-${width}.txt`,
    )
  })
})
