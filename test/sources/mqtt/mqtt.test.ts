import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createMqttSource } from '../../../main/sources/mqtt/mqtt-source.ts'
import type { SourceState } from '../../../main/sources/source.ts'
import { ioError, watchSync } from '../../support/disk-faults.ts'
import { openMosquitto } from '../../support/mosquitto.ts'
import { openMqttIsv } from '../../support/mqtt-isv.ts'
import { changed, line, order } from '../../support/orders.ts'
import { openShop, type Shop, shopSettings } from '../../support/shop.ts'
import { openTcpProxy } from '../../support/tcp-proxy.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { until } from '../../support/until.ts'

// contract §5 against a real broker.

async function openCloudShop(url: string, shopId = 'gudang-001') {
  const folder = tempFolder()
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ cloud: { password: 'pw' } }))
  const cloud = { id: 'cloud', type: 'mqtt', channel: 'alipay-mini', url, username: 'shop1' }
  return openShop({
    folder,
    settings: { shop: { ...shopSettings.shop, id: shopId }, sources: [...shopSettings.sources, cloud] },
  })
}

/** The bridge of docs/connect-mqtt.md, to a broker without accounts and certificate. */
function bridgeTo(address: string): string[] {
  const page = readFileSync(new URL('../../../docs/connect-mqtt.md', import.meta.url), 'utf8')
  const lines = /^```conf bridge\n(.*?)^```/ms.exec(page)?.[1]?.split('\n') ?? []
  return lines
    .filter(text => !/^(remote_username|remote_password|bridge_capath)/.test(text))
    .map(text => (text.startsWith('address ') ? `address ${address}` : text))
}

/** No screen is open, so an alarm is a job too. */
const orderJobs = async (shop: Shop) => (await shop.jobs()).filter(job => job.kind !== 'report')

test('an order comes in, is printed, and its source hears of it; the status is retained', async () => {
  const broker = await openMosquitto()
  const isv = await openMqttIsv(broker)
  const shop = await openCloudShop(broker.url)
  await until(() => isv.isOnline())
  await isv.send(order({ orderId: 'mq-1', note: '第一行\n第二行' }))
  await until(() => isv.told('order.printed').has('mq-1'))
  expect((await shop.get<{ source: string }>('/api/v1/orders/cloud/mq-1')).body.source).toBe('cloud')
  expect(isv.events.map(event => event.type).filter(type => type.startsWith('order.'))).toEqual([
    'order.accepted',
    'order.printed',
  ])
  expect(isv.raw.every(one => !one.includes('\n'))).toBe(true)
  expect(isv.events.every(event => event.shopId === 'gudang-001' && event.eventId !== '')).toBe(true)
  await shop.close()
  await until(() => isv.statuses.at(-1) === '{"state":"offline"}')
  const late = await broker.client('late')
  const kept: string[] = []
  late.on('message', (_topic, payload) => kept.push(String(payload)))
  await late.subscribeAsync('gudang/v1/gudang-001/status', { qos: 1 })
  await until(() => kept.length > 0)
  expect(kept).toEqual(['{"state":"offline"}'])
})

test('what is no order is acknowledged, kept aside, alarmed and answered', async () => {
  const broker = await openMosquitto()
  const isv = await openMqttIsv(broker)
  const shop = await openCloudShop(broker.url)
  await until(() => isv.isOnline())
  await isv.send('no order at all')
  await isv.send(order({ orderId: 'mq-bad', items: [] }))
  await isv.send(order({ orderId: 'mq-long', note: '长'.repeat(100_000) }))
  await isv.send(order({ orderId: 'mq-good' }))
  await until(() => isv.told('order.printed').has('mq-good'))
  expect(isv.events.filter(event => event.type === 'order.rejected').map(event => event.orderId)).toEqual([
    null,
    'mq-bad',
    'mq-long',
  ])
  expect(await shop.alarmCodes()).toContain('order-invalid')
  expect((await shop.get<unknown[]>('/api/v1/quarantine')).body).toHaveLength(3)
})

test('an order that the disk refuses is not acknowledged: the broker brings it again', async () => {
  const broker = await openMosquitto()
  const isv = await openMqttIsv(broker)
  const shop = await openCloudShop(broker.url)
  await until(() => isv.isOnline())
  const sync = await watchSync()
  sync.mockRejectedValueOnce(ioError())
  await isv.send(order({ orderId: 'mq-refused' }))
  await until(() => isv.told('order.printed').has('mq-refused'))
  expect(sync.mock.calls.length).toBeGreaterThan(1)
  expect(await orderJobs(shop)).toHaveLength(1)
})

