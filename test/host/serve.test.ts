import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { explainStart } from '../../main/host/headless/exit-codes.ts'
import { type Ready, serve } from '../../main/host/headless/serve.ts'
import { readServeOptions } from '../../main/host/headless/serve-options.ts'
import type { OrderDetail } from '../../shared/domain/views.ts'
import { makeCertificate } from '../support/certificate.ts'
import { eventually } from '../support/eventually.ts'
import { filesIn, filesWith } from '../support/files.ts'
import { httpRequest } from '../support/http-request.ts'
import { order } from '../support/orders.ts'
import { childrenOf, isAlive, runNpmServe, runServe } from '../support/serve-process.ts'
import { openShop, shopSettings } from '../support/shop.ts'
import { tempFolder } from '../support/temp-folder.ts'

// contract §1, with real processes.

vi.setConfig({ testTimeout: 60_000 })

const onlyOnPosix = process.platform === 'win32'
const mode = (...path: string[]) => (statSync(join(...path)).mode & 0o777).toString(8)
const secretsIn = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')) as Record<string, { secret: string }>

/** What was pushed, so that it can be pushed once more. */
const bodies = new Map<string, unknown>()

async function push(ready: Ready, orderId: string, source = 'demo'): Promise<number> {
  const now = new Date()
  const body = JSON.stringify(bodies.get(orderId) ?? order({ orderId, placedAt: now.toISOString(), payment: {} }))
  bodies.set(orderId, JSON.parse(body))
  const id = `msg_${orderId}`
  const reply = await httpRequest(ready.url, `/api/v1/sources/${source}/orders`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(secretsIn(ready.data)[source]?.secret ?? '').sign(id, now, body),
    },
  })
  return reply.status
}

const ask = <Body>(ready: Ready, path: string) =>
  httpRequest<Body>(ready.url, path, { headers: { authorization: `Bearer ${ready.token}` } })

async function printed(ready: Ready, orderId: string, source = 'demo'): Promise<OrderDetail> {
  return eventually(async () => {
    const { body } = await ask<OrderDetail>(ready, `/api/v1/orders/${source}/${orderId}`)
    expect(body.state).toBe('printed')
    return body
  })
}

/** What it said and how it ended, where it was not to start. */
async function refused(args: readonly string[]) {
  const serve = runServe(args)
  const { code } = await serve.ended()
  expect(serve.stdout()).toBe('')
  return { code, stderr: serve.stderr() }
}

/** The same without a process for each: what `serve` throws, in the words of exit-codes.ts. */
async function explained(...args: string[]) {
  try {
    const serving = await serve(readServeOptions(args))
    await serving.stop()
    throw new Error('it started')
  } catch (error) {
    return explainStart(error)
  }
}

beforeEach(() => bodies.clear())

