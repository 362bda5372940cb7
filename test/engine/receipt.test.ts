import { expect, test } from 'vitest'
import type { JobView } from '../../shared/domain/views/printing-views.ts'
import { changed, line, order } from '../support/orders.ts'
import { openShop, type Shop } from '../support/shop.ts'
import { until } from '../support/until.ts'

// receipt.when: `on-request` prints one when somebody asks for it (contract §2).

const onRequest = { receipt: { printer: 'kitchen', when: 'on-request' } }
const ask = (shop: Shop, orderId: string, key: string | null, source = 'mini') =>
  shop.post<JobView>(
    `/api/v1/orders/${source}/${encodeURIComponent(orderId)}/receipt`,
    { by: '小王' },
    key === null ? {} : { 'idempotency-key': key },
  )
const printed = (shop: Shop, jobId: string) =>
  until(async () => {
    const { body } = await shop.get<JobView>(`/api/v1/jobs/${jobId}`)
    return body.state === 'printed' ? body : null
  })
const paper = async (shop: Shop, jobId: string) => (await shop.get<string>(`/api/v1/jobs/${jobId}/paper.txt`)).text

test('none by itself; one per press, however often the press arrives; a later one says 补打', async () => {
  const shop = await openShop({ settings: onRequest })
  await shop.push(order({ orderId: 'mp/1' }))
  expect((await shop.jobs()).map(job => job.kind)).toEqual(['kitchen'])
  const pressed = await Promise.all([1, 2, 3].map(() => ask(shop, 'mp/1', 'press-1')))
  expect(pressed.map(reply => reply.status)).toEqual([200, 200, 200])
  expect(new Set(pressed.map(reply => reply.body.jobId)).size).toBe(1)
  const first = await printed(shop, pressed[0]?.body.jobId ?? '')
  expect(first).toMatchObject({ kind: 'receipt', printerId: 'kitchen', number: 1, copy: 1, marks: [] })
  expect(await paper(shop, first.jobId)).toMatch(/古荡早餐店[\s\S]*鲜肉包[\s\S]*5\.00[\s\S]*应付/)

  const again = await printed(shop, (await ask(shop, 'mp/1', 'press-2')).body.jobId)
  expect(again).toMatchObject({ kind: 'reprint', reprintOf: first.jobId, copy: 2, marks: ['补打'] })
  const { history, state } = await shop.order('mp/1')
  expect(history.filter(entry => entry.what === 'receipt').map(entry => entry.by)).toEqual(['小王', '小王'])
  expect(state).toBe('printed')
})

test('one that still waits for the printer is the one that is asked for', async () => {
  const shop = await openShop({ settings: onRequest })
  await shop.put('/api/v1/virtual-printers/kitchen', { power: 'off' })
  await shop.push(order({ orderId: 'mp-1' }))
  const first = await ask(shop, 'mp-1', 'a')
  const second = await ask(shop, 'mp-1', 'b')
  expect(second.body.jobId).toBe(first.body.jobId)
})

test('it is of the order as it is now: a new revision has a receipt of its own', async () => {
  const shop = await openShop({ settings: { receipt: { printer: 'kitchen', when: 'always' } } })
  const sent = order({ orderId: 'mp-1', items: [line('1', '鲜肉包', 2)] })
  await shop.push(sent)
  await shop.push(changed(sent, { items: [line('1', '鲜肉包', 2), line('2', '葱包烩')] }))
  const { body } = await ask(shop, 'mp-1', 'a')
  const receipt = await printed(shop, body.jobId)
  expect(receipt).toMatchObject({ kind: 'receipt', revision: 2, marks: [] })
  expect(await paper(shop, receipt.jobId)).toContain('葱包烩')
})

test('refused: without a key, of an unknown or unpaid order, by a shop that prints none', async () => {
  const shop = await openShop({ settings: onRequest })
  await shop.push(order({ orderId: 'mp-1', status: 'unpaid' }))
  expect(await ask(shop, 'mp-1', null)).toMatchObject({ status: 400, body: { error: { code: 'invalid' } } })
  expect(await ask(shop, 'mp-1', 'a')).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } })
  expect(await ask(shop, 'mp-2', 'a')).toMatchObject({ status: 404, body: { error: { code: 'not-found' } } })
  await shop.close()
  const other = await openShop()
  await other.push(order({ orderId: 'mp-1' }))
  expect(await ask(other, 'mp-1', 'a')).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } })
  expect((await other.jobs()).map(job => job.kind)).toEqual(['kitchen'])
})
