import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { TransportError } from '../../drivers/transport/transport.ts'
import { createVirtualPrinter } from '../../drivers/virtual/virtual-printer.ts'
import { openShopFolder } from '../../main/engine/shop-folder.ts'
import type { JobView } from '../../shared/domain/views/printing-views.ts'
import { hostilePieces } from '../fuzz/hostile-text.ts'
import { filesIn } from '../support/files.ts'
import { openNetworkPrinter } from '../support/network-printer.ts'
import { changed, line, order } from '../support/orders.ts'
import { openShop, type Shop } from '../support/shop.ts'
import { createShopHandClock } from '../support/shop-hand-clock.ts'
import { until } from '../support/until.ts'

// Rows of reliability §5 whose parts have tests of their own, once more with a whole shop: what is hard to read, to print or
// to believe is taken or refused, each ticket comes out once, and the plain order behind it is none the worse.

vi.setConfig({ testTimeout: 60_000 })

const calm = (orderId: string) => order({ orderId, pickupNo: orderId, items: [line('1', '豆浆')] })

async function printed(shop: Shop, count: number): Promise<JobView[]> {
  const jobs = () => shop.jobs('&state=printed')
  await until(async () => (await jobs()).length >= count)
  return jobs()
}

async function papers(shop: Shop, count: number): Promise<string[]> {
  const names = () => filesIn(join(shop.folder, 'paper')).filter(name => name.endsWith('.txt'))
  await until(() => names().length >= count)
  return names()
    .sort()
    .map(name => readFileSync(join(shop.folder, 'paper', name), 'utf8'))
}

/** All of them are taken, and then a plain one; each is on one paper, and only on one. */
async function takeAll(shop: Shop, given: readonly object[]): Promise<string[]> {
  for (const one of given) {
    const { status, text } = await shop.push(one as ReturnType<typeof order>)
    expect(status, text).toBe(201)
  }
  expect((await shop.push(calm('calm'))).status).toBe(201)
  const jobs = await printed(shop, given.length + 1)
  expect(jobs.map(job => [job.copy, job.attempts.length])).toEqual(jobs.map(() => [1, 1]))
  const made = await papers(shop, jobs.length)
  expect(made).toHaveLength(given.length + 1)
  expect(made.at(-1)).toMatch(/calm[\s\S]*豆浆/)
  return made
}

test('[F33] a note of ten thousand characters, five hundred lines: a paper each, of bearable length', async () => {
  const shop = await openShop()
  const lines = Array.from({ length: 500 }, (_, index) => line(String(index + 1), `包子${index + 1}`))
  const [note, many] = await takeAll(shop, [order({ note: '不要香菜'.repeat(2_500) }), order({ items: lines })])
  expect(note).toContain('余见屏幕')
  expect(note?.split('\n').length).toBeLessThan(60)
  expect(many).toContain('包子500')
  const { status } = await shop.push(order({ note: 'x'.repeat(1_000_000) }))
  expect(status).toBe(413)
})

test('[F34][F35][F36] what customers can type, in every field: paper and screen show it, and nothing obeys it', async () => {
  const shop = await openShop()
  const pieces = hostilePieces.filter(piece => piece.trim() !== '')
  const size = Math.ceil(pieces.length / 12)
  const given = Array.from({ length: 12 }, (_, index) => pieces.slice(index * size, (index + 1) * size).join(' ')).map(
    text =>
      order({
        note: text,
        tableNo: text.slice(0, 20),
        pickupNo: text.slice(0, 10),
        items: [line('1', `菜${text.slice(0, 60)}`), line('2', '油条')],
      }),
  )
  const made = await takeAll(shop, given)
  for (const paper of made.slice(0, -1)) expect(paper).toMatch(/油条 +×1/)
  for (const one of given) {
    const { order: kept } = await shop.order(one.orderId)
    expect((kept as { note: string }).note).toBe(one.note)
  }
  expect((await shop.get<unknown[]>('/api/v1/orders')).body).toHaveLength(given.length + 1)
})