describe('a start in an empty folder', () => {
  test('one line on stdout, ever; the folder has all it needs, secrets for the owner only', async () => {
    const data = join(tempFolder(), 'new', 'shop')
    const serve = runServe(['--data', data, '--port', '0'])
    const ready = await serve.ready()
    expect(Object.keys(ready).sort()).toEqual(['data', 'event', 'pid', 'token', 'url'])
    expect(ready).toMatchObject({ event: 'ready', pid: serve.child.pid, data })
    expect(ready.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(ready.token.length).toBeGreaterThanOrEqual(32)
    expect((await httpRequest(ready.url, '/api/v1/health')).body).toMatchObject({ status: 'ok', alarms: 0 })

    const config = JSON.parse(readFileSync(join(data, 'config.json'), 'utf8'))
    expect(config.sources).toMatchObject([{ id: 'demo', type: 'push' }])
    expect(config.printers).toMatchObject([{ connection: { type: 'virtual' } }])
    expect(secretsIn(data).demo?.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(readFileSync(join(data, 'token'), 'utf8').trim()).toBe(ready.token)
    if (!onlyOnPosix) expect([mode(data, 'token'), mode(data, 'secrets.json')]).toEqual(['600', '600'])

    expect(await push(ready, 'o-1')).toBe(201)
    const read = await printed(ready, 'o-1')
    expect(read.jobs[0]?.attempts).toMatchObject([{ outcome: 'printed' }])
    expect((await ask(ready, '/api/v1/nothing')).status).toBe(404)

    expect(await serve.stop('SIGTERM')).toBe(0)
    expect(serve.stdout()).toBe(`${JSON.stringify(ready)}\n`)
    expect(filesIn(data)).toEqual(
      expect.arrayContaining([
        'gudang.db',
        'paper/kitchen/000001.bin',
        'paper/kitchen/000001.png',
        'paper/kitchen/000001.txt',
      ]),
    )
    expect(filesIn(join(data, 'journal'))).toHaveLength(1)

    // The log is JSON, line by line, and the token is in the one file that is for it.
    const lines = serve
      .stderr()
      .split('\n')
      .filter(line => line !== '')
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) expect(() => JSON.parse(line), line).not.toThrow()
    expect(serve.stderr()).not.toContain(ready.token)
    expect(filesWith(data, ready.token)).toEqual(['token'])
    expect(filesWith(data, secretsIn(data).demo?.secret ?? '')).toEqual(['secrets.json'])
  })
  test('the second start finds token, secret and orders as they were; SIGINT ends it too', async () => {
    const data = tempFolder()
    const first = runServe(['--data', data, '--port', '0'])
    const before = await first.ready()
    await push(before, 'o-1')
    expect(await first.stop('SIGINT')).toBe(0)
    const secret = secretsIn(data).demo?.secret
    const second = runServe(['--data', data, '--port', '0'])
    const ready = await second.ready()
    expect([ready.token, secretsIn(data).demo?.secret]).toEqual([before.token, secret])
    await printed(ready, 'o-1')
    expect(await second.stop('SIGTERM')).toBe(0)
  })
  test('through npm: still one line, and the pid is the engine’s own', async () => {
    const data = tempFolder()
    const npm = runNpmServe(['--data', data, '--port', '0'])
    const ready = await npm.ready()
    expect(await push(ready, 'o-1')).toBe(201)
    await printed(ready, 'o-1')
    expect(readFileSync(`/proc/${ready.pid}/cmdline`, 'utf8')).toContain('main/cli/serve.ts')
    expect(await npm.stop('SIGTERM')).toBe(0)
    expect(npm.stdout()).toBe(`${JSON.stringify(ready)}\n`)
  })
})

describe('exit 2: one line on stderr that names the field', () => {
  test.each<[string, string[], RegExp]>([
    ['an unknown flag', ['--bogus'], /--bogus/],
    ['a word too many', ['extra'], /extra/],
    ['a port that is none', ['--port', 'abc'], /--port/],
    ['a port beyond all', ['--port', '65536'], /--port/],
    ['a negative port', ['--port=-1'], /--port/],
    ['an empty folder name', ['--data', ''], /--data/],
    ['a flag without its value', ['--config'], /--config/],
    ['a configuration that is not there', ['--config', '/nonexistent/c.json'], /--config/],
    ['a door to the network that nobody meant', ['--host', '0.0.0.0', '--port', '0'], /--host/],
    ['an IPv6 door to the network', ['--host', '::', '--port', '0'], /--host/],
  ])('%s', async (_, args, field) => {
    const data = args.includes('--data') ? [] : ['--data', tempFolder()]
    const { code, line } = await explained(...data, ...args)
    expect([code, line]).toEqual([2, expect.stringMatching(/^[^\n]+$/)])
    expect(line).toMatch(field)
  })
  test.each<[string, string[], RegExp]>([
    ['a bad flag', ['--bogus'], /^[^\n]*--bogus[^\n]*\n$/],
    ['a bad port', ['--port', '8760x'], /^--port: [^\n]+\n$/],
  ])('as a process: %s', async (_, args, stderr) => {
    expect(await refused(['--data', tempFolder(), ...args])).toEqual({ code: 2, stderr: expect.stringMatching(stderr) })
  })
  test('as a process: a bad configuration', async () => {
    const data = tempFolder()
    writeFileSync(join(data, 'config.json'), JSON.stringify({ ...shopSettings, defaultStation: 'attic' }))
    const { code, stderr } = await refused(['--data', data, '--port', '0'])
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^defaultStation: [^\n]+\n$/)])
  })
  test('a data folder that is a file', async () => {
    const file = join(tempFolder(), 'file')
    writeFileSync(file, 'x')
    const { code, line } = await explained('--data', file, '--port', '0')
    expect([code, line]).toEqual([2, expect.stringMatching(/^--data: [^\n]+$/)])
    expect(readFileSync(file, 'utf8')).toBe('x')
  })
  test.each<[string, unknown, string]>([
    ['no JSON', '{', 'config.json'],
    ['no object', [], 'config.json'],
    ['an unknown key', { ...shopSettings, sorces: [] }, 'sorces'],
    ['an unknown key inside', { ...shopSettings, policy: { holdd: 1 } }, 'policy.holdd'],
    ['a missing key', { ...shopSettings, shop: undefined }, 'shop'],
    ['a dangling station', { ...shopSettings, defaultStation: 'attic' }, 'defaultStation'],
    [
      'a dangling printer',
      { ...shopSettings, stations: [{ id: 'kitchen', name: 'x', printer: 'no' }] },
      'stations.0.printer',
    ],
    ['a dangling rule', { ...shopSettings, routing: [{ sku: 'x', station: 'no' }] }, 'routing.0.station'],
    ['an id twice', { ...shopSettings, sources: [shopSettings.sources[0], shopSettings.sources[0]] }, 'sources.1.id'],
    ['an id that is none', { ...shopSettings, sources: [{ id: 'Mini!', type: 'push' }] }, 'sources.0.id'],
    ['a reserved id', { ...shopSettings, sources: [{ id: 'counter', type: 'push' }] }, 'sources.0.id'],
    ['a source of a kind to come', { ...shopSettings, sources: [{ id: 'x', type: 'pigeon' }] }, 'sources.0.type'],
    [
      'a connection of a kind to come',
      { ...shopSettings, printers: [{ ...shopSettings.printers[0], connection: { type: 'fax' } }] },
      'printers.0.connection.type',
    ],
    [
      'a profile that a virtual printer cannot speak',
      { ...shopSettings, printers: [{ ...shopSettings.printers[0], profile: 'star-line' }] },
      'printers.0.profile',
    ],
    [
      'an unknown profile',
      { ...shopSettings, printers: [{ ...shopSettings.printers[0], profile: 'epson-9000' }] },
      'printers.0.profile',
    ],
    [
      'a time zone of nowhere',
      { ...shopSettings, shop: { ...shopSettings.shop, timezone: 'Mars/Olympus' } },
      'shop.timezone',
    ],
    [
      'a certificate that is not there',
      { ...shopSettings, door: { hosts: ['a:1'], tls: { cert: '/no', key: '/no' } } },
      'door.tls.cert',
    ],
  ])('config.json: %s', async (_, config, field) => {
    const data = tempFolder()
    writeFileSync(join(data, 'config.json'), typeof config === 'string' ? config : JSON.stringify(config))
    const { code, line } = await explained('--data', data, '--port', '0')
    expect([code, line]).toEqual([2, expect.stringMatching(/^[^\n]+$/)])
    expect(line.startsWith(`${field}: `), line).toBe(true)
  })
  test.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['a secret that is none', JSON.stringify({ mini: { secret: 'whsec_short' } })],
  ])('secrets.json: %s; its words are not repeated', async (_, secrets) => {
    const data = tempFolder()
    writeFileSync(join(data, 'config.json'), JSON.stringify(shopSettings))
    writeFileSync(join(data, 'secrets.json'), secrets)
    const { code, line } = await explained('--data', data, '--port', '0')
    expect([code, line]).toEqual([2, expect.stringMatching(/^secrets\.json[^\n]+$/)])
    expect(line).not.toContain('whsec_short')
    expect(filesWith(data, 'whsec_short')).toEqual(secrets.includes('whsec_short') ? ['secrets.json'] : [])
  })
  test('--demo leaves a folder alone that it did not make', async () => {
    const data = tempFolder()
    writeFileSync(join(data, 'config.json'), JSON.stringify(shopSettings))
    const { code, stderr } = await refused(['--data', data, '--port', '0', '--demo'])
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^--data: [^\n]+\n$/)])
    expect(filesIn(data)).toEqual(['config.json'])
  })
})

