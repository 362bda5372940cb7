// What delivery platforms tell of an order besides the order.

import type { AlarmText } from './alarm-text.ts'

export const platformAlarms = {
  'dayseq-gap': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `来源 ${facts.source} ${facts.day} 少了第 ${facts.missing} 号单，没有收到`,
        remedy: '请在平台的商家端找到这几单，照着做；再让服务商补推，补到了告警自己会消失',
      }),
      en: facts => ({
        message: `Order no. ${facts.missing} of ${facts.day} never came from ${facts.source}`,
        remedy: "Find it in the platform's own app and make it; have the supplier push it again, which ends this alarm",
      }),
    },
  },
  'order-downgraded': {
    severity: 'warning',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `订单 ${facts.orderId} 内容不全（平台降级），已照收到的打印`,
        remedy: '请在平台的商家端核对菜品和备注，并让服务商重新查询这一单再推',
      }),
      en: facts => ({
        message: `Order ${facts.orderId} came incomplete (the platform is overloaded); it was printed as it is`,
        remedy: "Compare it with the platform's own app, and have the supplier query and push it again",
      }),
    },
  },
  'order-refund-asked': {
    severity: 'critical',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `来源 ${facts.source}：顾客申请退订单 ${facts.orderId}`,
        remedy: '请马上在平台的商家端同意或拒绝，超时会自动退',
      }),
      en: facts => ({
        message: `${facts.source}: the customer of order ${facts.orderId} asks for a refund`,
        remedy: "Agree or refuse at once in the platform's own app; it agrees by itself after some minutes",
      }),
    },
  },
  'order-rushed': {
    severity: 'warning',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `顾客在催 ${facts.name}`,
        remedy: '催菜单已打给厨房；请在平台的商家端回复顾客',
      }),
      en: facts => ({
        message: `The customer of ${facts.name} is waiting`,
        remedy: "The kitchen has a rush ticket; answer the customer in the platform's own app",
      }),
    },
  },
  'order-refund-unclear': {
    severity: 'critical',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `订单 ${facts.orderId} 退了 ${facts.goods}，在单子上对不上，厨房没有收到退菜`,
        remedy: '请看平台的商家端退的是哪一样，告诉厨房',
      }),
      en: facts => ({
        message: `Order ${facts.orderId}: ${facts.goods} was refunded and is no dish of it; the kitchen was not told`,
        remedy: "See in the platform's own app which dish it is, and tell the kitchen",
      }),
    },
  },
  'source-unknown-order': {
    severity: 'critical',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `来源 ${facts.source} 说到本机没有的订单 ${facts.orderId}（共 ${facts.count} 次）`,
        remedy: '请在平台的商家端找这一单，看做了没有；并让服务商把订单补推过来',
      }),
      en: facts => ({
        message: `${facts.source} speaks of order ${facts.orderId}, which never came (${facts.count} times)`,
        remedy: "Look for it in the platform's own app, and have the supplier push the order itself",
      }),
    },
  },
} satisfies Record<string, AlarmText>
