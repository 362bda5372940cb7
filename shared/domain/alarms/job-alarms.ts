// Tickets that need a person.

import type { AlarmText } from './alarm-text.ts'

export const jobAlarms = {
  'job-uncertain': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `${facts.printer}：${facts.ticket} 可能没打出来`,
        remedy: '请看厨房有没有这张小票，再点“已打出”或“没打出”',
      }),
      en: facts => ({
        message: `${facts.printer}: ${facts.ticket} may not have come out`,
        remedy: 'Look in the kitchen for this ticket, then say “It came out” or “It did not”',
      }),
    },
  },
  'job-held': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `${facts.printer}：${facts.ticket} 停下等人处理`,
        remedy: '请看厨房有没有这张小票，再点“已打出”或“再打一张”',
      }),
      en: facts => ({
        message: `${facts.printer}: ${facts.ticket} is held for a person`,
        remedy: 'Look in the kitchen for this ticket, then say “It came out” or “Print again”',
      }),
    },
  },
  'job-unprintable': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `${facts.printer}：${facts.ticket} 怎么都排不出来，没有打印`,
        remedy: '请把屏幕上的订单抄给后厨，再点“取消小票”；并把诊断文件发给技术员',
      }),
      en: facts => ({
        message: `${facts.printer}: ${facts.ticket} cannot be laid out at all and was not printed`,
        remedy: 'Tell the kitchen what the screen says, then press “Cancel ticket”; send the diagnosis file',
      }),
    },
  },
  'job-failed': {
    severity: 'critical',
    lasting: false,
    say: {
      'zh-CN': facts => ({ message: `${facts.ticket} 排版失败，已打简单小票`, remedy: '请把屏幕上的订单念给后厨听' }),
      en: facts => ({
        message: `${facts.ticket} could not be laid out; a plain ticket went out`,
        remedy: 'Read the order on the screen to the kitchen',
      }),
    },
  },
} satisfies Record<string, AlarmText>
