import type { TicketContent, TicketLine } from '../../shared/domain/ticket.ts'
import type { PaperPrint } from '../../shared/ticket/paper-print.ts'
import type { TestedPrinter } from '../../shared/ticket/test-page.ts'

export function samplePrint(over: Partial<PaperPrint> = {}): PaperPrint {
  return {
    printedAt: Date.parse('2026-11-22T07:01:05+08:00'),
    timezone: 'Asia/Shanghai',
    language: 'zh-CN',
    copy: 1,
    reprint: false,
    doubtful: false,
    late: false,
    standsInFor: null,
    logo: null,
    printer: testedPrinter(32),
    ...over,
  }
}

export function testedPrinter(columns: 32 | 48, over: Partial<TestedPrinter> = {}): TestedPrinter {
  return {
    id: 'kitchen',
    profileId: columns === 32 ? 'generic-58' : 'generic-80',
    profileName: columns === 32 ? '通用 58mm' : '通用 80mm',
    columns,
    dots: columns * 12,
    dpi: 203,
    chinese: 'gbk',
    qr: 'native',
    hasDrawer: true,
    hasBuzzer: columns === 48,
    confirmation: null,
    provable: true,
    ...over,
  }
}

export function sampleLine(name: string, quantity: number, over: Partial<TicketLine> = {}): TicketLine {
  return { lineId: name, name, quantity, modifiers: [], note: null, parts: [], ...over }
}

export function modifiers(...names: string[]) {
  return names.map(name => ({ name, price: 123 }))
}

export function sampleContent(over: Partial<TicketContent> = {}): TicketContent {
  return {
    kind: 'kitchen',
    marks: [],
    number: 12,
    n: 1,
    of: 1,
    copyNo: null,
    station: { id: 'steam', name: '蒸档' },
    pickupNo: 'A012',
    tableNo: null,
    serviceMode: 'takeaway',
    channel: 'alipay-mini',
    guests: 1,
    placedAt: '2026-11-22T07:01:02+08:00',
    expectedAt: null,
    lines: [
      sampleLine('鲜肉包', 2, { modifiers: modifiers('加辣') }),
      sampleLine('现磨豆浆', 1, { modifiers: modifiers('少糖', '热'), note: '打包带走，多给一根吸管' }),
      sampleLine('小笼', 0.5),
    ],
    note: '不要香菜',
    changes: [],
    ...over,
  }
}
