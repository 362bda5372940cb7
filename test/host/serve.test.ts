import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { OrderDetail } from '../../shared/domain/views/order-views.ts'
import { eventually } from '../support/eventually.ts'
import { filesIn, filesWith } from '../support/files.ts'
import { httpRequest } from '../support/http-request.ts'
import { childrenOf, isAlive, runNpmServe, runServe } from '../support/serve-process.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { ask, bodies, mode, printed, push, secretsIn } from './served-shop.ts'

// contract §1, with real processes.

vi.setConfig({ testTimeout: 60_000 })

const onlyOnPosix = process.platform === 'win32'

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
