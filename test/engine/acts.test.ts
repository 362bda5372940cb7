import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import type { JobView, OrderDetail, PrinterView } from '../../shared/domain/views.ts'
import { changed, line, order } from '../support/orders.ts'
import { openScriptedTcpPrinter } from '../support/scripted-tcp-printer.ts'
import { openShop, type Shop } from '../support/shop.ts'
import { createShopHandClock } from '../support/shop-hand-clock.ts'
import { until } from '../support/until.ts'

// What a person does with jobs and printers, over REST, on virtual printers that misbehave on request.

const two = {
  printers: [
    { id: 'steam', name: '蒸档', profile: 'generic-80', connection: { type: 'virtual' } },
    { id: 'fry', name: '煎炸', profile: 'generic-58', connection: { type: 'virtual' } },
  ],
  stations: [
    { id: 'steam', name: '蒸档', printer: 'steam', backup: 'fry' },
    { id: 'fry', name: '煎炸', printer: 'fry', backup: 'steam' },
  ],
  routing: [{ category: '煎炸', station: 'fry' }],
  defaultStation: 'steam',
}
const hold = { ...two, policy: { uncertain: 'hold' } }

const only = (shop: Shop, printer: string) => async () => {
  const jobs = await shop.jobs(`&printer=${printer}`)
  return jobs.length === 1 ? jobs[0] : null
}
const inState = (shop: Shop, jobId: string, state: string) =>
  until(async () => {
    const { body } = await shop.get<JobView>(`/api/v1/jobs/${jobId}`)
    return body.state === state ? body : null
  })
const paper = async (shop: Shop, jobId: string) => (await shop.get<string>(`/api/v1/jobs/${jobId}/paper.txt`)).text

async function printed(shop: Shop): Promise<JobView> {
  await shop.push(order())
  const job = await until(only(shop, 'steam'))
  return inState(shop, job.jobId, 'printed')
}

/** An order whose ticket broke off in the middle. */
async function torn(shop: Shop): Promise<JobView> {
  await until(async () => (await shop.get<PrinterView[]>('/api/v1/printers')).body[0]?.state === 'ready')
  await shop.put('/api/v1/virtual-printers/steam', { dropAfterBytes: 150 })
  const { body } = await shop.push(order())
  return until(async () => (await shop.jobs('&printer=steam')).find(job => job.ticketId === body.tickets[0]?.ticketId))
}

describe('reprint', () => {
  test('needs a key, prints once per key, is marked, linked and audited', async () => {
    const shop = await openShop({ settings: two })
    const first = await printed(shop)
    const path = `/api/v1/jobs/${first.jobId}/reprint`
    expect(await shop.post(path, { by: '小王' })).toMatchObject({ status: 400, body: { error: { code: 'invalid' } } })
    const keyed = { 'idempotency-key': 'press-1' }
    const answers = await Promise.all([1, 2, 3].map(() => shop.post<JobView>(path, { by: '小王' }, keyed)))
    const ids = new Set(answers.map(answer => answer.body.jobId))
    expect(answers.map(answer => answer.status)).toEqual([200, 200, 200])
    expect(ids.size).toBe(1)
    const again = await inState(shop, [...ids][0] ?? '', 'printed')
    expect(again).toMatchObject({ kind: 'reprint', copy: 2, marks: ['补打'], reprintOf: first.jobId, number: 1 })
    expect(await paper(shop, again.jobId)).toMatch(/补打.*第2次/)
    expect(await paper(shop, first.jobId)).not.toContain('补打')
    const third = await shop.post<JobView>(path, { by: '小王' }, { 'idempotency-key': 'press-2' })
    expect(third.body).toMatchObject({ copy: 3 })
    const { history } = await shop.order(first.orderId ?? '')
    expect(history.filter(entry => entry.what === 'reprint').map(entry => entry.by)).toEqual(['小王', '小王'])
  })

  test('of what is not there: 404', async () => {
    const shop = await openShop({ settings: two })
    for (const path of ['/api/v1/jobs/j99', '/api/v1/jobs/nonsense']) {
      expect(await shop.post(`${path}/reprint`, {}, { 'idempotency-key': 'x' })).toMatchObject({ status: 404 })
    }
  })
})