describe('exits 3, 4 and 5', () => {
  test('3: the folder is in use, whatever name it is called by', async () => {
    const folder = tempFolder()
    const data = join(folder, 'data')
    mkdirSync(data)
    symlinkSync(data, join(folder, 'link'))
    const first = runServe(['--data', data, '--port', '0'])
    const ready = await first.ready()
    const names = [data, join(folder, 'link'), `${data}/../data/`]
    const others = await Promise.all(names.map(name => refused(['--data', name, '--port', '0'])))
    for (const other of others) expect(other).toEqual({ code: 3, stderr: expect.stringMatching(/^[^\n]+\n$/) })
    expect(await push(ready, 'o-1')).toBe(201)
    expect(await first.stop()).toBe(0)
    const next = runServe(['--data', join(folder, 'link'), '--port', '0'])
    await printed(await next.ready(), 'o-1')
    expect(await next.stop()).toBe(0)
  })
  test.each<[string, (healthy: Buffer) => Buffer]>([
    ['garbage', () => Buffer.from('this is no database '.repeat(500))],
    ['a few bytes', () => Buffer.from('oops')],
    ['zeros for a page', whole => Buffer.concat([whole.subarray(0, 4096), Buffer.alloc(4096), whole.subarray(8192)])],
    ['noise for the last pages', whole => Buffer.concat([whole.subarray(0, -8192), Buffer.alloc(8192, 0xa5)])],
  ])('4: a damaged gudang.db (%s) is left as it is', async (_, damage) => {
    const shop = await openShop({ silent: true })
    await shop.push(order())
    await shop.close()
    const file = join(shop.folder, 'gudang.db')
    const damaged = damage(readFileSync(file))
    writeFileSync(file, damaged)
    const { code, line } = await explained('--data', shop.folder, '--port', '0')
    expect([code, line]).toEqual([4, expect.stringMatching(/^gudang\.db: [^\n]+$/)])
    expect(readFileSync(file).equals(damaged)).toBe(true)
  })
  test('4: as a process', async () => {
    const data = tempFolder()
    writeFileSync(join(data, 'gudang.db'), 'this is no database')
    const { code, stderr } = await refused(['--data', data, '--port', '0'])
    expect([code, stderr]).toEqual([4, expect.stringMatching(/^gudang\.db: [^\n]+\n$/)])
    expect(readFileSync(join(data, 'gudang.db'), 'utf8')).toBe('this is no database')
  })
  test('5: the port is busy; the folder is free again at once', async () => {
    const taken = createServer()
    await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void taken.close())
    const address = taken.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const data = tempFolder()
    const { code, stderr } = await refused(['--data', data, '--port', String(port)])
    expect([code, stderr]).toEqual([5, expect.stringContaining(String(port))])
    const serve = runServe(['--data', data, '--port', '0'])
    await serve.ready()
    expect(await serve.stop()).toBe(0)
  })
})

