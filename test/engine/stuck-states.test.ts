import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type AlarmCode, alarmCodes, alarmWords } from '../../shared/domain/alarm.ts'
import type { PrinterState } from '../../shared/domain/printer.ts'
import type { PrinterDetail } from '../../shared/domain/printer-details.ts'
import { openLaneBench } from '../support/lane-bench.ts'
import { changed, line, order } from '../support/orders.ts'
import { lost, printed } from '../support/scripted-printer.ts'

// Everything that can keep an order from paper is an alarm within ten seconds, in words that say what to do (policy
// alarmAfterSeconds, default 10). One row per way of being stuck, on a clock moved by hand.

type Bench = ReturnType<typeof openLaneBench>
const virtual = (id: string, name: string) => ({ id, name, profile: 'generic-80', connection: { type: 'virtual' } })
const two = {
  printers: [virtual('kitchen', '后厨'), virtual('fry', '煎炸')],
  stations: [{ id: 'kitchen', name: '后厨', printer: 'kitchen', backup: 'fry' }],
  defaultStation: 'kitchen',
}
const minute = 60_000
const paid = (orderId: string) => order({ orderId, revision: 1, items: [line('1', '包子')] })
const broken =
  (state: PrinterState, detail: PrinterDetail | null = null) =>
  (bench: Bench) => {
    bench.printer('kitchen').become(state, detail)
    bench.take(paid('a'))
  }

type Row = {
  code: AlarmCode
  /** what else stands beside it */
  also?: AlarmCode[]
  settings?: object
  /** gets it stuck; from its end the ten seconds count */
  stick: (bench: Bench) => void | Promise<void>
  /** left hanging on purpose: the lane cannot be stopped before it is over */
  free?: (bench: Bench) => void
}

const rows: Record<string, Row> = {
  'a printer without paper': { code: 'printer-paper-out', stick: broken('paper-out') },
  'a printer with its cover open': { code: 'printer-cover-open', stick: broken('cover-open') },
  'a printer that cannot be reached': { code: 'printer-offline', stick: broken('offline', 'unreachable') },
  'a printer with a stuck cutter': { code: 'printer-error', stick: broken('error', 'cutter') },
  'a printer whose paper runs out': { code: 'printer-near-end', stick: broken('paper-near-end') },
  'a printer that answered once and no longer does': { code: 'printer-mute', stick: broken('unknown', 'went-mute') },
  'a printer and its backup, both gone': {
    ...{ code: 'printer-offline', settings: two },
    stick(bench) {
      bench.printer('fry').become('offline')
      broken('offline')(bench)
    },
  },
  'a paused printer': {
    code: 'printer-paused',
    stick(bench) {
      bench.pause('kitchen', true)
      bench.take(paid('a'))
    },
  },
  'a printer that is fed and never done': {
    code: 'printer-stuck',
    stick(bench) {
      bench.follow({ print: () => hanging(bench) })
      bench.take(paid('a'))
    },
    free: letGo,
  },
  'a ticket that is drawn and never done': {
    code: 'printer-stuck',
    stick(bench) {
      bench.follow({ draw: () => hanging(bench).then(() => {}) })
      bench.take(paid('a'))
    },
    free: letGo,
  },
  'papers without a word': {
    ...{ code: 'printer-silent', also: ['job-held'] },
    stick(bench) {
      bench.follow({ print: lost })
      bench.take(paid('a'))
    },
  },
  'old tickets after an outage': {
    ...{ code: 'printer-backlog', settings: { policy: { staleAfterMinutes: 1 } } },
    async stick(bench) {
      bench.printer('kitchen').become('offline')
      const at = new Date(bench.clock.now()).toISOString()
      for (const orderId of ['a', 'b', 'c']) bench.take(changed(paid(orderId), { placedAt: at }))
      await bench.clock.pass(1.2 * minute)
      bench.printer('kitchen').become('ready')
    },
  },
  'a ticket of which nobody knows, its printer gone': {
    ...{ code: 'job-uncertain', also: ['printer-offline'] },
    stick(bench) {
      bench.follow({
        print() {
          bench.printer('kitchen').become('offline')
          return lost()
        },
      })
      bench.take(paid('a'))
    },
  },
  'a ticket of which nobody knows, in a shop that wants to decide': {
    ...{ code: 'job-held', settings: { policy: { uncertain: 'hold' } } },
    stick(bench) {
      bench.follow({ print: lost })
      bench.take(paid('a'))
    },
  },
  'a ticket that can only be made plainly': {
    code: 'job-failed',
    stick(bench) {
      bench.follow({ draw: ({ blocks }) => failWhere(blocks.some(block => block.type === 'rule')) })
      bench.take(paid('a'))
    },
  },
  'a ticket that cannot be made at all': {
    ...{ code: 'job-unprintable', also: ['job-failed'] },
    stick(bench) {
      bench.follow({ draw: () => failWhere(true) })
      bench.take(paid('a'))
    },
  },
  'a lane that stumbles': {
    ...{ code: 'lane-failed', also: ['printer-stuck'] },
    stick(bench) {
      bench.tamper(`create trigger stumble before insert on attempts begin select raise(abort, 'stumbled'); end`)
      bench.take(paid('a'))
    },
    free: bench => bench.tamper('drop trigger stumble'),
  },
  'a disk that refuses what a lane has to write': {
    ...{ code: 'not-durable', also: ['printer-stuck'] },
    stick(bench) {
      bench.take(paid('a'))
      bench.tamper('pragma query_only = on')
    },
    free: bench => bench.tamper('pragma query_only = off'),
  },
  'tickets for a printer that the shop does not have': {
    ...{
      code: 'no-printers',
      settings: { stations: [{ id: 'bar', name: '水吧', printer: 'kitchen' }], defaultStation: 'bar' },
    },
    stick(bench) {
      bench.take(paid('a'))
      bench.tamper(`update jobs set printer = 'gone'`)
      bench.recover()
    },
  },
  'an order that cannot be read': {
    code: 'order-invalid',
    stick: bench => bench.take({ ...paid('a'), items: [] }),
  },
  'two contents of one revision': {
    code: 'order-conflict',
    stick(bench) {
      bench.take(paid('a'))
      bench.take(changed(paid('a'), { tableNo: '9' }))
    },
  },
  'an order that comes again after it was called off': {
    code: 'order-revived',
    stick(bench) {
      const { revision: _, ...plain } = paid('a')
      bench.take(changed(plain, { status: 'cancelled' }))
      bench.take(plain)
    },
  },
  'sums that do not add up': {
    code: 'order-amount',
    stick: bench => bench.take({ ...paid('a'), total: { payable: 1 } }),
  },
}