describe('a ticket that broke off', () => {
  test('prints again by itself, marked 补打 第2次 可能重复, as the same job', async () => {
    const shop = await openShop({ settings: two })
    const job = await inState(shop, (await torn(shop)).jobId, 'printed')
    expect(job).toMatchObject({ kind: 'kitchen', copy: 2, marks: ['补打', '可能重复'] })
    expect(job.attempts).toMatchObject([{ outcome: 'uncertain' }, { outcome: 'printed', evidence: 'status' }])
    expect(job.attempts[0]?.bytes).toBeGreaterThan(0)
    expect(await paper(shop, job.jobId)).toMatch(/补打.*第2次[\s\S]*可能重复/)
    expect(await shop.alarms()).toEqual([])
  })

  test('under the policy hold it waits for a person, who is alarmed', async () => {
    const shop = await openShop({ settings: hold })
    const job = await inState(shop, (await torn(shop)).jobId, 'held')
    expect(job).toMatchObject({ copy: 1, marks: [], attempts: [{ outcome: 'uncertain' }] })
    await until(async () => (await shop.alarmCodes()).includes('job-held'))
    expect((await shop.order(job.orderId ?? '')).state).toBe('problem')
    // Others go on.
    await shop.push(order({ items: [line('1', '豆浆')] }))
    await until(async () => (await shop.jobs('&state=printed')).length === 1)
  })

  test('it did come out: printed, on a human word', async () => {
    const shop = await openShop({ settings: hold })
    const { jobId } = await inState(shop, (await torn(shop)).jobId, 'held')
    const resolved = await shop.post<JobView>(`/api/v1/jobs/${jobId}/resolve`, { as: 'printed', by: '小王' })
    expect(resolved.body).toMatchObject({
      state: 'printed',
      copy: 1,
      marks: [],
      attempts: [{ outcome: 'printed', evidence: 'human' }],
    })
    expect(await shop.alarms()).toEqual([])
    expect(await shop.post(`/api/v1/jobs/${jobId}/resolve`, { as: 'printed' })).toMatchObject({ status: 409 })
  })

  test('it did not: it prints again with 补打, and no doubt', async () => {
    const shop = await openShop({ settings: hold })
    const { jobId } = await inState(shop, (await torn(shop)).jobId, 'held')
    await shop.post(`/api/v1/jobs/${jobId}/resolve`, { as: 'not-printed', by: '小王' })
    expect(await inState(shop, jobId, 'printed')).toMatchObject({ copy: 2, marks: ['补打'] })
    expect(await paper(shop, jobId)).not.toContain('可能重复')
  })

  test('released: it prints again with both marks', async () => {
    const shop = await openShop({ settings: hold })
    const { jobId } = await inState(shop, (await torn(shop)).jobId, 'held')
    await shop.post(`/api/v1/jobs/${jobId}/release`, { by: '小王' })
    expect(await inState(shop, jobId, 'printed')).toMatchObject({ copy: 2, marks: ['补打', '可能重复'] })
  })

  test('a wrong word is refused', async () => {
    const shop = await openShop({ settings: hold })
    const { jobId } = await torn(shop)
    expect(await shop.post(`/api/v1/jobs/${jobId}/resolve`, { as: 'perhaps' })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid' } },
    })
  })
})

test('three papers in a row without a word from the printer: held, with an alarm, until a person says', async () => {
  const printer = await openScriptedTcpPrinter(ticket => ticket <= 3)
  const [steam, fry] = two.printers
  const shop = await openShop({ settings: { ...two, printers: [{ ...steam, connection: printer.connection }, fry] } })
  await shop.push(order())
  const held = await until(async () => (await shop.jobs('&state=held'))[0])
  expect(held.attempts.map(attempt => attempt.outcome)).toEqual(['uncertain', 'uncertain', 'uncertain'])
  expect(held).toMatchObject({ copy: 3, marks: ['补打', '可能重复'] })
  await until(async () => (await shop.alarmCodes()).includes('job-held'))
  await shop.post(`/api/v1/jobs/${held.jobId}/release`, { by: '小王' })
  expect(await inState(shop, held.jobId, 'printed')).toMatchObject({ copy: 4, marks: ['补打', '可能重复'] })
  expect(await paper(shop, held.jobId)).toMatch(/第4次/)
  expect(printer.tickets).toBe(4)
})

