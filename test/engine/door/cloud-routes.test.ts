import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { cloudRoutes, isLoopback } from '../../../main/engine/door/cloud-routes.ts'
import type { CloudSource } from '../../../shared/domain/settings.ts'
import { feieFields, openCloudShop } from '../../support/cloud-clients.ts'

// A signature that covers no content is served to this computer, or over TLS, and to nobody else.

test('requests from elsewhere without TLS are refused and alarmed; Sunmi’s signature covers its body', async () => {
  const refused: string[][] = []
  const types = new Set<CloudSource['type']>(['feie', 'yilianyun', 'xpyun', 'sunmi'])
  const app = Fastify()
  const nobody = () => null
  await app.register(cloudRoutes, {
    cloud: {
      ...{ types, feie: nobody, yilianyun: nobody, xpyun: nobody, sunmi: nobody, now: () => 0 },
      refused: (type, why) => refused.push([type, why]),
    },
  })
  const post = (url: string, remoteAddress: string) => app.inject({ method: 'POST', url, remoteAddress, payload: '{}' })
  const paths = ['/Api/Open/', '/v2/print/index', '/api/openapi/xprinter/print', '/v2/printer/open/open/device/x']
  const statuses = async (address: string) =>
    Promise.all(paths.map(async path => (await post(path, address)).statusCode))
  expect(await statuses('192.168.1.9')).toEqual([403, 403, 403, 200])
  expect(refused).toEqual([
    ['feie', 'insecure'],
    ['yilianyun', 'insecure'],
    ['xpyun', 'insecure'],
  ])
  expect((await post('/Api/Open/', '10.0.0.1')).json()).toEqual({
    error: { code: 'insecure', message: expect.any(String) },
  })
  expect(await statuses('127.0.0.1')).toEqual([200, 200, 200, 200])
  expect(await statuses('::ffff:127.0.0.1')).toEqual([200, 200, 200, 200])
  await app.close()
})

test('loopback is what the system calls so, not what looks like it', () => {
  for (const address of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) expect(isLoopback(address)).toBe(true)
  for (const address of ['', '128.0.0.1', '::2', '::ffff:10.0.0.1', '127.0.0.1.evil.example', '1127.0.0.1'])
    expect(isLoopback(address)).toBe(false)
})

test('what becomes of it in a shop: the alarm says what to do', async () => {
  const shop = await openCloudShop({ silent: true })
  shop.engine.cloud.refused('feie', 'insecure')
  const alarm = (await shop.alarms()).find(one => one.code === 'source-insecure')
  expect(alarm).toMatchObject({ subject: 'feie', facts: { count: 1 } })
  expect(alarm?.remedy).toContain('door.tls')
})

test('pages of other origins, and bodies above the limit, are refused as everywhere', async () => {
  const shop = await openCloudShop({ silent: true })
  const body = new URLSearchParams(feieFields(shop, 'Open_printMsg', { sn: '922500001', content: 'x' })).toString()
  const post = (headers: Record<string, string>, payload: string) =>
    shop.request('/Api/Open/', { method: 'POST', headers: { 'content-type': 'text/plain', ...headers }, body: payload })
  expect((await post({ origin: 'https://evil.example' }, body)).status).toBe(403)
  expect((await post({ host: 'api.feieyun.cn' }, body)).status).toBe(421)
  expect((await post({}, 'x'.repeat(262_145))).status).toBe(413)
  expect(await shop.jobs()).toEqual([])
  expect((await post({}, body)).body).toMatchObject({ ret: 0 })
})
