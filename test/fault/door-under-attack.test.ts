import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import type { JobView } from '../../shared/domain/views/printing-views.ts'
import { makeCertificate } from '../support/certificate.ts'
import { eventually } from '../support/eventually.ts'
import { order } from '../support/orders.ts'
import { openRaw, type RawConnection } from '../support/raw-connection.ts'
import { endRunningShops, type RunningShop, startServe } from '../support/running-shop.ts'
import { runServe } from '../support/serve-process.ts'
import { shopSettings } from '../support/shop.ts'
import { tempFolder } from '../support/temp-folder.ts'

// Everything at once against the program as it is installed (reference/reliability.md §5, row 44): people who dawdle, lines
// that say nothing, readers that do not read, floods. The shop goes on: every order is taken and printed, the memory stays
// what a counter PC has, nothing else comes out of the printer.

const megabyte = 1024 * 1024
/** A Node with a burst behind it, not one that keeps what it is sent: a tenth of what is poured in. */
const mostGrowth = 250 * megabyte

/** Between two orders: a rush hour, as much as one kitchen can print. */
const breath = () => new Promise(resolve => setTimeout(resolve, 300))

const residentOf = (pid: number) =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024

test.skipIf(process.platform !== 'linux')(
  'all kinds of attack while the shop sells',
  { timeout: 180_000 },
  async () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'config.json'), JSON.stringify(shopSettings))
    const shop = await startServe(folder)
    onTestFinished(endRunningShops)
    const { url, token, pid } = shop.ready
    const host = `host: ${new URL(url).host}`
    const bearer = `authorization: Bearer ${token}`
    const orders: string[] = []
    const sell = async () => {
      const orderId = `storm-${orders.length}`
      const placedAt = new Date().toISOString()
      const { status } = await shop.push(order({ orderId, placedAt, payment: { paidAt: placedAt } }))
      expect([orderId, status]).toEqual([orderId, 201])
      orders.push(orderId)
    }
    await sell()
    const before = residentOf(pid)

    const push = `POST /api/v1/sources/mini/orders HTTP/1.1\r\n${host}\r\ncontent-type: application/json\r\n`
    const idle = await lines(url, 2_300)
    await sell()
    const dawdlers = {
      headers: await drip(url, 40, 'GET /api/v1/health HTTP/1.1\r\nx: '),
      body: await drip(url, 40, `${push}content-length: 5000\r\n\r\n`),
      pieces: await drip(url, 20, `${push}transfer-encoding: chunked\r\n\r\n`, '1\r\nx\r\n'),
      nothing: await drip(url, 40, ''),
    }
    await sell()
    const deaf = await lines(url, 100)
    for (const one of deaf) {
      one.socket.pause()
      void one.write(`GET /api/v1/openapi.json HTTP/1.1\r\n${host}\r\n\r\n`.repeat(16))
    }
    const screens = await lines(url, 100)
    for (const one of screens) await one.write(`GET /trpc/changes HTTP/1.1\r\n${host}\r\n${bearer}\r\n\r\n`)
    await sell()
    const floods = Promise.all([
      flood(url, 3_000, `GET /api/v1/jobs HTTP/1.1\r\n${host}\r\nauthorization: Bearer wrong\r\n\r\n`),
      flood(url, 3_000, `GET /api/v1/jobs HTTP/1.1\r\nhost: evil.example\r\n\r\n`),
      flood(
        url,
        1_000,
        `${push}content-length: 2\r\nwebhook-id: x\r\nwebhook-timestamp: 1\r\nwebhook-signature: v1,AA\r\n\r\n{}`,
      ),
      pour(url, `${push}content-length: ${1024 * megabyte}\r\n\r\n`),
      pour(url, `POST / HTTP/1.1\r\n${host}\r\ncontent-length: ${1024 * megabyte}\r\n\r\n`),
    ])
    let flooding = true
    void floods.finally(() => {
      flooding = false
    })
    while (flooding) {
      await sell()
      await breath()
    }
    const [wrongToken, wrongHost, forged] = await floods
    expect(new Set(wrongToken)).toEqual(new Set([401]))
    expect(new Set(wrongHost)).toEqual(new Set([421]))
    expect(new Set(forged)).toEqual(new Set([401]))

    // Each dawdler is told so and put out, by the headers' limit or by the request's; the shop sells on meanwhile.
    for (const [limit, group] of Object.entries(dawdlers)) {
      while (group.some(one => !one.isClosed())) {
        await sell()
        await Promise.race([Promise.all(group.map(one => one.closed)), breath()])
      }
      expect([limit, group.flatMap(one => one.statuses())]).toEqual([limit, group.map(() => 408)])
    }
    expect(dawdlers.body.every(one => one.answer().includes('{"error":{"code":"timeout"'))).toBe(true)
    expect(residentOf(pid) - before).toBeLessThan(mostGrowth)
    expect(idle.filter(one => !one.isClosed()).length).toBeLessThan(2_000)
    expect(screens.filter(one => one.statuses()[0] === 200)).toHaveLength(64)

    for (const one of [...idle, ...deaf, ...screens]) one.socket.destroy()
    await sell()
    await expectAllPrinted(shop, orders)
    const codes = (await shop.get<{ code: string }[]>('/api/v1/alarms')).map(({ code }) => code)
    expect(codes).toContain('source-clock')
    expect(await shop.stop()).toBe(0)
    const errors = readFileSync(join(shop.ready.data, 'logs', 'gudang.log'), 'utf8')
      .split('\n')
      .filter(text => /"level":[56]0/.test(text))
    expect(errors).toEqual([])
  },
)