test('two people press at once: one is told that it is done, and one paper comes', async () => {
  const shop = await openShop({ settings: hold })
  for (const [path, body] of [
    ['release', {}],
    ['resolve', { as: 'not-printed' }],
    ['cancel', {}],
  ] as const) {
    const { jobId } = await inState(shop, (await torn(shop)).jobId, 'held')
    await shop.post('/api/v1/printers/steam/pause', {})
    const press = () => shop.post<JobView>(`/api/v1/jobs/${jobId}/${path}`, { ...body, by: '小王' })
    const answers = await Promise.all([press(), press()])
    expect(answers.map(answer => answer.status).sort()).toEqual([200, 409])
    await shop.post('/api/v1/printers/steam/resume', {})
    const done = await inState(shop, jobId, path === 'cancel' ? 'cancelled' : 'printed')
    expect(done.attempts).toHaveLength(path === 'cancel' ? 1 : 2)
  }
})

test('a reprint of a ticket that may be on paper says so, and counts the papers there are', async () => {
  const shop = await openShop({ settings: hold })
  const { jobId } = await inState(shop, (await torn(shop)).jobId, 'held')
  const key = { 'idempotency-key': 'once' }
  const { body } = await shop.post<JobView>(`/api/v1/jobs/${jobId}/reprint`, { by: '小王' }, key)
  const again = await inState(shop, body.jobId, 'printed')
  expect(again).toMatchObject({ copy: 2, marks: ['补打', '可能重复'] })
  expect(await paper(shop, again.jobId)).toMatch(/补打.*第2次[\s\S]*可能重复/)
})

describe('another printer', () => {
  test('takes the tickets of a dead one, marked 代打 with the station', async () => {
    const shop = await openShop({ settings: two })
    await shop.put('/api/v1/virtual-printers/fry', { power: 'off' })
    await shop.push(order({ items: [line('1', '油条', 1, { category: '煎炸' })] }))
    const { jobId } = await until(only(shop, 'fry'))
    await inState(shop, jobId, 'waiting')
    shop.engine.desk.move(jobId, { by: '小王', printerId: 'steam' })
    const moved = await inState(shop, jobId, 'printed')
    expect(moved).toMatchObject({ printerId: 'steam', copy: 1, marks: ['代打'] })
    expect(await paper(shop, jobId)).toMatch(/代打.*煎炸/)
    expect(() => shop.engine.desk.move(jobId, { by: '小王', printerId: 'fry' })).toThrow(/printed/)
    expect(() => shop.engine.desk.move(jobId, { by: '小王', printerId: 'nowhere' })).toThrow(/no printer/)
  })
})

test('not printed, says a person, of a ticket that has no printer: it stays held, and the alarm stands', async () => {
  const shop = await openShop({ settings: { printers: [] } })
  await shop.push(order())
  const held = await until(async () => (await shop.jobs('&state=held'))[0])
  const reply = await shop.post(`/api/v1/jobs/${held.jobId}/resolve`, { as: 'not-printed' })
  expect(reply).toMatchObject({ status: 409 })
  expect(await shop.alarmCodes()).toEqual(['no-printers'])
})

