import type { ShopDay } from './simulation/day-script.ts'
import type { PrinterPlan } from './simulation/shop-plan.ts'

// Days on which the simulation once found the engine wrong, made as small as they would go.

const printer: PrinterPlan = {
  confirm: 'process-id',
  said: 'auto',
  profile: 'generic-80',
  medium: 'wire',
  baud: null,
}
/** Its profile promises process ids and it gives none: every ticket waits for its whole patience. */
const silent: PrinterPlan = { ...printer, confirm: 'none', profile: 'epson-tm-t88' }

function shop(printers: PrinterPlan[], over: Partial<ShopDay['shop']> = {}): ShopDay['shop'] {
  const plain = { split: 'together', copies: 1, receipts: false, uncertain: 'reprint-marked', backups: false } as const
  return { seed: 1, opens: '2026-11-22T05:30:00+08:00', printers, ...plain, ...over }
}

const quickStatus: PrinterPlan = { ...printer, confirm: 'status', said: 'true', medium: 'socket' }
const noonShop = shop([{ ...quickStatus, profile: 'epson-tm-t88', baud: 4_000 }], {
  ...{ seed: 4_294_967_270, opens: '2026-11-22T11:30:00+08:00', uncertain: 'hold', backups: true },
})

export const keptDays: Record<string, ShopDay> = {
  'an order is refused at the last moment of a full disk, and heard of in the moment that ended the alarm': {
    shop: shop([{ ...printer, medium: 'socket' }], { seed: 0 }),
    events: [
      { afterMs: 0, what: { type: 'order', lines: [0, 0, 0], source: 0, counted: false, pay: 'paid' } },
      { afterMs: 0, what: { type: 'burst', orders: 5 } },
      { afterMs: 0, what: { type: 'order', lines: [0, 0, 0, 1], source: 0, counted: false, pay: 'paid' } },
      { afterMs: 4, what: { type: 'nonsense', how: 'cut', at: 0 } },
      { afterMs: 0, what: { type: 'person', which: 0, act: 'reprint' } },
      { afterMs: 0, what: { type: 'disk', fault: 'full', forMs: 5_054 } },
      { afterMs: 3_687, what: { type: 'printer', which: 0, fault: { type: 'off' }, forMs: 50 } },
      { afterMs: 808, what: { type: 'revise', which: 0, how: 'add' } },
      { afterMs: 558, what: { type: 'burst', orders: 3 } },
    ],
  },
  'the disk refused only a person’s word: its alarm ends although no order comes': {
    shop: shop([{ ...printer, medium: 'socket' }], { seed: 0 }),
    events: [
      { afterMs: 0, what: { type: 'burst', orders: 3 } },
      { afterMs: 2, what: { type: 'contradict', which: 0 } },
      { afterMs: 2, what: { type: 'disk', fault: 'full', forMs: 3_000 } },
      { afterMs: 2, what: { type: 'person', which: 0, act: 'accept' } },
      { afterMs: 0, what: { type: 'person', which: 0, act: 'reprint' } },
    ],
  },
  'killed behind a person’s word and before its answer: what is stored is that word': {
    shop: shop([{ ...printer, medium: 'socket' }], { seed: 0 }),
    events: [
      { afterMs: 0, what: { type: 'order', lines: [0], source: 0, counted: true, pay: 'later' } },
      { afterMs: 2, what: { type: 'contradict', which: 0 } },
      { afterMs: 0, what: { type: 'revise', which: 0, how: 'add' } },
      { afterMs: 4, what: { type: 'engine', how: 'kill', at: { type: 'point', point: 'committed' }, downMs: 300 } },
      { afterMs: 0, what: { type: 'person', which: 0, act: 'accept' } },
      { afterMs: 2, what: { type: 'contradict', which: 0 } },
    ],
  },
  'the power goes while a ticket that counts as sent is on its way: the next one is no part of its last command': {
    shop: shop([{ ...printer, profile: 'generic-58', medium: 'socket' }], { seed: 788_014_010, copies: 2 }),
    events: [
      { afterMs: 18, what: { type: 'printer', which: 0, fault: { type: 'noisy' }, forMs: 3_000 } },
      { afterMs: 0, what: { type: 'printer', which: 0, fault: { type: 'unplugged-at', byte: 764 }, forMs: 3_000 } },
      { afterMs: 0, what: { type: 'order', lines: [0, 1, 1, 0], source: 0, counted: false, pay: 'paid' } },
      { afterMs: 13, what: { type: 'person', which: 0, act: 'test-page' } },
      { afterMs: 1_289, what: { type: 'order', lines: [0], source: 0, counted: false, pay: 'paid' } },
      { afterMs: 260, what: { type: 'printer', which: 0, fault: { type: 'off-at', byte: 276 }, forMs: 3_000 } },
      {
        afterMs: 212,
        what: { type: 'engine', how: 'power-cut', at: { type: 'byte', printer: 0, byte: 182 }, downMs: 300 },
      },
      { afterMs: 289, what: { type: 'forged', how: 'signature' } },
    ],
  },
  'a printer that begins to print white, or ends it, in the midst of a ticket: its paper is one ticket, not to be read':
    {
      shop: shop([
        { ...printer, profile: 'generic-58', medium: 'socket' },
        { ...printer, medium: 'socket' },
      ]),
      events: [
        { afterMs: 0, what: { type: 'printer', which: 0, fault: { type: 'stalled-at', byte: 54 }, forMs: 3_000 } },
        { afterMs: 0, what: { type: 'printer', which: 0, fault: { type: 'blank' }, forMs: 3_000 } },
        { afterMs: 0, what: { type: 'order', lines: [0], source: 0, counted: false, pay: 'paid' } },
        { afterMs: 1_038, what: { type: 'revise', which: 0, how: 'add' } },
      ],
    },
  'the clock was a year ahead while a person took an order in, and later a restart: the database is no old one': {
    shop: shop([printer]),
    events: [
      { afterMs: 0, what: { type: 'order', lines: [0], source: 0, counted: true, pay: 'paid' } },
      { afterMs: 3_000, what: { type: 'contradict', which: 0 } },
      { afterMs: 3_000, what: { type: 'clock', wrongMs: 365 * 86_400_000, forMs: 3_000 } },
      { afterMs: 1_000, what: { type: 'person', which: 0, act: 'accept' } },
      { afterMs: 5_000, what: { type: 'order', lines: [0], source: 0, counted: true, pay: 'paid' } },
      { afterMs: 15_000, what: { type: 'engine', how: 'restart', at: { type: 'now' }, downMs: 2_000 } },
    ],
  },
  'a slow printer that first has to work through thousands of NULs: its answers still count': {
    shop: shop([{ ...printer, confirm: 'status', said: 'true', profile: 'generic-58', baud: 4_000 }]),
    events: [
      { afterMs: 4_000, what: { type: 'person', which: 0, act: 'test-page' } },
      { afterMs: 4_000, what: { type: 'engine', how: 'restart', at: { type: 'now' }, downMs: 17_000 } },
    ],
  },
  'an order whose fsync failed, then the power went, and the clock was wrong: the database is no old one': {
    shop: shop([silent]),
    events: [
      { afterMs: 0, what: { type: 'order', lines: [0], source: 0, counted: true, pay: 'paid' } },
      { afterMs: 20_000, what: { type: 'order', lines: [0], source: 0, counted: true, pay: 'paid' } },
      { afterMs: 20_000, what: { type: 'clock', wrongMs: -64_000, forMs: 43_000 } },
      { afterMs: 1_000, what: { type: 'disk', fault: 'journal-sync', forMs: 10_000 } },
      { afterMs: 0, what: { type: 'order', lines: [0], source: 0, counted: true, pay: 'paid' } },
      { afterMs: 9_000, what: { type: 'engine', how: 'power-cut', at: { type: 'now' }, downMs: 2_000 } },
      { afterMs: 5_000, what: { type: 'engine', how: 'power-cut', at: { type: 'now' }, downMs: 2_000 } },
    ],
  },
  'every answer comes twice: the second one does not confirm the next ticket': {
    shop: shop([{ ...printer, profile: 'generic-58', medium: 'socket' }], { seed: 1_575_412_210, receipts: true }),
    events: [
      {
        afterMs: 52_054,
        what: { type: 'engine', how: 'power-cut', at: { type: 'byte', printer: 0, byte: 861 }, downMs: 12_122 },
      },
      { afterMs: 56_481, what: { type: 'printer', which: 0, fault: { type: 'answers', how: 'twice' }, forMs: 2_426 } },
      { afterMs: 265, what: { type: 'order', lines: [0, 1, 0, 0], source: 1, counted: true, pay: 'paid' } },
      { afterMs: 843, what: { type: 'order', lines: [1, 0], source: 0, counted: false, pay: 'paid' } },
    ],
  },
  'called off while its ticket was on its way, then the power went: no copy of it follows': {
    shop: shop([silent]),
    events: [
      {
        afterMs: 0,
        what: { type: 'order', lines: [0], source: 0, counted: true, pay: 'paid' },
      },
      { afterMs: 5_000, what: { type: 'call-off', which: 0, as: 'cancelled' } },
      { afterMs: 1_000, what: { type: 'engine', how: 'power-cut', at: { type: 'now' }, downMs: 1_000 } },
    ],
  },
  'killed between the end of a doubtful ticket and that of its alarm: the alarm does not stand for ever': {
    shop: shop([{ ...printer, baud: 4_000 }]),
    events: [
      { afterMs: 0, what: { type: 'order', lines: [0], source: 0, counted: true, pay: 'paid' } },
      { afterMs: 0, what: { type: 'engine', how: 'kill', at: { type: 'point', point: 'intent' }, downMs: 1_000 } },
      { afterMs: 1_400, what: { type: 'engine', how: 'kill', at: { type: 'point', point: 'outbox' }, downMs: 1_000 } },
      { afterMs: 5_000, what: { type: 'quiet', ms: 5_000 } },
    ],
  },
  'an alarm on paper that is called back while nobody knows whether it came out leaves no alarm of its own': {
    shop: shop([printer]),
    events: [
      { afterMs: 0, what: { type: 'forged', how: 'signature' } },
      { afterMs: 1_000, what: { type: 'printer', which: 0, fault: { type: 'off-at', byte: 168 }, forMs: 4_000 } },
      { afterMs: 5_000, what: { type: 'quiet', ms: 5_000 } },
    ],
  },
  'a ticket that ends because its order was called off is no sign of life of a printer': {
    shop: shop([silent]),
    events: [
      {
        afterMs: 0,
        what: { type: 'order', lines: [0], source: 0, counted: true, pay: 'paid' },
      },
      { afterMs: 2_000, what: { type: 'call-off', which: 0, as: 'cancelled' } },
      { afterMs: 0, what: { type: 'quiet', ms: 30_000 } },
    ],
  },
  'an alarm goes to paper when the day is as good as over: the day is not judged before it is out': {
    shop: shop([{ ...silent, confirm: 'status', medium: 'socket' }], { seed: 2_744_435_033, copies: 2 }),
    events: [
      { afterMs: 3_405, what: { type: 'call-off', which: 758, as: 'cancelled' } },
      { afterMs: 13, what: { type: 'forged', how: 'timestamp' } },
    ],
  },
  'noise on a serial line looks like four bytes of state: no ticket waits for ever for the next four': {
    shop: shop(
      [
        { ...printer, confirm: 'status', medium: 'wire', baud: 9_600 },
        { ...printer, said: 'true', profile: 'epson-tm-t88', medium: 'socket' },
        { ...silent, confirm: 'status' },
      ],
      { seed: 858_727_750 },
    ),
    events: [
      { afterMs: 10_013, what: { type: 'printer', which: 540, fault: { type: 'noisy' }, forMs: 54_787 } },
      { afterMs: 1_724, what: { type: 'printer', which: 738, fault: { type: 'noisy' }, forMs: 2_106 } },
      { afterMs: 51_145, what: { type: 'engine', how: 'restart', at: { type: 'now' }, downMs: 7_984 } },
      { afterMs: 6_376, what: { type: 'printer', which: 443, fault: { type: 'noisy' }, forMs: 12_103 } },
      { afterMs: 18_800, what: { type: 'order', lines: [1, 2], source: 1, counted: false, pay: 'paid' } },
    ],
  },
  'an answer that came once more was counted: the question asked instead is not forgotten, and owed to no later ticket':
    {
      shop: noonShop,
      events: [
        { afterMs: 174, what: { type: 'order', lines: [1, 2], source: 0, counted: true, pay: 'paid' } },
        { afterMs: 194, what: { type: 'order', lines: [0, 1, 1], source: 0, counted: false, pay: 'paid' } },
        { afterMs: 207, what: { type: 'printer', which: 176, fault: { type: 'answers', how: 'twice' }, forMs: 1366 } },
        { afterMs: 3146, what: { type: 'printer', which: 69, fault: { type: 'off' }, forMs: 246 } },
      ],
    },
  'strays and noise were counted: the ticket that they spoiled still owes its answer, on the next line too': {
    shop: noonShop,
    events: [
      { afterMs: 174, what: { type: 'order', lines: [1, 2], source: 0, counted: true, pay: 'paid' } },
      { afterMs: 2783, what: { type: 'call-off', which: 13, as: 'cancelled' } },
      { afterMs: 194, what: { type: 'order', lines: [0, 1, 1], source: 0, counted: false, pay: 'paid' } },
      { afterMs: 207, what: { type: 'printer', which: 176, fault: { type: 'answers', how: 'twice' }, forMs: 1366 } },
      { afterMs: 67, what: { type: 'order', lines: [2, 0], source: 0, counted: false, pay: 'paid' } },
      { afterMs: 3079, what: { type: 'printer', which: 69, fault: { type: 'off' }, forMs: 246 } },
    ],
  },
  'the printer answered DLE EOT late, behind many NULs: its answers are divided all the same': {
    shop: shop([quickStatus, { ...quickStatus, baud: 4_000 }], {
      ...{ seed: 4_186_672_493, opens: '2027-01-01T03:59:00+08:00', split: 'per-item', copies: 2, backups: true },
    }),
    events: [
      { afterMs: 46035, what: { type: 'person', which: 949, act: 'test-page' } },
      { afterMs: 28264, what: { type: 'engine', how: 'power-cut', at: { type: 'now' }, downMs: 17745 } },
      { afterMs: 36596, what: { type: 'engine', how: 'restart', at: { type: 'point', point: 'outbox' }, downMs: 790 } },
      { afterMs: 9966, what: { type: 'order', lines: [1, 1], source: 1, counted: false, pay: 'paid' } },
      { afterMs: 12740, what: { type: 'printer', which: 697, fault: { type: 'answers', how: 'twice' }, forMs: 33989 } },
      { afterMs: 3876, what: { type: 'burst', orders: 17 } },
    ],
  },
  'bytes that found no room in the printer never arrived': {
    shop: shop([{ ...printer, profile: 'generic-58', baud: 4_000 }], {
      ...{ seed: 1_726_952_338, opens: '2026-11-23T07:59:00+08:00', split: 'per-item', backups: true },
    }),
    events: [
      { afterMs: 5848, what: { type: 'printer', which: 880, fault: { type: 'cover-open' }, forMs: 54425 } },
      { afterMs: 9, what: { type: 'printer', which: 511, fault: { type: 'answers', how: 'late' }, forMs: 40461 } },
      { afterMs: 3295, what: { type: 'order', lines: [0, 1, 1, 1], source: 1, counted: false, pay: 'paid' } },
      {
        afterMs: 20300,
        what: { type: 'engine', how: 'restart', at: { type: 'byte', printer: 532, byte: 95 }, downMs: 7790 },
      },
    ],
  },
}