/** Tested where their cause is. */
const elsewhere: Record<string, AlarmCode[]> = {
  'printing/known-device.test.ts': ['printer-replaced'],
  'printing/lane.test.ts': ['printer-busy', 'printer-forbidden', 'printer-alike'],
  'intake/push-refusals.test.ts': ['source-signature', 'source-clock'],
  '../sources/mqtt/mqtt.test.ts': ['source-unreachable', 'source-taken-over'],
  'courier.test.ts': ['events-waiting', 'event-refused'],
  'alipay/calls.test.ts': ['calls-waiting', 'call-refused'],
  'alipay/messages.test.ts': ['message-unknown', 'orders-unread'],
  'alipay/notify.test.ts': ['source-foreign'],
  'cloud/feie.test.ts': ['source-cleared', 'source-repeated'],
  'cloud/yilianyun.test.ts': ['source-name-reused'],
  'door/cloud-routes.test.ts': ['source-insecure'],
  'intake/day-sequence.test.ts': ['dayseq-gap'],
  'platforms.test.ts': ['order-downgraded', 'order-refund-asked', 'order-refund-unclear', 'source-unknown-order'],
  'printing/rush.test.ts': ['order-rushed'],
  'intake/suspicious.test.ts': ['order-held', 'order-suspicious'],
  'tokens.test.ts': ['door-token'],
  'shop-watch.test.ts': ['source-silent'],
  'shop-pause.test.ts': ['order-while-paused', 'shop-still-paused'],
  'shop-logo.test.ts': ['logo-unusable'],
  'recovery/restore.test.ts': ['database-restored'],
  'lives.test.ts': ['disk-failing', 'disk-away'],
  'recovery/housekeeping.test.ts': ['backup-failed'],
  'intake/intake.test.ts': ['disk-full'],
  'differences/paper-watch.test.ts': ['paid-not-printed'],
  'differences/platform-legs.test.ts': ['bill-late'],
}