describe('printers', () => {
  test('paused: its tickets wait; resumed: they print once', async () => {
    const shop = await openShop({ settings: two })
    expect(await shop.post('/api/v1/printers/steam/pause', { by: '小王' })).toMatchObject({ body: { paused: true } })
    await shop.push(order({ items: [line('1', '鲜肉包'), line('2', '油条', 1, { category: '煎炸' })] }))
    const fry = await until(only(shop, 'fry'))
    await inState(shop, fry.jobId, 'printed')
    expect(await only(shop, 'steam')()).toMatchObject({ state: 'queued' })
    await shop.reopen()
    expect((await shop.get<PrinterView[]>('/api/v1/printers')).body[0]).toMatchObject({ paused: true, queue: 1 })
    await shop.post('/api/v1/printers/steam/resume', { by: '小王' })
    const steam = await until(only(shop, 'steam'))
    expect(await inState(shop, steam.jobId, 'printed')).toMatchObject({ copy: 1, marks: [] })
    expect(await shop.post('/api/v1/printers/nowhere/pause')).toMatchObject({ status: 404 })
  })

  test('a pause that cannot be written down is none, and neither is its end', async () => {
    const shop = await openShop({ settings: two })
    const isPaused = async () => (await shop.get<PrinterView[]>('/api/v1/printers')).body[0]?.paused
    const refusing = async (act: string) => {
      const db = new Database(join(shop.folder, 'gudang.db'))
      db.exec("create trigger refuse before insert on history begin select raise(abort, 'refused'); end")
      const { status } = await shop.post(`/api/v1/printers/steam/${act}`)
      db.exec('drop trigger refuse')
      db.close()
      return status
    }
    expect([await refusing('pause'), await isPaused()]).toEqual([500, false])
    await shop.post('/api/v1/printers/steam/pause')
    expect([await refusing('resume'), await isPaused()]).toEqual([500, true])
  })

  test('a test page is a job of its own, without an order', async () => {
    const shop = await openShop({ settings: two })
    const page = await shop.post<JobView>('/api/v1/printers/fry/test', { by: '技术员' })
    expect(page.body).toMatchObject({ kind: 'test', orderId: null, printerId: 'fry' })
    const job = await inState(shop, page.body.jobId, 'printed')
    expect(await paper(shop, job.jobId)).toContain('煎炸')
    const picture = await shop.get(`/api/v1/jobs/${job.jobId}/paper.png`)
    expect(picture.status).toBe(200)
  })

  test('a test page proves GS ( H, and tickets are confirmed so from then on, after a restart too', async () => {
    const shop = await openShop({ settings: two })
    const before = await printed(shop)
    expect(before.attempts).toMatchObject([{ evidence: 'status' }])
    const page = await shop.post<JobView>('/api/v1/printers/steam/test')
    const job = await inState(shop, page.body.jobId, 'printed')
    expect(job.attempts).toMatchObject([{ evidence: 'process-id' }])
    await shop.reopen()
    expect((await shop.get<PrinterView[]>('/api/v1/printers')).body[0]).toMatchObject({ confirmation: 'process-id' })
    await shop.push(order())
    const later = await until(async () => (await shop.jobs('&printer=steam&state=printed'))[2])
    expect(later.attempts).toMatchObject([{ evidence: 'process-id' }])
  })

  test('a test page opens the drawer and beeps only where asked to', async () => {
    const shop = await openShop({ settings: two })
    const kick = Buffer.from([0x1b, 0x70, 0, 25, 125])
    const beep = Buffer.from([0x1b, 0x42, 1, 5])
    const bytesOf = async (wishes: object) => {
      const page = await shop.post<JobView>('/api/v1/printers/steam/test', wishes)
      const { jobId } = await inState(shop, page.body.jobId, 'printed')
      return shop.engine.paper.bytes(jobId)
    }
    const has = (bytes: Uint8Array, part: Buffer) => Buffer.from(bytes).includes(part)
    const plain = await bytesOf({})
    expect([has(plain, kick), has(plain, beep)]).toEqual([false, false])
    const asked = await bytesOf({ drawer: true, beep: true })
    expect([has(asked, kick), has(asked, beep)]).toEqual([true, true])
    expect(await shop.post('/api/v1/printers/steam/test', { drawer: 'yes' })).toMatchObject({ status: 400 })
  })

  test('switched to another way of confirming it is met as another device: sent, not printed', async () => {
    const shop = await openShop({ settings: two })
    await printed(shop)
    await shop.put('/api/v1/virtual-printers/steam', { confirm: 'none' })
    await shop.push(order())
    const job = await until(async () => (await shop.jobs('&state=sent'))[0])
    expect(job).toMatchObject({ copy: 1, marks: [], attempts: [{ outcome: 'sent', evidence: 'none' }] })
  })

  test('only virtual ones can be made to misbehave, and only in known ways', async () => {
    const shop = await openShop({
      settings: {
        ...two,
        printers: [two.printers[0], { ...two.printers[1], connection: { type: 'tcp', host: '127.0.0.1', port: 1 } }],
      },
    })
    expect(await shop.put('/api/v1/virtual-printers/fry', { paper: 'out' })).toMatchObject({ status: 409 })
    expect(await shop.put('/api/v1/virtual-printers/nowhere', { paper: 'out' })).toMatchObject({ status: 404 })
    expect(await shop.put('/api/v1/virtual-printers/steam', { paper: 'gone' })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid', issues: [{ path: 'paper' }] } },
    })
  })
})

