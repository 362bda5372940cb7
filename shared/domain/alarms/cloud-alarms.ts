// The clients of cloud printers that come to this shop instead.

import type { AlarmText } from './alarm-text.ts'

export const cloudAlarms = {
  'source-cleared': {
    severity: 'warning',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `来源 ${facts.source} 的服务商清空了 ${facts.printer} 上它自己的 ${facts.tickets} 张待打小票`,
        remedy: '如果不是你们要求的，请问服务商为什么；需要的小票可以在队列里点“补打”',
      }),
      en: facts => ({
        message: `The supplier behind ${facts.source} cleared its own ${facts.tickets} waiting tickets at ${facts.printer}`,
        remedy: 'If you did not ask for that, ask them why; tickets that are needed can be reprinted from the queue',
      }),
    },
  },
  'source-repeated': {
    severity: 'warning',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `来源 ${facts.source} 重复发来同样的小票 ${facts.count} 次，没有再打（${facts.orderId}）`,
        remedy: '如果真的需要两张，请在队列里点“补打”，并请技术员调小 dedupeSeconds',
      }),
      en: facts => ({
        message: `${facts.source} sent the same ticket again ${facts.count} times; it was not printed again (${facts.orderId})`,
        remedy: 'If two are needed, reprint it from the queue, and have the technician make dedupeSeconds smaller',
      }),
    },
  },
  'source-name-reused': {
    severity: 'critical',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `来源 ${facts.source} 用同一个单号发来不同的内容 ${facts.count} 次，没有打印（${facts.orderId}）`,
        remedy: '请让服务商给每张小票一个自己的单号；这一单请向服务商问清楚',
      }),
      en: facts => ({
        message: `${facts.source} sent other content under a known number ${facts.count} times; it was not printed (${facts.orderId})`,
        remedy: 'Have the supplier give each ticket a number of its own; ask them what this one was',
      }),
    },
  },
  'source-insecure': {
    severity: 'critical',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `来源 ${facts.source} 的请求没有加密，拒收 ${facts.count} 次`,
        remedy: '它的签名不包含内容，中途可能被改；请技术员给本机配上证书（door.tls），让服务商用 https',
      }),
      en: facts => ({
        message: `${facts.count} requests from ${facts.source} came unencrypted and were refused`,
        remedy:
          'Their signature covers no content, so it could be changed on the way: set door.tls and have them use https',
      }),
    },
  },
} satisfies Record<string, AlarmText>
