import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import type { JobView } from '../../shared/domain/views/printing-views.ts'
import type { AlarmView } from '../../shared/domain/views/shop-views.ts'
import { breakfastOrder, breakfastShop } from '../support/breakfast.ts'
import { makeCertificate } from '../support/certificate.ts'
import { openMosquitto } from '../support/mosquitto.ts'
import { openMqttIsv } from '../support/mqtt-isv.ts'
import { type NetworkPrinter, openNetworkPrinter } from '../support/network-printer.ts'
import { endRunningShops, type RunningShop, startServe } from '../support/running-shop.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

// contract §5 with the program as a process and a real broker, both of which can be killed.

vi.setConfig({ testTimeout: 120_000 })
afterEach(endRunningShops)

async function shopFolder(url: string): Promise<{ folder: string; printer: NetworkPrinter }> {
  const folder = tempFolder()
  const printer = await openNetworkPrinter('process-id')
  onTestFinished(() => printer.close())
  const place = (id: string) => ({ id, port: printer.port, confirmation: 'process-id' })
  const cloud = { id: 'cloud', type: 'mqtt', channel: 'alipay-mini', url, username: 'shop1' }
  const settings = { ...breakfastShop(place('steam'), place('fry')), sources: [cloud] }
  writeFileSync(join(folder, 'config.json'), JSON.stringify(settings))
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ cloud: { password: 'broker-password' } }))
  return { folder, printer }
}

const kitchenJobs = async (shop: RunningShop) =>
  (await shop.get<JobView[]>('/api/v1/jobs?limit=1000')).filter(job => job.kind === 'kitchen')

test('forty orders, a broker and an engine that are killed and return: forty tickets, forty order.printed', async () => {
  const broker = await openMosquitto({ password: 'broker-password' })
  const { folder, printer } = await shopFolder(broker.url)
  const isv = await openMqttIsv(broker, { kept: true })
  let shop = await startServe(folder)
  await until(() => isv.isOnline())
  const orders = Array.from({ length: 40 }, (_, index) => breakfastOrder(`mq-${index}`, [{ name: '鲜肉包' }]))
  // A broker that is killed may lose what it has just acknowledged; a sender that hears nothing of its order sends it again.
  let stopped = false
  const sending = orders.map(async (order, index) => {
    await new Promise(resolve => setTimeout(resolve, index * 50))
    while (!stopped && !isv.told('order.accepted').has(order.orderId)) {
      await isv.send(order)
      await until(() => isv.told('order.accepted').has(order.orderId), 5_000).catch(() => {})
    }
  })
  onTestFinished(() => {
    stopped = true
  })

  await until(() => isv.told('order.accepted').size >= 10)
  await broker.kill()
  await shop.kill()
  shop = await startServe(folder)
  await broker.start()
  await until(() => isv.told('order.accepted').size >= 25)
  await shop.kill()
  await until(() => isv.statuses.at(-1) === '{"state":"offline"}')
  shop = await startServe(folder)
  await Promise.all(sending)
  await until(() => isv.told('order.printed').size === 40, 60_000)

  const jobs = await kitchenJobs(shop)
  expect(jobs.map(job => job.orderId).sort()).toEqual(orders.map(order => order.orderId).sort())
  expect(jobs.map(job => job.number).sort((a, b) => Number(a) - Number(b))).toEqual(orders.map((_, index) => index + 1))
  expect(new Set(jobs.map(job => job.state))).toEqual(new Set(['printed']))
  const printed = isv.events.filter(event => event.type === 'order.printed')
  expect(new Set(printed.map(event => event.eventId)).size).toBe(40)
  expect(new Set(printed.map(event => event.orderId)).size).toBe(40)
  // A second paper of a ticket, where the engine died over the first, says so.
  const plain = printer.papers.filter(paper => /#\d{4}/.test(paper.text) && !/补打|可能重复/.test(paper.text))
  const numbers = plain.map(paper => /#(\d{4})/.exec(paper.text)?.[1])
  expect(new Set(numbers).size).toBe(numbers.length)
  expect(await shop.stop()).toBe(0)
})

test('a shop that is killed is offline for everybody, also for who comes later', async () => {
  const broker = await openMosquitto()
  const { folder } = await shopFolder(broker.url)
  const isv = await openMqttIsv(broker)
  const shop = await startServe(folder)
  await until(() => isv.isOnline())
  await shop.kill()
  await until(() => isv.statuses.at(-1) === '{"state":"offline"}')
  const late = await openMqttIsv(broker)
  await until(() => late.statuses.length > 0)
  expect(late.statuses).toEqual(['{"state":"offline"}'])
})

test('over TLS: a broker with a certificate that is trusted is believed, another is not', async () => {
  const tls = makeCertificate(tempFolder(), 'localhost')
  const broker = await openMosquitto({ tls, password: 'broker-password' })
  const { folder, printer } = await shopFolder(broker.url)
  const isv = await openMqttIsv(broker)
  const distrustful = await startServe(folder)
  const alarm = await until(async () =>
    (await distrustful.get<AlarmView[]>('/api/v1/alarms')).find(one => one.code === 'source-unreachable'),
  )
  expect(alarm.remedy).toContain('self-signed certificate')
  await distrustful.stop()

  vi.stubEnv('NODE_EXTRA_CA_CERTS', tls.cert)
  onTestFinished(() => void vi.unstubAllEnvs())
  const shop = await startServe(folder)
  await until(() => isv.isOnline())
  await isv.send(breakfastOrder('mq-tls', [{ name: '鲜肉包' }]))
  await until(() => isv.told('order.printed').has('mq-tls'))
  expect(printer.papers.filter(paper => paper.text.includes('鲜肉包'))).toHaveLength(1)
  expect(await shop.stop()).toBe(0)
})
