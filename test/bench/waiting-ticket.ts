import type { TicketDocument } from '../../shared/ticket/document.ts'

export const dishes = [
  ...['鲜肉包', '香菇菜包', '豆沙包', '糯米烧卖', '小笼包'],
  ...['油条', '煎饼果子', '葱包烩', '生煎', '现磨豆浆'],
]

/** One of several that wait for a printer while its line is measured. */
export const waitingTicket: TicketDocument = {
  blocks: [
    { type: 'text', text: 'A012', align: 'center', size: { width: 2, height: 2 } },
    { type: 'pair', left: '堂食 蒸档', right: '#0012' },
    { type: 'rule' },
    ...dishes.map(name => ({
      type: 'pair' as const,
      left: name,
      right: '×2',
      size: { width: 1 as const, height: 2 as const },
    })),
    { type: 'rule' },
    { type: 'cut' },
  ],
}
