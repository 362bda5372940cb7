// The page's words. Chinese is the measure: English has the same keys.

const zhCN = {
  training: '演示点餐，不会真的扣款',
  language: 'English',
  loading: '正在读取菜单…',
  away: '连不上店里的电脑，正在重试…',
  menuEmpty: '菜单还是空的：请在 config.json 的 menu 里加菜',
  others: '其他',
  add: '加一份',
  less: '少一份',
  dineIn: '堂食',
  takeaway: '打包',
  note: '备注',
  noteExample: '例如：不要香菜',
  cart: '已点 {n} 份',
  cartEmpty: '点一样菜加进来',
  pay: '支付 {sum}（演示）',
  paying: '正在下单…',
  payFailed: '没有下成单，请再点一次',
  payBusy: '点得太快了，请过一会儿再点',
  pickup: '取餐号',
  paid: '已付 {sum}（演示）',
  again: '再点一单',
  status: {
    accepted: '商家已接单',
    making: '后厨正在做',
    ready: '做好了，请取餐',
    collected: '已取餐，慢用',
    cancelled: '订单已取消',
    problem: '商家正在处理',
  },
  steps: ['已接单', '制作中', '请取餐'],
}

export type PhoneWords = typeof zhCN

const en: PhoneWords = {
  training: 'Training: no money is taken',
  language: '中文',
  loading: 'Reading the menu…',
  away: 'The shop’s computer cannot be reached; trying again…',
  menuEmpty: 'The menu is empty: add dishes to menu in config.json',
  others: 'Other',
  add: 'One more',
  less: 'One less',
  dineIn: 'Eat here',
  takeaway: 'Take away',
  note: 'Note',
  noteExample: 'e.g. no coriander',
  cart: '{n} dishes',
  cartEmpty: 'Tap a dish to add it',
  pay: 'Pay {sum} (training)',
  paying: 'Ordering…',
  payFailed: 'The order was not taken; please tap again',
  payBusy: 'Too many orders at once; please wait a moment',
  pickup: 'Your number',
  paid: '{sum} paid (training)',
  again: 'Order something else',
  status: {
    accepted: 'The shop has your order',
    making: 'The kitchen is making it',
    ready: 'Ready: please come for it',
    collected: 'Collected. Enjoy!',
    cancelled: 'The order was cancelled',
    problem: 'The shop is looking after it',
  },
  steps: ['Accepted', 'Being made', 'Ready'],
}

export type PhoneLanguage = 'zh-CN' | 'en'
export const phoneWords: Record<PhoneLanguage, PhoneWords> = { 'zh-CN': zhCN, en }

/** `{name}` in the text stands for a value. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
