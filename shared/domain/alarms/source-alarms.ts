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
  'source-foreign': {
    severity: 'warning',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `来源 ${facts.source} 收到别家商户或别的应用的通知，拒收 ${facts.count} 次`,
        remedy: '请核对配置里的 appId 和 sellerId，再核对支付宝后台填的通知地址',
      }),
      en: facts => ({
        message: `${facts.count} notices for another app or merchant came in at ${facts.source} and were refused`,
        remedy: 'Check appId and sellerId in the settings, then the notice address at Alipay',
      }),
    },
  },
  'message-unknown': {
    severity: 'warning',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `来源 ${facts.source} 有 ${facts.count} 条消息看不懂，原样留着（${facts.topic}）`,
        remedy: '不影响出单；请把这句话告诉服务商',
      }),
      en: facts => ({
        message: `${facts.count} messages from ${facts.source} are not understood and kept as they came (${facts.topic})`,
        remedy: 'Tickets are not affected; tell the supplier',
      }),
    },
  },
  'orders-unread': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `支付宝（${facts.source}）说有 ${facts.count} 单，内容还没取到`,
        remedy: '请看商家后台有没有新单，先照后台做；网络恢复后会自动取来打印',
      }),
      en: facts => ({
        message: `Alipay (${facts.source}) tells of ${facts.count} orders that cannot be fetched yet`,
        remedy:
          'Look for them in its merchant app and cook from there; they print by themselves once the network is back',
      }),
    },
  },
  'calls-waiting': {
    severity: 'warning',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `有 ${facts.waiting} 件事还没能告诉支付宝（${facts.source}）`,
        remedy: '不影响出单；请看网络是否连通，恢复后会自动补上',
      }),
      en: facts => ({
        message: `${facts.waiting} calls have not reached Alipay yet (${facts.source})`,
        remedy: 'Tickets are not affected; check the network, they are made again by themselves',
      }),
    },
  },
  'call-refused': {
    severity: 'warning',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `支付宝（${facts.source}）不接受 ${facts.count} 件事`,
        remedy: `请到“队列 · 外发”里看，再发一次或不发；不明白就把这句话告诉服务商：${facts.kind} ${facts.detail}`,
      }),
      en: facts => ({
        message: `Alipay (${facts.source}) refuses ${facts.count} calls`,
        remedy: `Look under Queue · Outbox, then make them again or drop them; tell the supplier: ${facts.kind} ${facts.detail}`,
      }),
    },
  },
} satisfies Record<string, AlarmText>