test('an order that somebody retained comes once, and not at every connection', async () => {
  const broker = await openMosquitto()
  const isv = await openMqttIsv(broker)
  const first = order({ orderId: 'mq-1', items: [line('1', '鲜肉包', 2)] })
  await isv.retain(first)
  const shop = await openCloudShop(broker.url)
  await until(() => isv.told('order.printed').has('mq-1'))
  await isv.send(changed(first, { items: [line('1', '鲜肉包', 3)] }))
  await until(async () => (await shop.jobs('&state=printed')).length === 2)
  await shop.reopen()
  await until(() => isv.statuses.filter(status => status.includes('online')).length === 2)
  await isv.send(order({ orderId: 'mq-2' }))
  await until(() => isv.told('order.printed').has('mq-2'))
  expect((await shop.order('mq-1', 'cloud')).revision).toBe(2)
})

test('two shops on one broker: each gets its own orders and tells of its own', async () => {
  const broker = await openMosquitto()
  const [isvOne, isvTwo] = [await openMqttIsv(broker, { shopId: 'one' }), await openMqttIsv(broker, { shopId: 'two' })]
  const [one, two] = [await openCloudShop(broker.url, 'one'), await openCloudShop(broker.url, 'two')]
  await until(() => isvOne.isOnline() && isvTwo.isOnline())
  const ids = (name: string) => Array.from({ length: 10 }, (_, index) => `${name}-${index}`)
  await Promise.all([
    ...ids('one').map(orderId => isvOne.send(order({ orderId }))),
    ...ids('two').map(orderId => isvTwo.send(order({ orderId }))),
  ])
  await until(() => [isvOne, isvTwo].every(isv => isv.told('order.printed').size === 10))
  for (const [name, shop, isv] of [
    ['one', one, isvOne],
    ['two', two, isvTwo],
  ] as const) {
    expect((await shop.jobs()).map(job => job.orderId).sort()).toEqual(ids(name))
    expect([...isv.told('order.printed')].sort()).toEqual(ids(name))
    expect(new Set(isv.events.map(event => event.shopId))).toEqual(new Set([name]))
  }
  await one.close()
  await until(() => !isvOne.isOnline())
  expect(isvTwo.isOnline()).toBe(true)
})

test('a broker that is full drops what it cannot hold; what was not answered is sent again, and all of it prints once', async () => {
  const broker = await openMosquitto({ lines: ['max_queued_messages 3'] })
  const isv = await openMqttIsv(broker, { kept: true })
  const shop = await openCloudShop(broker.url)
  await until(() => isv.isOnline())
  await shop.close()
  await until(() => !isv.isOnline())
  const orders = Array.from({ length: 12 }, (_, index) => order({ orderId: `mq-full-${index}` }))
  // A sender hears from the broker only that the broker has it, or not even that.
  for (const one of orders) await isv.send(one).catch(() => {})
  await shop.reopen()
  await until(() => isv.isOnline())
  await isv.send(order({ orderId: 'mq-last' }))
  await until(() => isv.told('order.accepted').has('mq-last'))
  const unanswered = orders.filter(({ orderId }) => !isv.told('order.accepted').has(orderId))
  expect(unanswered.length).toBeGreaterThan(0)
  for (const one of unanswered) await isv.send(one)
  // The shop is asked: such a broker may drop events too.
  await until(async () => (await shop.jobs('&state=printed')).length >= 13)
  expect((await orderJobs(shop)).map(job => [job.state, job.copy])).toEqual(
    orders.concat(orders[0] ?? []).map(() => ['printed', 1]),
  )
})

test('a broker in the shop, bridged to the cloud’s: a cut between the two loses nothing', {
  timeout: 60_000,
}, async () => {
  const cloud = await openMosquitto()
  const proxy = await openTcpProxy(cloud.port)
  const local = await openMosquitto({ lines: bridgeTo(`127.0.0.1:${proxy.port}`) })
  const isv = await openMqttIsv(cloud, { kept: true })
  const shop = await openCloudShop(local.url)
  await until(() => isv.isOnline())
  await isv.send(order({ orderId: 'mq-before' }))
  await until(() => isv.told('order.printed').has('mq-before'))
  proxy.freeze()
  const ids = Array.from({ length: 5 }, (_, index) => `mq-cut-${index}`)
  for (const orderId of ids) await isv.send(order({ orderId }))
  proxy.cut()
  await until(() => ids.every(id => isv.told('order.printed').has(id)), 40_000)
  expect((await orderJobs(shop)).map(job => [job.orderId, job.copy])).toEqual(['mq-before', ...ids].map(id => [id, 1]))
})