describe('ends', () => {
  test('kill -9: its children end with it, the folder opens at once, and every order prints once', async () => {
    const data = tempFolder()
    const first = runServe(['--data', data, '--port', '0'])
    const ready = await first.ready()
    expect(await push(ready, 'o-1')).toBe(201)
    await printed(ready, 'o-1')
    const children = await eventually(() => {
      const found = childrenOf(ready.pid)
      expect(found.length).toBeGreaterThan(0)
      return found
    })
    expect(await push(ready, 'o-2')).toBe(201)
    process.kill(ready.pid, 'SIGKILL')
    expect((await first.ended()).signal).toBe('SIGKILL')
    const second = runServe(['--data', data, '--port', '0'])
    const again = await second.ready()
    expect(again.token).toBe(ready.token)
    await printed(again, 'o-1')
    const { jobs } = await printed(again, 'o-2')
    // Plain where no byte of the first attempt can have left, marked where it can.
    expect(jobs[0]?.marks.includes('可能重复')).toBe((jobs[0]?.attempts.length ?? 0) > 1)
    expect(await push(again, 'o-1')).toBe(200)
    await eventually(() => expect(children.filter(isAlive)).toEqual([]))
    expect(await second.stop()).toBe(0)
  })
  test('SIGTERM with a ticket in flight: it comes out whole, once', async () => {
    const data = tempFolder()
    const first = runServe(['--data', data, '--port', '0'])
    const ready = await first.ready()
    const slow = { baud: 4800 }
    await httpRequest(ready.url, '/api/v1/virtual-printers/kitchen', {
      method: 'PUT',
      headers: { authorization: `Bearer ${ready.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(slow),
    })
    await push(ready, 'o-1')
    await eventually(async () => {
      const { body } = await ask<OrderDetail>(ready, '/api/v1/orders/demo/o-1')
      expect(body.jobs[0]?.state).toBe('sending')
    })
    const began = performance.now()
    expect(await first.stop()).toBe(0)
    expect(performance.now() - began).toBeLessThan(11_000)
    const second = runServe(['--data', data, '--port', '0'])
    const again = await second.ready()
    const { jobs } = await printed(again, 'o-1')
    expect(jobs[0]).toMatchObject({ copy: 1, marks: ['演示'], attempts: [{ outcome: 'printed' }] })
    await second.stop()
    expect(filesIn(join(data, 'paper')).filter(name => name.endsWith('.txt'))).toHaveLength(1)
  })
  test.skipIf(process.platform !== 'linux')('a full disk under its log does not end it', async () => {
    const data = tempFolder()
    const full = openSync('/dev/full', 'w')
    onTestFinished(() => closeSync(full))
    const serve = runServe(['--data', data, '--port', '0'], full)
    const ready = await serve.ready()
    expect(await push(ready, 'o-1')).toBe(201)
    await printed(ready, 'o-1')
    expect(await serve.stop()).toBe(0)
  })
})

describe('--config FILE', () => {
  test('is read and never written; secrets and all else stay in the data folder', async () => {
    const folder = tempFolder()
    const config = join(folder, 'shop.json')
    const text = JSON.stringify(shopSettings)
    writeFileSync(config, text)
    chmodSync(config, 0o444)
    const data = join(folder, 'data')
    mkdirSync(data)
    writeFileSync(join(data, 'config.json'), '{ this one is not asked')
    const serve = runServe(['--data', data, '--config', config, '--port', '0'])
    const ready = await serve.ready()
    expect(Object.keys(secretsIn(data)).sort()).toEqual(['demo', 'mini'])
    expect(await push(ready, 'o-1', 'mini')).toBe(201)
    await printed(ready, 'o-1', 'mini')
    expect(await serve.stop()).toBe(0)
    expect(readFileSync(config, 'utf8')).toBe(text)
    expect(readFileSync(join(data, 'config.json'), 'utf8')).toBe('{ this one is not asked')
    expect(filesIn(folder).filter(name => !name.startsWith('data/'))).toEqual(['shop.json'])
  })
  test('a secret that is there is kept, a missing one is added', async () => {
    const data = tempFolder()
    const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
    writeFileSync(join(data, 'config.json'), JSON.stringify(shopSettings))
    writeFileSync(join(data, 'secrets.json'), JSON.stringify({ mini: { secret, other: 1 }, gone: { ukey: 'k' } }), {
      mode: 0o600,
    })
    const serve = runServe(['--data', data, '--port', '0'])
    const ready = await serve.ready()
    expect(secretsIn(data)).toMatchObject({
      mini: { secret, other: 1 },
      gone: { ukey: 'k' },
      demo: { secret: expect.any(String) },
    })
    expect(mode(data, 'secrets.json')).toBe('600')
    expect(await push(ready, 'o-1', 'mini')).toBe(201)
    await serve.stop()
  })
  test('nor with door.hosts alone: what crosses a network is encrypted', async () => {
    const data = tempFolder()
    writeFileSync(join(data, 'config.json'), JSON.stringify({ ...shopSettings, door: { hosts: ['till.local:8760'] } }))
    const serve = runServe(['--data', data, '--host', '0.0.0.0', '--port', '0'])
    expect((await serve.ended()).code).toBe(2)
    expect(serve.stderr()).toContain('door.tls')
  })
  test('door.hosts and door.tls open it to the network, for those names only', async () => {
    const data = tempFolder()
    const tls = makeCertificate(data, 'till.local')
    const door = { hosts: ['till.local:8760'], tls }
    writeFileSync(join(data, 'config.json'), JSON.stringify({ ...shopSettings, door }))
    const serve = runServe(['--data', data, '--host', '0.0.0.0', '--port', '0'])
    const ready = await serve.ready()
    expect(ready.url).toMatch(/^https:/)
    const port = Number(new URL(ready.url).port)
    const ca = readFileSync(tls.cert)
    const status = (host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const options = {
          host: '127.0.0.1',
          port,
          path: '/api/v1/health',
          headers: { host },
          ca,
          servername: 'till.local',
        }
        get({ ...options, agent: false }, reply => resolve(reply.resume().statusCode)).on('error', reject)
      })
    expect([await status('till.local:8760'), await status('TILL.local:8760')]).toEqual([200, 200])
    expect([await status('evil.example:8760'), await status('till.local')]).toEqual([421, 421])
    await serve.stop()
  })
})
