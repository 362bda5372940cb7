// Where orders come from, and where what became of them goes.

import type { AlarmText } from './alarm-text.ts'

export const sourceAlarms = {
  'source-signature': {
    severity: 'critical',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `来源 ${facts.source} 的签名不对，拒收 ${facts.count} 次`,
        remedy: '请让服务商核对密钥；如果不是他们，可能有人在冒充',
      }),
      en: facts => ({
        message: `${facts.count} pushes from ${facts.source} were refused: wrong signature`,
        remedy: 'Have the supplier check the secret; if it was not them, somebody is pretending',
      }),
    },
  },
  'source-clock': {
    severity: 'critical',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `来源 ${facts.source} 的时间与本机相差太多，拒收 ${facts.count} 次`,
        remedy: '请核对这台电脑的日期和时间，再请服务商核对他们的',
      }),
      en: facts => ({
        message: `${facts.count} pushes from ${facts.source} were refused: their clock and ours differ`,
        remedy: "Check this computer's date and time, then have the supplier check theirs",
      }),
    },
  },
  'source-silent': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `来源 ${facts.source} 一个小时没有来单了，平时这个时候都有`,
        remedy: '请用手机下一单试试；来不了就看看网络，再联系服务商',
      }),
      en: facts => ({
        message: `No order from ${facts.source} for an hour, at a time when there usually are some`,
        remedy: 'Place a test order; if it does not come, check the network and call the supplier',
      }),
    },
  },
  'door-token': {
    severity: 'warning',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message:
          facts.name === undefined
            ? `有程序用错误的口令来访，拒绝 ${facts.count} 次`
            : `口令“${facts.name}”已作废，还有程序在用，拒绝 ${facts.count} 次`,
        remedy: '如果是自己的屏幕或程序，请给它换上新口令；不是就不用管',
      }),
      en: facts => ({
        message:
          facts.name === undefined
            ? `${facts.count} requests came with a wrong token and were refused`
            : `${facts.count} requests came with the token “${facts.name}”, which was taken back`,
        remedy: 'If it is a screen or program of yours, give it a new token; if not, it is kept out',
      }),
    },
  },
  'source-unreachable': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `收不到来源 ${facts.source} 的订单`,
        remedy: `请看网络是否连通；网络正常就把这句话告诉服务商：${facts.detail}`,
      }),
      en: facts => ({
        message: `No orders can come in from ${facts.source}`,
        remedy: `Check the network; if it works, tell the supplier: ${facts.detail}`,
      }),
    },
  },
  'source-taken-over': {
    severity: 'critical',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `来源 ${facts.source} 一再断开，可能另一个程序也用本店的编号连着，会收走本店的订单`,
        remedy: '请看是否有另一台电脑也开着本店的程序；没有就请服务商给本店一个自己的编号',
      }),
      en: facts => ({
        message: `${facts.source} keeps ending the connection: another program may be there as this shop, and take its orders`,
        remedy:
          "See whether another computer runs this shop's program; if not, have the supplier give it an id of its own",
      }),
    },
  },
  'events-waiting': {
    severity: 'warning',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `有 ${facts.waiting} 条消息还没能告诉来源 ${facts.source}`,
        remedy: '不影响出单；请服务商查看他们的接收服务，恢复后会自动补发',
      }),
      en: facts => ({
        message: `${facts.waiting} messages have not reached ${facts.source} yet`,
        remedy: 'Tickets are not affected; have the supplier look at their receiver, they are sent again by themselves',
      }),
    },
  },
  'event-refused': {
    severity: 'warning',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `来源 ${facts.source} 不收 ${facts.count} 条消息`,
        remedy: `不影响出单；请把这句话告诉服务商：${facts.detail}`,
      }),
      en: facts => ({
        message: `${facts.source} refuses ${facts.count} messages`,
        remedy: `Tickets are not affected; tell the supplier: ${facts.detail}`,
      }),
    },
  },
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
