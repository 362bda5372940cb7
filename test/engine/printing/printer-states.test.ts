import { describe, expect, test } from 'vitest'
import { printerDetails } from '../../../shared/domain/printer-details.ts'
import type { PrinterView } from '../../../shared/domain/views/printing-views.ts'
import { eventually } from '../../support/eventually.ts'
import { openLaneBench } from '../../support/lane-bench.ts'
import { order } from '../../support/orders.ts'
import { openScriptedTcpPrinter } from '../../support/scripted-tcp-printer.ts'
import { openShop, type Shop, shopSettings } from '../../support/shop.ts'

// What a printer says of itself, as REST and the alarms tell it (contract §8), and that a ticket waits unharmed meanwhile.

const kitchen = { id: 'kitchen', name: '后厨', profile: 'generic-80' }
const printer = async (shop: Shop) => (await shop.get<PrinterView[]>('/api/v1/printers')).body[0]

describe('a fault that the printer names', () => {
  test.each([
    ['cutter', 0x08, '切刀卡住了', '看切刀'],
    ['overheated', 0x40, '打印头太热', '等它凉下来'],
    ['unrecoverable', 0x20, '打印机坏了，要修', '关机再开机'],
  ] as const)(
    '%s: an error with its words; the ticket waits, and comes out unmarked',
    async (detail, bit, words, remedy) => {
      let fault = bit as number
      const device = await openScriptedTcpPrinter(
        () => false,
        n => 0x12 | (fault === 0 ? 0 : n === 1 ? 0x08 : n === 2 ? 0x40 : n === 3 ? fault : 0),
      )
      const shop = await openShop({ settings: { printers: [{ ...kitchen, connection: device.connection }] } })
      const ticket = order()
      await shop.push(ticket)
      await eventually(async () => expect(await printer(shop)).toMatchObject({ state: 'error', detail, queue: 1 }))
      const alarm = await eventually(async () => {
        const [alarm] = await shop.alarms()
        expect(alarm).toMatchObject({ code: 'printer-error', subject: 'kitchen' })
        return alarm
      })
      expect(alarm?.message).toContain(words)
      expect(alarm?.remedy).toContain(remedy)
      fault = 0
      const job = await eventually(async () => {
        const [job] = await shop.jobs()
        expect(job?.state).toBe('printed')
        return job
      })
      expect(job).toMatchObject({ copy: 1, marks: [] })
      expect(device.tickets).toBe(1)
      await eventually(async () => expect(await shop.alarms()).toEqual([]))
    },
  )
})

test('one that nobody answers for: why, in words, and in English where the shop speaks it', async () => {
  const connection = { type: 'tcp', host: '127.0.0.1', port: 1 }
  const shop = await openShop({
    settings: {
      shop: { ...shopSettings.shop, language: 'en' },
      printers: [{ ...kitchen, connection }],
      policy: { alarmAfterSeconds: 3 },
    },
  })
  await shop.push(order())
  const alarm = await eventually(async () => {
    const [alarm] = await shop.alarms()
    expect(alarm).toMatchObject({ code: 'printer-offline' })
    return alarm
  })
  expect(alarm?.message).toContain(printerDetails.en.unreachable.slice(1))
  expect(await printer(shop)).toMatchObject({ state: 'offline', detail: 'unreachable' })
})

test('one that pushes its state: named, and its tickets wait unharmed', async () => {
  const epson = { ...kitchen, profile: 'epson-tm-t82', connection: { type: 'virtual' } }
  const shop = await openShop({ settings: { printers: [epson] } })
  await eventually(async () => expect(await printer(shop)).toMatchObject({ state: 'ready' }))
  for (const [order1, order2, state] of [
    [{ paper: 'out' }, { paper: 'ok' }, 'paper-out'],
    [{ cover: 'open' }, { cover: 'closed' }, 'cover-open'],
  ] as const) {
    await shop.put('/api/v1/virtual-printers/kitchen', order1)
    const ticket = order()
    await shop.push(ticket)
    await eventually(async () => expect((await shop.order(ticket.orderId)).jobs[0]?.state).toBe('waiting'))
    expect(await printer(shop)).toMatchObject({ state })
    await shop.put('/api/v1/virtual-printers/kitchen', order2)
    const [job] = await eventually(async () => {
      const { jobs } = await shop.order(ticket.orderId)
      expect(jobs[0]?.state).toBe('printed')
      return jobs
    })
    expect(job).toMatchObject({ copy: 1, marks: [] })
  }
})

describe('sources hear when a printer comes and goes', () => {
  type Bench = ReturnType<typeof openLaneBench>
  const told = (bench: Bench) => bench.events().filter(one => one.startsWith('printer.'))

  async function troubled(): Promise<Bench> {
    const bench = openLaneBench()
    bench.printer('kitchen').become('offline', 'unreachable')
    bench.take(order())
    await bench.clock.pass(20_000)
    expect([told(bench), bench.codes()]).toEqual([['printer.alarm'], ['printer-offline']])
    return bench
  }

  /** what happens to it while the program is away */
  async function restart(bench: Bench, state: PrinterView['state']): Promise<void> {
    const printer = bench.printer('kitchen')
    printer.onStatus = () => {}
    printer.become(state)
    await bench.restart(60_000)
  }

  test('also while the program was away: then it says so behind its first look', async () => {
    const bench = await troubled()
    await restart(bench, 'ready')
    await bench.clock.pass(20_000)
    expect([told(bench), bench.codes()]).toEqual([['printer.alarm', 'printer.recovered'], []])
  })

  test.each(['offline', 'unknown'] as const)('not that it is back before it has been asked: %s', async state => {
    const bench = await troubled()
    // Before its ticket is drawn it is known to be away.
    bench.follow({ draw: () => new Promise(resolve => void bench.clock.after(1_500, resolve)) })
    await restart(bench, state)
    for (let seconds = 0; seconds < 8; seconds += 1) {
      await bench.clock.pass(1_000)
      expect([told(bench), bench.codes()]).toEqual([['printer.alarm'], ['printer-offline']])
      if (state === 'unknown') bench.printer('kitchen').become('offline', 'unreachable')
    }
    await bench.clock.pass(60_000)
    expect([told(bench), bench.codes()]).toEqual([['printer.alarm'], ['printer-offline']])
    bench.printer('kitchen').become('ready')
    await bench.clock.pass(20_000)
    expect([told(bench), bench.codes()]).toEqual([['printer.alarm', 'printer.recovered'], []])
  })
})
