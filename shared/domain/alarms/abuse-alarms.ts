// Orders that look like somebody is after a promotion's money.

import { type AbuseRuleId, abuseRules } from '../abuse-rules.ts'
import type { AlarmFacts, AlarmLanguage, AlarmText } from './alarm-text.ts'

function words(facts: AlarmFacts, language: AlarmLanguage) {
  const rule = String(facts.rule)
  return Object.hasOwn(abuseRules, rule)
    ? abuseRules[rule as AbuseRuleId].words[language]
    : { name: rule, why: rule, advice: '' }
}

export const abuseAlarms = {
  'order-suspicious': {
    severity: 'warning',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `可疑订单 ${facts.count} 单（${words(facts, 'zh-CN').name}），最近一单 ${facts.name}，已照常打印`,
        remedy: `${words(facts, 'zh-CN').why}。${words(facts, 'zh-CN').advice}`,
      }),
      en: facts => ({
        message: `${facts.count} suspicious orders (${words(facts, 'en').name}), the last one ${facts.name}; printed as ever`,
        remedy: `${words(facts, 'en').why}. ${words(facts, 'en').advice}`,
      }),
    },
  },
  'order-held': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `可疑订单 ${facts.name} 停下等人看（${words(facts, 'zh-CN').name}），没有打印`,
        remedy: `${words(facts, 'zh-CN').why}。要做就点“放行”；不做请先给顾客退款`,
      }),
      en: facts => ({
        message: `Suspicious order ${facts.name} waits for a person (${words(facts, 'en').name}) and was not printed`,
        remedy: `${words(facts, 'en').why}. Release it to make it; refund the customer if you do not`,
      }),
    },
  },
} satisfies Record<string, AlarmText>
