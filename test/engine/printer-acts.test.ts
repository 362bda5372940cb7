import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import type { JobView, PrinterView } from '../../shared/domain/views/printing-views.ts'
import { openLaneBench } from '../support/lane-bench.ts'
import { line, order } from '../support/orders.ts'
import { openShop } from '../support/shop.ts'
import { createShopHandClock } from '../support/shop-hand-clock.ts'
import { until } from '../support/until.ts'
import { inState, only, paper, printed, two } from './two-stations.ts'

// What a person does with printers, over REST, and what is said of printers that misbehave on request.

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

  test('paused while its next ticket was being drawn: that one does not start any more', async () => {
    const drawn = Promise.withResolvers<void>()
    const bench = openLaneBench({ script: { draw: () => drawn.promise } })
    bench.take(order())
    await bench.clock.pass(1_000)
    bench.pause('kitchen', true)
    drawn.resolve()
    await bench.clock.pass(30_000)
    expect([bench.papers.length, bench.jobs()[0]?.state]).toEqual([0, 'queued'])
    bench.pause('kitchen', false)
    await bench.clock.pass(1_000)
    expect(bench.jobs()).toMatchObject([{ state: 'printed', copy: 1, marks: [], attempts: [{}] }])
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

test('a paused printer with tickets waiting is not forgotten', async () => {
  const clock = createShopHandClock()
  const shop = await openShop({ clock, settings: { ...two, policy: { alarmAfterSeconds: 3 } } })
  await shop.post('/api/v1/printers/steam/pause', {})
  await shop.push(order())
  await clock.until(async () => (await shop.alarmCodes()).includes('printer-paused'), 30_000)
  await shop.post('/api/v1/printers/steam/resume', {})
  await clock.until(async () => (await shop.alarms()).length === 0, 30_000)
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
