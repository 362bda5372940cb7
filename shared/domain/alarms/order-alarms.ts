// Orders that need a look.

import type { AlarmText } from './alarm-text.ts'

export const orderAlarms = {
  'order-invalid': {
    severity: 'critical',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `来源 ${facts.source} 有 ${facts.count} 个订单格式不对，没有打印`,
        remedy: '请在“队列”页的“隔离”里看内容，并联系服务商',
      }),
      en: facts => ({
        message: `${facts.count} orders from ${facts.source} are malformed and were not printed`,
        remedy: 'See Quarantine on the Queue page, and call the supplier of the ordering system',
      }),
    },
  },
  'order-conflict': {
    severity: 'critical',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `订单 ${facts.orderId} 第 ${facts.revision} 版来了两种内容，后一种没有打印`,
        remedy: '请在“队列”页的“冲突”里比较，以哪个为准',
      }),
      en: facts => ({
        message: `Order ${facts.orderId}: revision ${facts.revision} came with two contents; the second was not printed`,
        remedy: 'Compare them under Conflicts on the Queue page, and choose',
      }),
    },
  },
  'order-amount': {
    severity: 'warning',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `订单 ${facts.orderId} 金额对不上：${facts.where} 应为 ${facts.expected} 元，实为 ${facts.actual} 元`,
        remedy: '小票已打印并注明“金额异常”，请核对收款',
      }),
      en: facts => ({
        message: `Order ${facts.orderId}: sums differ at ${facts.where}: ${facts.expected} expected, ${facts.actual} given`,
        remedy: 'The ticket was printed and says so; check the payment',
      }),
    },
  },
  'order-revived': {
    severity: 'critical',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `订单 ${facts.orderId} 取消后又来了新内容，没有打印`,
        remedy: '请问顾客或平台，要做的话手工补单',
      }),
      en: facts => ({
        message: `Order ${facts.orderId} came again after it was cancelled, and was not printed`,
        remedy: 'Ask the customer or the platform; enter it by hand if it is wanted',
      }),
    },
  },
  'order-while-paused': {
    severity: 'warning',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `打烊以后又来了 ${facts.count} 单，照常收下打印了`,
        remedy: '做得了就做；做不了请联系顾客退款。还在接单的平台，请在它那边也关店',
      }),
      en: facts => ({
        message: `${facts.count} orders came although the shop is paused; they were taken and printed`,
        remedy: 'Make them, or call the customers and refund; close the shop on the platform that still takes orders',
      }),
    },
  },
  'shop-still-paused': {
    severity: 'warning',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `新的一天了，店还在打烊（${facts.since} 起）`,
        remedy: '开门了就点“恢复接单”，不然平台上看到的一直是打烊',
      }),
      en: facts => ({
        message: `A new day has begun and the shop is still paused (since ${facts.since})`,
        remedy: 'Press “Take orders” when you open: until then customers see a closed shop',
      }),
    },
  },
} satisfies Record<string, AlarmText>