test('paper out in the middle of a ticket: named at once, and one complete unmarked ticket after', async () => {
  const shop = await openShop({ settings: two })
  await shop.put('/api/v1/virtual-printers/steam', { baud: 1200 })
  await shop.push(order())
  const { jobId } = await until(only(shop, 'steam'))
  await inState(shop, jobId, 'sending')
  await shop.put('/api/v1/virtual-printers/steam', { paper: 'out' })
  await until(async () => (await shop.alarmCodes()).includes('printer-paper-out'), 10_000)
  await shop.put('/api/v1/virtual-printers/steam', { paper: 'ok', baud: null })
  const job = await inState(shop, jobId, 'printed')
  expect(job).toMatchObject({ copy: 1, marks: [] })
  await until(async () => (await shop.alarms()).length === 0)
})

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

test('a paused printer with tickets waiting is not forgotten', async () => {
  const clock = createShopHandClock()
  const shop = await openShop({ clock, settings: { ...two, policy: { alarmAfterSeconds: 3 } } })
  await shop.post('/api/v1/printers/steam/pause', {})
  await shop.push(order())
  await clock.until(async () => (await shop.alarmCodes()).includes('printer-paused'), 30_000)
  await shop.post('/api/v1/printers/steam/resume', {})
  await clock.until(async () => (await shop.alarms()).length === 0, 30_000)
})

test('a pre-order can be let go before its time', async () => {
  const shop = await openShop({ settings: { ...two, policy: { releaseMinutesBefore: 15 } } })
  await shop.push(order({ expectedAt: new Date(shop.clock.now() + 3_600_000).toISOString() }))
  const job = await until(only(shop, 'steam'))
  await shop.post(`/api/v1/jobs/${job.jobId}/release`, { by: '小王' })
  await inState(shop, job.jobId, 'printed')
})

test('a printer that falls silent with a ticket owed to it is an alarm within ten seconds', async () => {
  const clock = createShopHandClock()
  const shop = await openShop({ clock, settings: two })
  await shop.push(order())
  await clock.until(async () => (await shop.jobs('&state=printed')).length === 1)
  await shop.put('/api/v1/virtual-printers/steam', { baud: 50 })
  const pushedAt = clock.elapsed()
  await shop.push(order())
  await clock.until(async () => (await shop.alarmCodes()).includes('printer-stuck'), 12_000)
  expect(clock.elapsed() - pushedAt).toBeLessThan(10_500)
  await shop.put('/api/v1/virtual-printers/steam', { baud: null })
  await clock.until(async () => (await shop.alarms()).length === 0)
})

test('an order says all of it: items, tickets, jobs, attempts, history', async () => {
  const shop = await openShop({ settings: two })
  const job = await printed(shop)
  const detail: OrderDetail = await shop.order(job.orderId ?? '')
  expect(detail).toMatchObject({ state: 'printed', number: 1, channel: 'alipay-mini' })
  expect(detail.items.map(item => item.name)).toEqual(['鲜肉包', '豆浆'])
  expect(detail.tickets).toMatchObject([{ ticketId: job.ticketId, printerId: 'steam', number: 1, kind: 'kitchen' }])
  expect(detail.jobs[0]?.attempts).toHaveLength(1)
  expect(detail.history.map(entry => entry.what)).toContain('revision-taken')
})

test('a kitchen ticket printed again after its order was called off says 作废; its receipt does not', async () => {
  const shop = await openShop({ settings: { ...two, receipt: { printer: 'fry', when: 'always' } } })
  const given = order()
  await shop.push(given)
  const jobs = await until(async () => {
    const all = await shop.jobs()
    return all.length === 2 && all.every(job => job.state === 'printed') ? all : null
  })
  await shop.push({ ...given, status: 'cancelled' })
  const again = async (kind: string) => {
    const jobId = jobs.find(job => job.kind === kind)?.jobId
    const { body } = await shop.post<JobView>(`/api/v1/jobs/${jobId}/reprint`, {}, { 'idempotency-key': 'once' })
    return body
  }
  const ticket = await again('kitchen')
  expect(ticket.marks).toEqual(['补打', '作废'])
  expect((await inState(shop, ticket.jobId, 'printed')).marks).toEqual(['补打', '作废'])
  expect(await paper(shop, ticket.jobId)).toMatch(/^ *补打 第2次\n *作废\n/)
  expect((await again('receipt')).marks).toEqual(['补打'])
})
