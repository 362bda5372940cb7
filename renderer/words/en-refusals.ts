import type { Words } from './zh-CN.ts'

export const enRefusals: Pick<Words, 'refusal'> = {
  refusal: {
    'source-gone': 'This source is no longer in config.json: have it put back, or press “Settle”',
    'still-wrong': 'Still wrong, not taken in: the table below says where',
    'printer-gone': 'This printer is no longer in config.json: move the ticket to another one, or have it put back',
    'no-receipts': 'This shop prints no receipts: have receipt set in config.json',
    'not-paid': 'This order is not paid yet',
    'called-off': 'This order has been cancelled',
    'not-in-kitchen': 'The kitchen does not have this order (unpaid, cancelled or never printed)',
    'nothing-to-make': 'Nothing of this order is to be made',
    'drawer-is-later': 'The drawer is a later day’s by now: untick “Count the drawer”, then close the day',
    'no-order': 'The shop has no such order: look for it in the platform’s own app',
    'no-order-number': 'The bill gives it no number that an order can have: settle it with a note instead',
    'no-demo-source':
      'This shop has no source demo: add { "id": "demo", "type": "push" } to sources in config.json and start again',
    'menu-empty': 'The menu is empty: add dishes to menu in config.json first',
    'menu-changed': 'The menu does not fit config.json: look at the names and prices under menu',
    'order-refused': 'The test order was not taken in: look at the alarms above, then try again',
  },
}
