import { expect, test } from 'vitest'
import { changed, order } from '../support/orders.ts'
import { openShop } from '../support/shop.ts'
import { createShopHandClock } from '../support/shop-hand-clock.ts'
import { until } from '../support/until.ts'
import { inState, only, two } from './two-stations.ts'

// Orders that are wanted later.

test('a pre-order prints so many minutes before it is wanted, marked 预约', async () => {
  const clock = createShopHandClock()
  const shop = await openShop({ clock, settings: { ...two, policy: { releaseMinutesBefore: 15 } } })
  const expectedAt = new Date(clock.now() + 16 * 60_000).toISOString()
  await shop.push(order({ expectedAt }))
  const job = await clock.until(only(shop, 'steam'))
  expect(job).toMatchObject({ state: 'queued', marks: ['预约'], releaseAt: expect.any(String) })
  await clock.pass(Date.parse(job.releaseAt ?? '') - clock.now() - 1)
  expect(await only(shop, 'steam')()).toMatchObject({ state: 'queued', attempts: [] })
  const out = await clock.until(async () => (await shop.jobs('&state=printed'))[0])
  expect(Date.parse(out.attempts[0]?.at ?? '')).toBeGreaterThanOrEqual(Date.parse(job.releaseAt ?? ''))
})

test('a pre-order whose time is changed comes by its new one', async () => {
  const shop = await openShop({ settings: { ...two, policy: { releaseMinutesBefore: 15 } } })
  const now = shop.clock.now()
  const inMinutes = (minutes: number) => new Date(now + minutes * 60_000).toISOString()
  const first = order({ orderId: 'pre', expectedAt: inMinutes(120) })
  await shop.push(first)
  const job = await until(only(shop, 'steam'))
  await shop.push(changed(first, { expectedAt: inMinutes(180) }))
  const later = (await shop.jobs()).find(one => one.jobId === job.jobId)
  expect(Date.parse(later?.releaseAt ?? '') - Date.parse(job.releaseAt ?? '')).toBe(60 * 60_000)
  await shop.push(changed(first, { expectedAt: inMinutes(5) }))
  await inState(shop, job.jobId, 'printed')
})

test('a pre-order can be let go before its time', async () => {
  const shop = await openShop({ settings: { ...two, policy: { releaseMinutesBefore: 15 } } })
  await shop.push(order({ expectedAt: new Date(shop.clock.now() + 3_600_000).toISOString() }))
  const job = await until(only(shop, 'steam'))
  await shop.post(`/api/v1/jobs/${job.jobId}/release`, { by: '小王' })
  await inState(shop, job.jobId, 'printed')
})
