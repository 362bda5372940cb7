/**
 * Why an act was refused, where a person can do something about it or has to know it: the screen has words for each. Any
 * other refusal of the state of things means that it has changed since the screen was drawn.
 */
export const refusalReasons = [
  ...(['source-gone', 'still-wrong', 'printer-gone', 'no-receipts', 'not-paid', 'called-off'] as const),
  ...(['not-in-kitchen', 'nothing-to-make', 'drawer-is-later', 'no-order', 'no-order-number'] as const),
  // Of a test order.
  ...(['no-demo-source', 'menu-empty', 'menu-changed', 'order-refused'] as const),
] as const

export type RefusalReason = (typeof refusalReasons)[number]