test('[F37][F39] prices and quantities that cannot be: kept aside with an alarm; sums that differ: printed, and said', async () => {
  const shop = await openShop()
  const good = order({ orderId: 'good' })
  const [first] = good.items
  const wrong = [
    { ...good, orderId: 'w1', items: [{ ...first, unitPrice: -250 }] },
    { ...good, orderId: 'w2', items: [{ ...first, unitPrice: 0.1 + 0.2 }] },
    { ...good, orderId: 'w3', items: [{ ...first, amount: 1e21 }] },
    { ...good, orderId: 'w4', items: [{ ...first, amount: '500' }] },
    { ...good, orderId: 'w5', items: [{ ...first, quantity: 0 }] },
    { ...good, orderId: 'w6', items: [{ ...first, quantity: -1 }] },
    { ...good, orderId: 'w7', items: [{ ...first, quantity: 1_000 }] },
    {
      ...good,
      orderId: 'w8',
      items: [
        { ...first, lineId: 'a', comboOf: 'b' },
        { ...first, lineId: 'b', comboOf: 'a' },
      ],
    },
  ]
  for (const one of wrong) expect((await shop.push(one as typeof good)).status, one.orderId).toBe(400)
  expect(await shop.alarmCodes()).toContain('order-invalid')
  expect((await shop.get<unknown[]>('/api/v1/quarantine')).body).toHaveLength(wrong.length)
  const most = changed(good, { orderId: 'most', items: [line('1', '包子', 999)] })
  const differs = { ...changed(good, { orderId: 'differs' }), total: { payable: 1 } }
  const made = await takeAll(shop, [good, most, differs])
  expect(made[1]).toContain('×999')
  expect(made[2]).toContain('金额异常')
  expect(await shop.alarmCodes()).toContain('order-amount')
})

test('[F11] the business day ends between two orders: each on its own day, the numbers begin anew', async () => {
  const end = Date.parse('2028-02-29T04:00:00+08:00')
  // On a busy machine an order takes many of this clock's seconds.
  const clock = createShopHandClock(4, end - 300_000)
  const shop = await openShop({ clock })
  const at = () => new Date(clock.now()).toISOString()
  for (const orderId of ['late-1', 'late-2']) {
    await clock.until(() => shop.push({ ...calm(orderId), placedAt: at() }))
  }
  expect(clock.now()).toBeLessThan(end)
  await clock.pass(end + 5_000 - clock.now())
  await clock.until(() => shop.push({ ...calm('early'), placedAt: at() }))
  await clock.until(async () => (await shop.jobs('&state=printed')).length === 3)
  const orders = (
    await clock.until(() => shop.get<{ orderId: string; day: string; number: number }[]>('/api/v1/orders'))
  ).body
  expect(orders.map(one => [one.orderId, one.day, one.number])).toEqual([
    ['late-1', '2028-02-28', 1],
    ['late-2', '2028-02-28', 2],
    ['early', '2028-02-29', 1],
  ])
})

test('[F19] a second engine on the folder of the first is refused, and the first goes on', async () => {
  const shop = await openShop()
  await shop.push(calm('before'))
  expect(() => openShopFolder(shop.folder, { now: shop.clock.now() })).toThrow(/in use|another|运行/i)
  await shop.push(calm('after'))
  expect((await printed(shop, 2)).map(job => job.orderId)).toEqual(['before', 'after'])
})

