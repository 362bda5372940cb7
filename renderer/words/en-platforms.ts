import type { Words } from './zh-CN.ts'

export const enPlatforms: Pick<Words, 'rush' | 'suspicious'> = {
  rush: {
    button: 'Rush',
    ask: 'Ask the kitchen?',
    text: 'A rush ticket (催菜) goes to each station that makes something of this order.',
    yes: 'Print rush tickets',
    done: 'The rush tickets are queued',
  },
  suspicious: {
    chip: 'Suspicious',
    held: 'This order looks suspicious; its tickets wait',
    release: 'Release',
    releaseAsk: 'Release this order?',
    releaseText: 'Its tickets go to the kitchen at once.',
    released: 'Released',
    hint: 'These orders look like abuse of a promotion, or like repetitions. All but the held ones were printed as ever.',
    empty: 'No suspicious orders',
    emptyHint: 'Orders that look like abuse or repeated payments are listed here.',
    failed: 'The suspicious orders cannot be read',
    rules: 'What is looked for',
    policy: { flag: 'Reminds, prints as ever', hold: 'Waits for a person', off: 'Not looked for' },
    policyHint: 'To change it, have the technician change policy.abuse in the configuration.',
    open: 'See the order',
    reason: '{{why}}. {{advice}}',
    at: '{{source}} · {{time}}',
  },
}
