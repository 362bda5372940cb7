// What only a comparison shows.

import type { AlarmText } from './alarm-text.ts'

export const reconciliationAlarms = {
  'paid-not-printed': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `${facts.count} 单付了钱还没出票：${facts.orders}`,
        remedy: '请看后厨打印机，需要时点“补打”；出票后这条会自动消失',
      }),
      en: facts => ({
        message: `${facts.count} paid orders are not on paper yet: ${facts.orders}`,
        remedy: 'Look at the kitchen printers and print again where needed; this goes when paper is confirmed',
      }),
    },
  },
  'bill-late': {
    severity: 'warning',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `${facts.day} 的账单还没有来（共缺 ${facts.count} 天）`,
        remedy: '请在支付宝商家平台下载业务明细，拖到“对账”页上传',
      }),
      en: facts => ({
        message: `The bill of ${facts.day} has not come (${facts.count} days are missing)`,
        remedy: 'Download it from the merchant platform and upload it on the Reconciliation page',
      }),
    },
  },
} satisfies Record<string, AlarmText>
