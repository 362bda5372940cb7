import type { DiscrepancyState } from '../domain/reconciliation/discrepancy.ts'
import type { AdjustmentKind } from '../domain/views/day-views.ts'
import type { PaperLanguage } from '../ticket/words.ts'

/** What a day's table says beside the words of its slip. */
export type ReportWords = {
  columns: Record<'section' | 'name' | 'code' | 'quantity' | 'amount' | 'refunded' | 'returned' | 'note', string>
  sheets: Record<'overview' | 'sales' | 'dishes' | 'discounts' | 'cash' | 'paper' | 'later' | 'demo', string>
  overview: string
  day: string
  state: { open: string; closed: string }
  refundsTotal: string
  owed: string
  calledOff: string
  adjustedNet: string
  trouble: string
  minutes: (minutes: number) => string
  seconds: string
  adjustments: string
  adjustment: Record<AdjustmentKind, string>
  differences: string
  difference: Record<DiscrepancyState, string>
  shift: string
  demo: string
}

export function reportWords(language: PaperLanguage): ReportWords {
  return language === 'en' ? english : chinese
}

const chinese: ReportWords = {
  columns: {
    section: '分组',
    name: '名称',
    code: '编码',
    quantity: '数量',
    amount: '金额（元）',
    refunded: '退款（元）',
    returned: '退菜数量',
    note: '备注',
  },
  sheets: {
    overview: '概览',
    sales: '渠道付款时段档口',
    dishes: '菜品',
    discounts: '优惠',
    cash: '现金',
    paper: '出票',
    later: '更正和差异',
    demo: '演示',
  },
  overview: '概览',
  day: '营业日',
  state: { open: '未日结', closed: '已日结' },
  refundsTotal: '退款',
  owed: '未付款',
  calledOff: '已取消',
  adjustedNet: '更正后净收入',
  trouble: '打印机故障',
  minutes: minutes => `${minutes} 分钟`,
  seconds: '秒',
  adjustments: '更正',
  adjustment: {
    'late-order': '日结后来的订单',
    'order-changed': '日结后订单有变',
    refund: '日结后退款',
    'called-off': '日结后取消',
    'difference-resolved': '差异已处理',
    correction: '人工更正',
  },
  differences: '差异',
  difference: { open: '未处理', suspended: '存疑', cleared: '已自动对上', resolved: '已处理' },
  shift: '班次',
  demo: '演示',
}

const english: ReportWords = {
  columns: {
    section: 'Section',
    name: 'Name',
    code: 'Code',
    quantity: 'Quantity',
    amount: 'Amount (yuan)',
    refunded: 'Refunded (yuan)',
    returned: 'Refunded quantity',
    note: 'Note',
  },
  sheets: {
    overview: 'Overview',
    sales: 'Sales',
    dishes: 'Dishes',
    discounts: 'Discounts',
    cash: 'Cash',
    paper: 'Paper',
    later: 'Later',
    demo: 'Demo',
  },
  overview: 'Overview',
  day: 'Business day',
  state: { open: 'open', closed: 'closed' },
  refundsTotal: 'Refunds',
  owed: 'Not paid',
  calledOff: 'Called off',
  adjustedNet: 'Net with adjustments',
  trouble: 'Printer trouble',
  minutes: minutes => `${minutes} min`,
  seconds: 's',
  adjustments: 'Adjustments',
  adjustment: {
    'late-order': 'Order after the close',
    'order-changed': 'Order changed after the close',
    refund: 'Refund after the close',
    'called-off': 'Called off after the close',
    'difference-resolved': 'Difference resolved',
    correction: 'Correction',
  },
  differences: 'Differences',
  difference: { open: 'open', suspended: 'suspended', cleared: 'cleared', resolved: 'resolved' },
  shift: 'Shifts',
  demo: 'Demo',
}
