import { expect, test } from 'vitest'
import { type AnswerShape, answerShapes } from '../../../main/engine/door/openapi/answer-shapes.ts'
import { answersOf } from '../../../main/engine/door/openapi/answers.ts'
import type { DiscrepancyView } from '../../../shared/domain/views/difference-views.ts'
import type { ConflictView, QuarantineView } from '../../../shared/domain/views/order-views.ts'
import type { PrinterView } from '../../../shared/domain/views/printing-views.ts'
import type { AlarmView } from '../../../shared/domain/views/shop-views.ts'
import { alipayTradeBill } from '../../support/bills/alipay-bill.ts'
import { entryOf } from '../../support/bills/bill-entry.ts'
import { bringBill } from '../../support/bills/bring-bill.ts'
import { changed, line, order } from '../../support/orders.ts'
import { openShop, type Shop } from '../../support/shop.ts'
import { until } from '../../support/until.ts'

// What the page says of answers, held against what the door answers: nothing is missing, nothing is of another kind, and
// nothing comes that the page does not name.

type Schema = { $ref?: string; type?: string; items?: Schema }
type Content = Record<string, { schema: Schema }>
type Page = {
  paths: Record<string, Record<string, { responses: Record<string, { content?: Content }> }>>
  components: { schemas: Record<string, object> }
}

const settings = {
  receipt: { printer: 'kitchen', when: 'on-request' },
  menu: [{ sku: 'BZ01', name: '鲜肉包', category: '蒸点', price: 250 }],
  policy: { uncertain: 'hold' },
}
const by = { by: '小王' }

/** Orders of every kind: printed, in conflict, malformed, with wrong sums, torn off, waiting. */
async function busyShop(): Promise<Shop> {
  const shop = await openShop({ settings })
  const first = order({ orderId: 'first', revision: 1, items: [line('1', '鲜肉包', 2, { note: '不要葱' })] })
  await shop.push(first)
  await until(async () => (await shop.jobs()).every(job => job.state === 'printed'))
  await shop.push(changed(first, { note: '两种内容' }))
  await shop.push(changed(first, { note: '三种内容' }))
  await shop.push({ ...order({ orderId: 'wrong' }), items: [] })
  await shop.push({ ...order({ orderId: 'sums' }), total: { payable: 1 } })
  await shop.push(null, { rawBody: '{"phone":' })
  await until(async () => (await shop.jobs()).every(job => job.state === 'printed'))
  await shop.put('/api/v1/virtual-printers/kitchen', { dropAfterBytes: 100 })
  await shop.push(order({ orderId: 'torn' }))
  await until(async () => (await shop.jobs('&state=held'))[0])
  await shop.put('/api/v1/virtual-printers/kitchen', { paper: 'out' })
  await until(async () => (await shop.get<PrinterView[]>('/api/v1/printers')).body[0]?.state === 'paper-out')
  await shop.push(order({ orderId: 'waits' }))
  return shop
}