const hangs = new Map<Bench, () => void>()
function hanging(bench: Bench): Promise<never> {
  return new Promise((_, reject) => hangs.set(bench, () => reject(new Error('given up'))))
}
function letGo(bench: Bench): void {
  bench.follow({})
  hangs.get(bench)?.()
}
function failWhere(cannot: boolean): void {
  if (cannot) throw new Error('it cannot be drawn')
}

describe('within ten seconds', () => {
  test.each(Object.entries(rows))('%s', async (_, { code, also = [], settings = {}, stick, free }) => {
    const bench = openLaneBench({ settings })
    await bench.clock.pass(3_000)
    await stick(bench)
    const from = bench.clock.elapsed()
    while (!bench.codes().includes(code) && bench.clock.elapsed() - from < 60_000) await bench.clock.pass(100)
    expect(bench.codes()).toContain(code)
    expect(bench.clock.elapsed() - from).toBeLessThanOrEqual(10_000)
    await bench.clock.pass(10_000)
    expect(bench.codes()).toEqual([code, ...also].sort())
    for (const alarm of bench.alarms.standing()) {
      for (const language of ['zh-CN', 'en'] as const) {
        const { message, remedy } = alarmWords(alarm.code, alarm.facts, language)
        for (const words of [message, remedy]) expect(words).not.toMatch(/undefined|NaN|null|^$/)
      }
    }
    free?.(bench)
    await bench.clock.pass(5_000)
  })
})

test('a printer that was away when a person was told, is back, and does not print: there is no moment without an alarm', async () => {
  const bench = openLaneBench()
  bench.printer('kitchen').become('offline', 'unreachable')
  bench.take(paid('a'))
  while (bench.codes().length === 0) await bench.clock.pass(100)
  bench.follow({ print: () => hanging(bench) })
  bench.printer('kitchen').become('ready')
  for (let passed = 0; passed < 20_000; passed += 100) {
    await bench.clock.pass(100)
    expect(bench.codes(), `${passed} ms after it was back`).toHaveLength(1)
  }
  expect(bench.codes()).toEqual(['printer-stuck'])
  letGo(bench)
  await bench.clock.pass(5_000)
  expect(bench.codes()).toEqual([])
})

test('no alarm is without a row', () => {
  const seen = new Set([...Object.values(rows).map(row => row.code), ...Object.values(elsewhere).flat()])
  expect([...seen].sort()).toEqual([...alarmCodes].sort())
})
test.each(Object.entries(elsewhere))('%s tests its own', (file, codes) => {
  const text = readFileSync(join(import.meta.dirname, file), 'utf8')
  for (const code of codes) expect(text).toContain(`'${code}'`)
})

describe('a printer that comes back', () => {
  test.each<[AlarmCode, (bench: Bench) => void, (bench: Bench) => void]>([
    [
      'printer-offline',
      bench => bench.printer('kitchen').become('offline'),
      bench => bench.printer('kitchen').become('ready'),
    ],
    ['printer-paused', bench => bench.pause('kitchen', true), bench => bench.pause('kitchen', false)],
  ])('%s stands until its first ticket is out, or it proves stuck', async (code, leave, comeBack) => {
    const bench = openLaneBench()
    leave(bench)
    bench.take(paid('a'))
    await bench.clock.pass(minute)
    expect(bench.codes()).toEqual([code])
    let finish = () => {}
    bench.follow({ print: () => new Promise(resolve => (finish = () => resolve(printed()))) })
    comeBack(bench)
    for (let passed = 0; passed < 7_000; passed += 500) {
      expect(bench.codes()).toEqual([code])
      await bench.clock.pass(500)
    }
    finish()
    await bench.clock.pass(100)
    expect(bench.codes()).toEqual([])

    bench.take(paid('b'))
    await bench.clock.pass(10_000)
    expect(bench.codes()).toEqual(['printer-stuck'])
    finish()
    await bench.clock.pass(5_000)
  })

  test.each([1, 3])('and prints nothing, %i times over, is stuck', async times => {
    const bench = openLaneBench()
    bench.take(paid('a'))
    bench.follow({ print: () => hanging(bench) })
    for (let time = 0; time < times; time += 1) {
      bench.printer('kitchen').become('offline')
      await bench.clock.pass(6_000)
      bench.printer('kitchen').become('ready')
      await bench.clock.pass(4_000)
    }
    await bench.clock.pass(5_000)
    expect(bench.codes()).toEqual(['printer-stuck'])
    letGo(bench)
    await bench.clock.pass(5_000)
  })
})