test('behind TLS nobody dawdles either: not over the handshake, not over the headers', {
  timeout: 60_000,
}, async () => {
  const folder = tempFolder()
  const tls = makeCertificate(folder, 'till.local')
  writeFileSync(
    join(folder, 'config.json'),
    JSON.stringify({ ...shopSettings, door: { hosts: ['till.local:1'], tls } }),
  )
  const serve = runServe(['--data', folder, '--port', '0'])
  const { url } = await serve.ready()
  const silent = await openRaw(url)
  const shaking = await openRaw(url)
  await shaking.write(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00]))
  const line = connect({
    port: Number(new URL(url).port),
    host: '127.0.0.1',
    ca: readFileSync(tls.cert),
    servername: 'till.local',
  })
  onTestFinished(() => void line.destroy())
  await once(line, 'secureConnect')
  line.write('GET / HTTP/1.1\r\nx: ')
  let answer = ''
  for await (const bytes of line) answer += bytes
  expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  await Promise.all([silent.closed, shaking.closed])
  expect(await serve.stop()).toBe(0)
})

async function expectAllPrinted(shop: RunningShop, orders: readonly string[]): Promise<void> {
  await eventually(async () => {
    const jobs: JobView[] = []
    for (;;) {
      const after = jobs.at(-1)?.jobId
      const page = await shop.get<JobView[]>(`/api/v1/jobs?limit=1000${after === undefined ? '' : `&after=${after}`}`)
      jobs.push(...page)
      if (page.length === 0) break
    }
    // On a machine that takes its time an alarm is on paper too: no screen is open.
    const sold = jobs.filter(job => job.kind !== 'report')
    expect(sold.map(job => [job.orderId, job.kind, job.state])).toEqual(orders.map(id => [id, 'kitchen', 'printed']))
  }, 120_000)
}

function lines(url: string, count: number): Promise<RawConnection[]> {
  return Promise.all(Array.from({ length: count }, () => openRaw(url)))
}

/** Says `begin`, then a byte or so every 300 ms for as long as anybody listens. */
async function drip(url: string, count: number, begin: string, drop = 'x'): Promise<RawConnection[]> {
  const all = await lines(url, count)
  for (const one of all) {
    if (begin !== '') await one.write(begin)
    const timer = setInterval(() => begin !== '' && one.socket.writable && one.socket.write(drop), 300)
    onTestFinished(() => clearInterval(timer))
    void one.closed.then(() => clearInterval(timer))
  }
  return all
}

/** The same request again and again on ten lines, each after the answer to the one before; the statuses. */
async function flood(url: string, count: number, request: string): Promise<number[]> {
  const all = await lines(url, 10)
  const answered = all.map(async one => {
    for (let sent = 1; sent <= count / all.length; sent += 1) {
      await one.write(request)
      await eventually(() => expect(one.statuses().length).toBe(sent), 60_000)
    }
    one.socket.destroy()
    return one.statuses()
  })
  return (await Promise.all(answered)).flat()
}

async function pour(url: string, head: string): Promise<void> {
  const one = await openRaw(url)
  await one.write(head)
  while (await one.write(Buffer.alloc(megabyte))) {}
  await one.closed
}