test('each route answers what the page says', async () => {
  const shop = await busyShop()
  const page = (await shop.get<Page>('/api/v1/openapi.json')).body
  const asked = new Set<string>()

  /** The whole of a list, and the one thing of anything else. */
  function held(route: string, reply: { status: number; body: unknown }, status = 200): unknown {
    const [method = '', path = ''] = route.split(' ')
    const said = page.paths[path]?.[method.toLowerCase()]?.responses[status]
    const schema = said?.content?.['application/json']?.schema
    const name = (schema?.items ?? schema)?.$ref?.replace('#/components/schemas/', '') as AnswerShape
    expect([route, reply.status, name in answerShapes]).toEqual([route, status, true])
    const shape = schema?.type === 'array' ? answerShapes[name].array().min(1) : answerShapes[name]
    expect([route, shape.safeParse(reply.body).error?.issues ?? []]).toEqual([route, []])
    asked.add(route)
    return reply.body
  }
  const get = async <Body>(route: string, path = route.slice(4)) => held(route, await shop.get(path)) as Body
  const key = { 'idempotency-key': 'once' }
  const post = async <Body>(route: string, path: string, body: object = by, status = 200) =>
    held(route, await shop.post(path, body, key), status) as Body

  await get('GET /api/v1/health')
  await get('GET /api/v1/shop')
  await post('POST /api/v1/shop/pause', '/api/v1/shop/pause')
  await get('GET /api/v1/shop')
  await post('POST /api/v1/shop/resume', '/api/v1/shop/resume')
  held('POST /api/v1/sources/{sourceId}/orders', await shop.push(order({ orderId: 'seen' })), 201)
  await get('GET /api/v1/orders')
  const first = '/api/v1/orders/mini/first'
  await get('GET /api/v1/orders/{source}/{orderId}', first)
  await post('POST /api/v1/orders/{source}/{orderId}/receipt', `${first}/receipt`)
  await post('POST /api/v1/orders/{source}/{orderId}/rush', `${first}/rush`)
  await post('POST /api/v1/orders/{source}/{orderId}/release', `${first}/release`)
  await post('POST /api/v1/orders/{source}/{orderId}/ready', `${first}/ready`)
  await post('POST /api/v1/orders/{source}/{orderId}/collected', `${first}/collected`)
  await get('GET /api/v1/suspicious')
  await post('POST /api/v1/test-order', '/api/v1/test-order', by, 201)

  const dismissing = { note: '是测试', ...by }
  const [wrong] = await get<QuarantineView[]>('GET /api/v1/quarantine')
  await post('POST /api/v1/quarantine/{id}/dismiss', `/api/v1/quarantine/${wrong?.id}/dismiss`, dismissing)
  await get('GET /api/v1/quarantine', '/api/v1/quarantine?state=settled')
  const [aside, other] = await get<ConflictView[]>('GET /api/v1/conflicts')
  await post('POST /api/v1/conflicts/{id}/accept', `/api/v1/conflicts/${aside?.id}/accept`)
  await post('POST /api/v1/conflicts/{id}/dismiss', `/api/v1/conflicts/${other?.id}/dismiss`, dismissing)
  await get('GET /api/v1/conflicts', '/api/v1/conflicts?state=settled')

  await get('GET /api/v1/jobs')
  await get('GET /api/v1/jobs/{id}', '/api/v1/jobs/j1')
  await post('POST /api/v1/jobs/{id}/reprint', '/api/v1/jobs/j1/reprint')
  const [torn] = await shop.jobs('&state=held')
  await post('POST /api/v1/jobs/{id}/resolve', `/api/v1/jobs/${torn?.jobId}/resolve`, { as: 'printed', ...by })
  const waiting = async () => (await shop.jobs()).find(job => job.state === 'waiting')
  const waits = await until(waiting)
  await post('POST /api/v1/jobs/{id}/release', `/api/v1/jobs/${waits.jobId}/release`)
  await post('POST /api/v1/jobs/{id}/cancel', `/api/v1/jobs/${waits.jobId}/cancel`)
  await get('GET /api/v1/printers')
  await post('POST /api/v1/printers/{id}/test', '/api/v1/printers/kitchen/test')
  await post('POST /api/v1/printers/{id}/pause', '/api/v1/printers/kitchen/pause')
  await post('POST /api/v1/printers/{id}/resume', '/api/v1/printers/kitchen/resume')
  const alarms = await get<AlarmView[]>('GET /api/v1/alarms')
  await post('POST /api/v1/alarms/{id}/ack', `/api/v1/alarms/${alarms[0]?.id}/ack`)

  // The money of one order never came, and another's that nobody knows.
  shop.clock.jump(Date.parse('2026-11-23T09:30:00+08:00') - shop.clock.now())
  const entries = [entryOf(order({ orderId: 'nobody-knows' }))]
  held('POST /api/v1/reconcile/bill', await bringBill(shop, alipayTradeBill(entries)))
  await get('GET /api/v1/bills')
  await get('GET /api/v1/bills/{id}', '/api/v1/bills/b1')
  const found = await get<DiscrepancyView[]>('GET /api/v1/discrepancies')
  const different = `/api/v1/discrepancies/${found[0]?.id}`
  await get('GET /api/v1/discrepancies/{id}', different)
  await post('POST /api/v1/discrepancies/{id}/resolve', `${different}/resolve`, { note: '问过平台', by: '小王' })

  const repaired = await shop.put('/api/v1/virtual-printers/kitchen', { paper: 'ok' })
  held('PUT /api/v1/virtual-printers/{id}', repaired)
  // What is brought in from quarantine is answered as what is accepted out of a conflict.
  expect(Object.keys(answersOf).filter(route => !asked.has(route))).toEqual(['POST /api/v1/quarantine/{id}/replay'])
})

test('papers and reports are of the kind that the page says', async () => {
  const shop = await openShop()
  await shop.push(order())
  await until(async () => (await shop.jobs())[0]?.paper)
  const { paths } = (await shop.get<Page>('/api/v1/openapi.json')).body
  const day = '2026-11-22'
  const routes = {
    '/metrics': '/metrics',
    '/api/v1/jobs/{id}/paper.png': '/api/v1/jobs/j1/paper.png',
    '/api/v1/jobs/{id}/paper.txt': '/api/v1/jobs/j1/paper.txt',
    '/api/v1/jobs/{id}/paper.bin': '/api/v1/jobs/j1/paper.bin',
    '/api/v1/days/{day}/report.csv': `/api/v1/days/${day}/report.csv`,
    '/api/v1/days/{day}/report.xlsx': `/api/v1/days/${day}/report.xlsx`,
  }
  for (const [path, asked] of Object.entries(routes)) {
    const { status, headers } = await shop.get(asked)
    const said = Object.keys(paths[path]?.get?.responses[200]?.content ?? {})
    expect([path, status, said]).toEqual([path, 200, [headers['content-type']?.split(';')[0]]])
  }
})

test('every refusal has the one body, and the page says so of each', async () => {
  const shop = await openShop({ silent: true })
  const { paths } = (await shop.get<Page>('/api/v1/openapi.json')).body
  const refusal = { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } }
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { responses }] of Object.entries(methods)) {
      const refusals = Object.entries(responses).filter(([status]) => !status.startsWith('2'))
      expect(Object.keys(responses)).toContain('default')
      for (const [status, { content }] of refusals)
        expect([method, path, status, content]).toEqual([method, path, status, refusal])
    }
  }
  const refused = [
    await shop.get('/api/v1/orders?limit=1001'),
    await shop.get('/api/v1/jobs/j1/paper.txt'),
    await shop.post('/api/v1/jobs/j1/reprint', by),
    await shop.post('/api/v1/printers/kitchen/test', { by: '' }),
    await shop.request('/api/v1/jobs'),
    await shop.push({ ...order(), items: [] }),
    await shop.push(order(), { contentType: 'text/plain' }),
    await bringBill(shop, 'no bill'),
  ]
  expect(refused.map(({ status }) => status)).toEqual([400, 404, 400, 400, 401, 400, 415, 422])
  for (const { body } of refused) expect(answerShapes.Refusal.safeParse(body).error?.issues ?? []).toEqual([])
})
