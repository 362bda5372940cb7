import fc from 'fast-check'
import type { FaultPoint } from '../../../main/engine/outside.ts'
import type { Condition } from './cable.ts'
import { type ShopPlan, shopPlan } from './shop-plan.ts'
import type { DiskFault } from './sim-disk.ts'

// A day is a script: what happens, and how long after what came before. It is data, so that fast-check can make it
// smaller and a test can keep it. Numbers like `which` point into what there is then, modulo how much there is.

export type Happening =
  | { type: 'order'; lines: number[]; source: 0 | 1; counted: boolean; pay: 'paid' | 'later' | 'after-meal' }
  | { type: 'burst'; orders: number }
  | { type: 'revise'; which: number; how: 'add' | 'remove' | 'refund-one' | 'note' | 'table' | 'price' }
  | { type: 'call-off'; which: number; as: 'cancelled' | 'refunded' }
  /** the word that it is cancelled overtakes the order */
  | { type: 'cancelled-first' }
  /** the newest word of an order comes before the one before it */
  | { type: 'out-of-order'; which: number }
  | { type: 'repeat'; which: number; times: number; sameId: boolean }
  | { type: 'contradict'; which: number }
  | { type: 'nonsense'; how: 'cut' | 'types' | 'no-lines' | 'not-utf8'; at: number }
  | { type: 'forged'; how: 'signature' | 'timestamp' }
  | { type: 'printer'; which: number; fault: PrinterFault; forMs: number }
  | { type: 'engine'; how: 'restart' | 'kill' | 'power-cut'; at: EngineMoment; downMs: number }
  | { type: 'clock'; wrongMs: number; forMs: number }
  | { type: 'sleep'; ms: number }
  | { type: 'disk'; fault: DiskFault; forMs: number }
  | { type: 'person'; which: number; act: PersonAct }
  | { type: 'quiet'; ms: number }

export type DayEvent = { afterMs: number; what: Happening }

export type PrinterFault =
  | { type: 'off' | 'unplugged' | 'paper-out' | 'cover-open' | 'near-end' | 'held' | 'stalled' | 'noisy' | 'blank' }
  /** in the middle of what it is sent next */
  | { type: 'off-at' | 'unplugged-at' | 'paper-out-at' | 'stalled-at'; byte: number }
  | { type: 'answers'; how: Exclude<Condition['answers'], 'heard'> }

/** When the engine stops: at once, at a place on an order's way, or when a printer has had so many bytes more. */
export type EngineMoment =
  | { type: 'now' }
  | { type: 'point'; point: FaultPoint }
  | { type: 'byte'; printer: number; byte: number }

export type PersonAct =
  | 'reprint'
  | 'double-click'
  | 'resolve'
  | 'release'
  | 'cancel'
  | 'move'
  | 'pause'
  | 'test-page'
  | 'ack'
  | 'replay'
  | 'accept'

export type ShopDay = { shop: ShopPlan; events: DayEvent[] }

/** so that a failing day can be pasted into a test */
const plain = { noNullPrototype: true } as const
const index = fc.nat(1_000)
const byte = fc.nat(900)
const printerFault: fc.Arbitrary<PrinterFault> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record(
      { type: fc.constantFrom('off', 'unplugged', 'paper-out', 'cover-open', 'near-end', 'held', 'stalled', 'noisy') },
      plain,
    ),
  },
  {
    weight: 6,
    arbitrary: fc.record(
      { type: fc.constantFrom('off-at', 'unplugged-at', 'paper-out-at', 'stalled-at'), byte },
      plain,
    ),
  },
  { weight: 5, arbitrary: answers('lost', 'late', 'twice', 'split', 'halved') },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('blank') }, plain) },
)
const forMs = fc.oneof(fc.integer({ min: 50, max: 3_000 }), fc.integer({ min: 3_000, max: 60_000 }))
const moment: fc.Arbitrary<EngineMoment> = fc.oneof(
  fc.record({ type: fc.constant('now') }, plain),
  fc.record(
    {
      type: fc.constant('point'),
      point: fc.constantFrom('received', 'committed', 'intent', 'confirmed', 'outbox'),
    },
    plain,
  ),
  fc.record({ type: fc.constant('byte'), printer: index, byte }, plain),
)
const wrongMs = fc.oneof(
  fc.constantFrom(365 * 86_400_000, -86_400_000, 3_600_000, -3_600_000),
  fc.integer({ min: -120_000, max: 120_000 }),
)

