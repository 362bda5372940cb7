import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectAsync, type MqttClient } from 'mqtt'
import { expect, onTestFinished, test } from 'vitest'
import { openMosquitto } from '../../support/mosquitto.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { until } from '../../support/until.ts'

// The rules of docs/many-shops.md, on a real broker: what a shop may not hear or say.

const accounts = { 'gudang-001': 'one', 'gudang-002': 'two', isv: 'cloud' }

async function broker() {
  const folder = tempFolder()
  const page = readFileSync(new URL('../../../docs/many-shops.md', import.meta.url), 'utf8')
  const acl = join(folder, 'acl')
  writeFileSync(acl, /^```acl\n(.*?)^```/ms.exec(page)?.[1] ?? '')
  const { url } = await openMosquitto({ password: 'probe', accounts, lines: [`acl_file ${acl}`] })
  return async (username: keyof typeof accounts): Promise<{ client: MqttClient; heard: string[] }> => {
    const options = { protocolVersion: 5, username, password: accounts[username], reconnectPeriod: 0 } as const
    const client = await connectAsync(url, options)
    onTestFinished(() => client.endAsync(true))
    const heard: string[] = []
    client.on('message', (topic, payload) => heard.push(`${topic} ${payload}`))
    return { client, heard }
  }
}

test('a shop hears its own orders only, and speaks for itself only', async () => {
  const connect = await broker()
  const [one, two, isv] = [await connect('gudang-001'), await connect('gudang-002'), await connect('isv')]
  await isv.client.subscribeAsync('gudang/v1/+/events', { qos: 1 })
  for (const { client } of [one, two]) {
    // Mosquitto answers a wish beyond the rules as if it were granted, and sends nothing.
    await client.subscribeAsync(['gudang/v1/+/orders', 'gudang/v1/#'], { qos: 1 }).catch(() => {})
  }
  await isv.client.publishAsync('gudang/v1/gudang-001/orders', 'for one', { qos: 1 })
  await isv.client.publishAsync('gudang/v1/gudang-002/orders', 'for two', { qos: 1 })
  await until(() => one.heard.length > 0 && two.heard.length > 0)
  expect([new Set(one.heard), new Set(two.heard)]).toEqual([
    new Set(['gudang/v1/gudang-001/orders for one']),
    new Set(['gudang/v1/gudang-002/orders for two']),
  ])

  await two.client.publishAsync('gudang/v1/gudang-001/events', 'a lie', { qos: 1 }).catch(() => {})
  await two.client.publishAsync('gudang/v1/gudang-001/orders', 'a false order', { qos: 1 }).catch(() => {})
  await two.client.publishAsync('gudang/v1/gudang-002/events', 'the truth', { qos: 1 })
  await until(() => isv.heard.length > 0)
  expect(isv.heard).toEqual(['gudang/v1/gudang-002/events the truth'])
  await isv.client.publishAsync('gudang/v1/gudang-001/orders', 'the next', { qos: 1 })
  await until(() => one.heard.some(text => text.endsWith('the next')))
  expect(one.heard.some(text => text.includes('false'))).toBe(false)
})
