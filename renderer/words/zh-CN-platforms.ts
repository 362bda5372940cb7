// Words about orders of platforms: asking the kitchen, and orders that look like abuse. What each rule means stands in
// shared/domain/abuse-rules.ts, because alarms say it too.

export const zhCNPlatforms = {
  rush: {
    button: '催菜',
    ask: '催厨房？',
    text: '给做这一单的每个档口打一张“催菜”。',
    yes: '打催菜单',
    done: '催菜单已排上',
  },
  suspicious: {
    chip: '可疑',
    held: '这一单看着可疑，小票停着没打',
    release: '放行',
    releaseAsk: '放行这一单？',
    releaseText: '小票马上打到厨房。',
    released: '已放行',
    hint: '这些订单看着像刷优惠或者重复的。“有问题”的停着等您放行，其余都照常打印了，不会丢。',
    empty: '没有可疑的订单',
    emptyHint: '像刷优惠、重复付款的订单，会列在这里。',
    failed: '可疑订单读不出来',
    rules: '查哪几样',
    policy: { flag: '只提醒，照常打印', hold: '停下等人看', off: '不查' },
    policyHint: '要改，请让技术员改配置里的 policy.abuse。',
    open: '看订单',
    reason: '{{why}}。{{advice}}',
    at: '{{source}} · {{time}}',
  },
} as const
