import { expect, test } from 'vitest'
import { order } from '../support/orders.ts'
import { openShop } from '../support/shop.ts'
import { until } from '../support/until.ts'

test('figures for Prometheus: what was taken, what waits, how the printers are; nothing of a customer', async () => {
  const shop = await openShop()
  await shop.push(order({ orderId: 'o-1', note: '找王先生', customer: { phone: '13812345678', name: '王先生' } }))
  await until(async () => (await shop.order('o-1')).state === 'printed')
  await shop.engine.obey('kitchen', { power: 'off' })
  await shop.push(order({ orderId: 'o-2' }))
  const { status, headers, text } = await shop.get('/metrics')
  expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
  expect(text).toMatch(/^gudang_orders_total 2$/m)
  expect(text).toMatch(/^gudang_jobs_open\{printer="kitchen",state="(queued|waiting|sending)"\} 1$/m)
  expect(text).toMatch(/^gudang_printer_paused\{printer="kitchen"\} 0$/m)
  expect(text).not.toMatch(/王|138/)
  for (const line of text.trimEnd().split('\n')) {
    expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [\d.e+]+)$/)
  }
  expect((await shop.request('/metrics')).status).toBe(401)
})