test('what the broker brings again, because no acknowledgement reached it, is no change back', async () => {
  const broker = await openMosquitto()
  const proxy = await openTcpProxy(broker.port)
  const isv = await openMqttIsv(broker)
  const shop = await openCloudShop(`mqtt://127.0.0.1:${proxy.port}`)
  await until(() => isv.isOnline())
  proxy.deafen()
  const first = order({ orderId: 'mq-1', items: [line('1', '鲜肉包', 2)] })
  await isv.send(first)
  await isv.send(changed(first, { items: [line('1', '鲜肉包', 3)] }))
  const printed = () => orderJobs(shop)
  await until(async () => (await printed()).length === 2)
  proxy.cut()
  await isv.send(order({ orderId: 'mq-2' }))
  await until(async () => (await printed()).some(job => job.orderId === 'mq-2'))
  expect((await printed()).map(job => [job.orderId, job.revision, job.kind])).toEqual([
    ['mq-1', 1, 'kitchen'],
    ['mq-1', 2, 'addition'],
    ['mq-2', 1, 'kitchen'],
  ])
  expect((await shop.order('mq-1', 'cloud')).revision).toBe(2)
})

test('a broker that no longer answers does not keep the shop from closing', async () => {
  const broker = await openMosquitto()
  const proxy = await openTcpProxy(broker.port)
  const isv = await openMqttIsv(broker)
  const shop = await openCloudShop(`mqtt://127.0.0.1:${proxy.port}`)
  await until(() => isv.isOnline())
  proxy.freeze()
  expect((await shop.post('/api/v1/shop/pause', { by: 'test' })).status).toBe(200)
  const from = performance.now()
  await shop.close()
  expect(performance.now() - from).toBeLessThan(9_000)
})

test('another program under the same name is an alarm, and is not fought', { timeout: 60_000 }, async () => {
  const broker = await openMosquitto()
  const isv = await openMqttIsv(broker)
  const shop = await openCloudShop(broker.url)
  await until(() => isv.isOnline())
  await broker.client('gudang-gudang-001-cloud')
  await until(async () => (await shop.alarmCodes()).includes('source-taken-over'))
  // The alarm of ten seconds comes before it tries again.
  await until(async () => (await shop.alarmCodes()).includes('source-unreachable'))
  expect((await shop.alarms()).find(alarm => alarm.code === 'source-taken-over')?.facts?.count).toBe(1)
})

test('a broker that says so is believed at once', async () => {
  const connack = Buffer.from([0x20, 3, 0, 0, 0])
  const takenOver = Buffer.from([0xe0, 2, 0x8e, 0])
  const server = createServer(socket => {
    socket.on('error', () => {})
    socket.once('data', () => socket.write(Buffer.concat([connack, takenOver])))
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const states: SourceState[] = []
  const waits: number[] = []
  const source = createMqttSource(
    {
      ...{ shopId: 'gudang-001', sourceId: 'cloud', username: null, password: null },
      url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    },
    {
      take: async () => 'taken',
      onState: state => states.push(state),
      random: Math.random,
      after(ms) {
        waits.push(ms)
        return () => {}
      },
    },
  )
  source.start()
  await until(() => states.length > 0)
  expect(states).toEqual([{ state: 'taken-over', detail: 'another program has connected under this name' }])
  expect(waits).toEqual([30_000])
  await source.stop()
})

test('a wrong password is said in the alarm', { timeout: 40_000 }, async () => {
  const broker = await openMosquitto({ password: 'right' })
  const shop = await openCloudShop(broker.url)
  await until(async () => (await shop.alarmCodes()).includes('source-unreachable'))
  const [alarm] = await shop.alarms()
  expect(alarm?.remedy).toMatch(/not authori[sz]ed/i)
  expect(JSON.stringify(alarm)).not.toContain('pw')
})

test('forty orders over a broker that dies and returns: forty tickets, forty events', { timeout: 60_000 }, async () => {
  const broker = await openMosquitto()
  const isv = await openMqttIsv(broker)
  const shop = await openCloudShop(broker.url)
  await until(() => isv.isOnline())
  const ids = Array.from({ length: 40 }, (_, index) => `mq-${index}`)
  const sent = ids.map(async (orderId, index) => {
    await new Promise(resolve => setTimeout(resolve, index * 20))
    await isv.send(order({ orderId }))
  })
  await until(() => isv.told('order.accepted').size >= 10)
  await broker.stop()
  await broker.start()
  await Promise.all(sent)
  await until(() => isv.told('order.printed').size === 40, 40_000)
  const jobs = await shop.jobs()
  expect(jobs.filter(job => job.kind === 'kitchen')).toHaveLength(40)
  expect(jobs.every(job => job.state === 'printed' && job.copy === 1)).toBe(true)
})

test('a broker that is away is an alarm in ten seconds, and gone when it is back', { timeout: 60_000 }, async () => {
  const broker = await openMosquitto()
  const isv = await openMqttIsv(broker)
  const shop = await openCloudShop(broker.url)
  await until(() => isv.isOnline())
  await broker.stop()
  const from = performance.now()
  await until(async () => (await shop.alarmCodes()).includes('source-unreachable'), 15_000)
  expect(performance.now() - from).toBeLessThan(10_000)
  await broker.start()
  await until(async () => !(await shop.alarmCodes()).includes('source-unreachable'), 40_000)
})