test('[F28] two printers alike: nothing is guessed, a person hears of it, and with one of them gone the ticket comes once', async () => {
  const clock = createShopHandClock()
  const device = createVirtualPrinter({
    profile: { columns: 48, dots: 576, cutter: true },
    confirm: 'process-id',
    clock,
    onPaper: ({ text }) => made.push(text),
  })
  const made: string[] = []
  let alike = true
  const settings = {
    printers: [{ id: 'kitchen', name: '后厨', profile: 'generic-80', connection: { type: 'usb', vendorId: '0416' } }],
  }
  const shop = await openShop({
    clock,
    settings,
    outside: {
      openTransport: () => ({
        ...device.transport,
        async connect(signal) {
          const trouble = { trouble: 'alike', ports: '1-2、1-3' } as const
          if (alike) throw new TransportError('unreachable', 'two of them', 0, trouble)
          return device.transport.connect(signal)
        },
      }),
    },
  })
  await clock.until(() => shop.push(calm('mp-1')))
  await clock.pass(10_000)
  expect(await clock.until(() => shop.alarmCodes())).toEqual(['printer-alike'])
  expect(made).toEqual([])
  alike = false
  await clock.until(async () => (await shop.jobs('&state=printed')).length === 1)
  expect(made).toHaveLength(1)
  expect(made[0]).not.toContain('补打')
  device.close()
})

test('[F27] the connection breaks in the middle of a ticket: that one comes again, marked, the next one once', async () => {
  const printer = await openNetworkPrinter('process-id')
  onTestFinished(() => printer.close())
  const connection = { type: 'tcp', host: '127.0.0.1', port: printer.port }
  const kitchen = { id: 'kitchen', name: '后厨', profile: 'generic-80', confirmation: 'process-id', connection }
  const shop = await openShop({ settings: { printers: [kitchen] } })
  await shop.push(calm('mp-1'))
  await printed(shop, 1)
  await printer.obey({ dropAfterBytes: 100 })
  await shop.push(calm('mp-2'))
  await shop.push(calm('mp-3'))
  expect((await printed(shop, 3)).map(job => [job.orderId, job.copy, job.marks])).toEqual([
    ['mp-1', 1, []],
    ['mp-2', 2, ['补打', '可能重复']],
    ['mp-3', 1, []],
  ])
  const whole = printer.papers.filter(({ text }) => text.includes('豆浆'))
  expect(whole.map(({ text }) => /mp-\d/.exec(text)?.[0])).toEqual(['mp-1', 'mp-2', 'mp-3'])
})

test('[F43] weeks later: who is forgotten leaves the amounts, and what was never printed is still there', async () => {
  const clock = createShopHandClock()
  const shop = await openShop({ clock })
  const customer = { name: '王小明', phone: '13812345678', memberLevel: 'gold' }
  const at = new Date(clock.now()).toISOString()
  await clock.until(() => shop.push({ ...calm('done'), placedAt: at, note: '给王小明', customer }))
  await clock.until(async () => (await shop.jobs('&state=printed')).length === 1)
  await clock.until(() => shop.put('/api/v1/virtual-printers/kitchen', { power: 'off' }))
  await clock.until(() => shop.push({ ...calm('waiting'), placedAt: at, note: '不要香菜', customer }))
  await clock.pass(10_000)
  // Night by night, in time for the first look: all at once would be a clock that leaps, by which nothing is forgotten.
  writeFileSync(join(shop.folder, 'housekeeping.json'), '{ "customerDays": 25 }')
  for (let nights = 0; nights < 9; nights += 1) {
    clock.jump(2.9 * 86_400_000)
    await clock.pass(61_000)
  }
  await clock.pass(3 * 60_000)
  const kept = async (orderId: string) => {
    const { order: sent } = await shop.order(orderId)
    return sent as { note: string | null; total: { payable: number } }
  }
  expect(await clock.until(() => kept('waiting'))).toMatchObject({ note: '不要香菜' })
  await clock.until(async () => (await kept('done')).note !== '给王小明', 3_600_000)
  expect((await clock.until(() => kept('done'))).total.payable).toBe(calm('x').total.payable)
  // One alone is no flood: it prints, and says how late it is.
  await clock.until(() => shop.put('/api/v1/virtual-printers/kitchen', { power: 'on' }))
  await clock.until(async () => (await shop.jobs('&state=printed')).length === 2)
  expect((await clock.until(() => shop.jobs())).map(job => job.marks)).toEqual([[], ['积压']])
})