const order = {
  type: fc.constant('order'),
  lines: fc.array(fc.nat(2), { minLength: 1, maxLength: 4 }),
  source: fc.constantFrom(0, 0, 1),
  counted: fc.boolean(),
  pay: fc.constantFrom('paid', 'paid', 'paid', 'paid', 'paid', 'later', 'after-meal'),
}
const burst = { type: fc.constant('burst'), orders: fc.integer({ min: 3, max: 25 }) }
const stop = {
  type: fc.constant('engine'),
  how: fc.constantFrom('restart', 'kill', 'kill', 'power-cut'),
  at: moment,
  downMs: fc.integer({ min: 300, max: 20_000 }),
}

const happening: fc.Arbitrary<Happening> = fc.oneof(
  likely(14, order),
  likely(1, burst),
  likely(4, {
    type: fc.constant('revise'),
    which: index,
    how: fc.constantFrom('add', 'remove', 'refund-one', 'note', 'table', 'price'),
  }),
  likely(2, { type: fc.constant('call-off'), which: index, as: fc.constantFrom('cancelled', 'refunded') }),
  likely(1, { type: fc.constant('cancelled-first') }),
  likely(1, { type: fc.constant('out-of-order'), which: index }),
  likely(2, {
    type: fc.constant('repeat'),
    which: index,
    times: fc.integer({ min: 1, max: 12 }),
    sameId: fc.boolean(),
  }),
  likely(1, { type: fc.constant('contradict'), which: index }),
  likely(1, {
    type: fc.constant('nonsense'),
    how: fc.constantFrom('cut', 'types', 'no-lines', 'not-utf8'),
    at: fc.nat(400),
  }),
  likely(1, { type: fc.constant('forged'), how: fc.constantFrom('signature', 'timestamp') }),
  likely(9, { type: fc.constant('printer'), which: index, fault: printerFault, forMs }),
  likely(4, stop),
  likely(1, { type: fc.constant('clock'), wrongMs, forMs }),
  likely(1, { type: fc.constant('sleep'), ms: fc.integer({ min: 60_000, max: 3 * 3_600_000 }) }),
  likely(1, { type: fc.constant('disk'), fault: fc.constantFrom('full', 'journal-sync', 'commit'), forMs }),
  likely(6, {
    type: fc.constant('person'),
    which: index,
    act: fc.constantFrom(
      'reprint',
      'double-click',
      'resolve',
      'release',
      'cancel',
      'move',
      'pause',
      'test-page',
      'ack',
      'replay',
      'accept',
    ),
  }),
  likely(1, { type: fc.constant('quiet'), ms: fc.integer({ min: 20_000, max: 120_000 }) }),
)

/** Mostly close together, for it is when things coincide that they go wrong. */
const afterMs = fc.oneof(
  { weight: 3, arbitrary: fc.nat(300) },
  { weight: 4, arbitrary: fc.nat(4_000) },
  { weight: 1, arbitrary: fc.nat(20_000) },
)

function likely<T extends Happening>(weight: number, fields: { [Key in keyof T]: fc.Arbitrary<T[Key]> }) {
  return { weight, arbitrary: fc.record(fields, plain) as unknown as fc.Arbitrary<Happening> }
}

function answers(...how: Exclude<Condition['answers'], 'heard'>[]): fc.Arbitrary<PrinterFault> {
  return fc.record({ type: fc.constant('answers'), how: fc.constantFrom(...how) }, plain)
}

/** Every fault at any time. */
const anyDay: fc.Arbitrary<ShopDay> = fc.record({
  shop: shopPlan,
  events: fc.array(fc.record({ afterMs, what: happening }, plain), { minLength: 1, maxLength: 70, size: 'max' }),
})

/** What becomes of answers that have no name, in the thick of orders: it is there that a ticket counts as printed wrongly. */
const answerDay: fc.Arbitrary<ShopDay> = fc.record({
  shop: shopPlan.map(plan => ({
    ...plan,
    printers: plan.printers.map(one => ({ ...one, confirm: 'status' as const })),
  })),
  events: fc.array(
    fc.record(
      {
        afterMs,
        what: fc.oneof(
          likely(8, order),
          likely(2, burst),
          likely(6, {
            type: fc.constant('printer'),
            which: index,
            fault: answers('twice', 'twice', 'late', 'split', 'lost'),
            forMs,
          }),
          likely(3, { type: fc.constant('printer'), which: index, fault: printerFault, forMs }),
          likely(2, stop),
          likely(2, { type: fc.constant('person'), which: index, act: fc.constantFrom('test-page', 'reprint') }),
        ),
      },
      plain,
    ),
    { minLength: 1, maxLength: 25, size: 'max' },
  ),
})

export const shopDay = fc.oneof({ weight: 4, arbitrary: anyDay }, { weight: 1, arbitrary: answerDay })
