import { expect, test } from 'vitest'
import { line, order } from '../support/orders.ts'
import { openShop } from '../support/shop.ts'
import { createShopHandClock } from '../support/shop-hand-clock.ts'

// While no screen is open, an alarm also prints on a working printer (contract §8).

const virtual = (id: string, name: string) => ({ id, name, profile: 'generic-80', connection: { type: 'virtual' } })
const shopOf = (...printers: [string, string][]) => ({
  printers: printers.map(([id, name]) => virtual(id, name)),
  stations: [{ id: 'steam', name: '蒸档', printer: 'steam' }],
  defaultStation: 'steam',
})
const three = {
  ...shopOf(['steam', '蒸档'], ['fry', '煎炸'], ['front', '前台']),
  receipt: { printer: 'front', when: 'on-request' },
}

async function open(settings: Record<string, unknown> = three) {
  const clock = createShopHandClock()
  const shop = await openShop({ settings, clock })
  const obey = (printer: string, trouble: object) =>
    clock.until(() => shop.put(`/api/v1/virtual-printers/${printer}`, trouble))
  const push = (orderId: string) => clock.until(() => shop.push(order({ orderId, items: [line('1', '包子')] })))
  const slips = async () => (await clock.until(() => shop.jobs())).filter(job => job.kind === 'report')
  const codes = () => clock.until(() => shop.alarmCodes())
  return { shop, clock, obey, push, slips, codes }
}

test('within ten seconds, once, on the printer at the counter: what is wrong, what to do, since when', async () => {
  const { shop, clock, obey, push, slips } = await open()
  await obey('steam', { power: 'off' })
  await push('a')
  await clock.pass(10_000)
  const [slip, ...others] = await slips()
  expect(others).toEqual([])
  expect(slip).toMatchObject({ printerId: 'front', state: 'printed', orderId: null, source: null, marks: [] })
  const { text } = await clock.until(() => shop.get<string>(`/api/v1/jobs/${slip?.jobId}/paper.txt`))
  for (const words of [
    '告警',
    '蒸档打印机连不上',
    '请检查电源和线',
    '1 张小票在等',
    'printer-offline',
    '07:01:1',
    '没有屏幕开着',
  ]) {
    expect(text.replace(/\n/g, '')).toContain(words)
  }
  await clock.pass(120_000)
  expect(await slips()).toHaveLength(1)
  // Seen off and back again, it is another alarm.
  await obey('steam', { power: 'on' })
  await clock.pass(10_000)
  await obey('steam', { power: 'off' })
  await push('b')
  await clock.pass(12_000)
  expect(await slips()).toHaveLength(2)
})

test('not while a screen is open; when the last one is closed, what still stands is printed', async () => {
  const { shop, clock, obey, push, slips } = await open()
  const leave = new AbortController()
  const screen = await fetch(`${shop.url}/trpc/changes`, {
    headers: { authorization: `Bearer ${shop.token}`, accept: 'text/event-stream' },
    signal: leave.signal,
  })
  expect(screen.status).toBe(200)
  await obey('steam', { paper: 'out' })
  await push('a')
  await clock.pass(60_000)
  expect(await slips()).toEqual([])
  leave.abort()
  const [slip] = await clock.until(async () => {
    const found = (await shop.jobs()).filter(job => job.kind === 'report' && job.state === 'printed')
    return found.length > 0 && found
  })
  expect(slip).toMatchObject({ printerId: 'front' })
})

test('never at the printer that it is about, and never in the way of tickets', async () => {
  const { obey, push, slips, codes, clock } = await open(shopOf(['steam', '蒸档']))
  await obey('steam', { cover: 'open' })
  await push('a')
  await clock.pass(60_000)
  expect(await codes()).toEqual(['printer-cover-open'])
  expect(await slips()).toEqual([])
})

test('alarms that come together are one paper; seen by a person, none', async () => {
  const { shop, clock, slips, codes, obey } = await open()
  await obey('steam', { power: 'off' })
  const forged = { headers: { 'webhook-signature': 'v1,AAAA' } }
  await clock.until(() => shop.push({ ...order(), status: 'no' }))
  await clock.until(() => shop.push(order(), forged))
  await clock.pass(8_000)
  expect(await codes()).toEqual(['order-invalid', 'source-signature'])
  const [slip, ...others] = await slips()
  expect(others).toEqual([])
  const { text } = await clock.until(() => shop.get<string>(`/api/v1/jobs/${slip?.jobId}/paper.txt`))
  for (const words of ['格式不对', '签名不对']) expect(text.replace(/\n/g, '')).toContain(words)

  await clock.until(() => shop.push(order(), { source: 'demo', ...forged }))
  const alarm = (await clock.until(() => shop.alarms())).find(one => one.subject === 'demo')
  await clock.until(() => shop.post(`/api/v1/alarms/${alarm?.id}/ack`, {}))
  await clock.pass(20_000)
  expect(await slips()).toHaveLength(1)
})

test('a few an hour and no more; what has to wait is on the next one', { timeout: 90_000 }, async () => {
  const { shop, clock, slips } = await open(shopOf(['steam', '蒸档']))
  const conflict = async (orderId: string) => {
    const first = order({ orderId, revision: 1 })
    await clock.until(() => shop.push(first))
    await clock.until(() => shop.push({ ...first, tableNo: '9' }))
    await clock.pass(5_000)
  }
  for (let n = 1; n <= 7; n += 1) await conflict(`c${n}`)
  expect(await slips()).toHaveLength(4)
  await clock.pass(3_600_000)
  const all = await slips()
  expect(all).toHaveLength(5)
  const { text } = await clock.until(() => shop.get<string>(`/api/v1/jobs/${all.at(-1)?.jobId}/paper.txt`))
  for (const orderId of ['c5', 'c6', 'c7']) expect(text).toContain(orderId)
})

test('a slip whose printer fails first, or whose cause is gone, is called back', { timeout: 60_000 }, async () => {
  const { shop, clock, obey, push, slips } = await open()
  await clock.until(() => shop.post('/api/v1/printers/fry/pause', {}))
  // The counter's printer is slow and has much before it.
  await obey('front', { baud: 4800 })
  const busy = async () => {
    for (let page = 0; page < 12; page += 1) await clock.until(() => shop.post('/api/v1/printers/front/test', {}))
  }
  await busy()
  await obey('steam', { power: 'off' })
  await push('a')
  await clock.until(async () => (await shop.jobs('&state=queued')).some(job => job.kind === 'report'))
  await obey('steam', { power: 'on' })
  await clock.pass(10_000)
  expect((await slips()).map(job => [job.printerId, job.state, job.attempts.length])).toEqual([
    ['front', 'cancelled', 0],
  ])

  await busy()
  await obey('steam', { power: 'off' })
  await push('b')
  await clock.until(async () => (await shop.jobs('&state=queued')).some(job => job.kind === 'report'))
  await obey('front', { cover: 'open' })
  await clock.until(() => shop.post('/api/v1/printers/fry/resume', {}))
  await clock.until(async () => (await shop.jobs('&state=printed')).some(job => job.kind === 'report'))
  const [, , elsewhere] = await slips()
  expect(elsewhere).toMatchObject({ printerId: 'fry', state: 'printed' })
  await obey('front', { cover: 'closed', baud: null })
  await clock.pass(20_000)
})
