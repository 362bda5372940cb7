import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { makeCertificate } from '../support/certificate.ts'
import { filesIn } from '../support/files.ts'
import { runServe } from '../support/serve-process.ts'
import { shopSettings } from '../support/shop.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { bodies, mode, printed, push, secretsIn } from './served-shop.ts'

// contract §1: --config, and what opens the door to a network.

vi.setConfig({ testTimeout: 60_000 })

beforeEach(() => bodies.clear())

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
