import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { explainStart } from '../../main/host/headless/exit-codes.ts'
import { serve } from '../../main/host/headless/serve.ts'
import { readServeOptions } from '../../main/host/headless/serve-options.ts'
import { filesIn, filesWith } from '../support/files.ts'
import { order } from '../support/orders.ts'
import { runServe } from '../support/serve-process.ts'
import { openShop, shopSettings } from '../support/shop.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { printed, push } from './served-shop.ts'

// contract §1: why it does not start, in an exit code and one line.

vi.setConfig({ testTimeout: 60_000 })

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
  test.each([
    ['no JSON', '{', 'housekeeping.json'],
    ['an unknown key', '{ "keep": 3 }', 'housekeeping.json'],
    ['a folder that could be anywhere', '{ "backupAlso": "stick" }', 'housekeeping.json backupAlso'],
    ['no days', '{ "customerDays": 0 }', 'housekeeping.json customerDays'],
  ])('housekeeping.json: %s', async (_, rules, field) => {
    const data = tempFolder()
    writeFileSync(join(data, 'config.json'), JSON.stringify(shopSettings))
    writeFileSync(join(data, 'housekeeping.json'), rules)
    const { code, line } = await explained('--data', data, '--port', '0')
    expect([code, line]).toEqual([2, expect.stringMatching(/^[^\n]+$/)])
    expect(line.startsWith(`${field}: `), line).toBe(true)
    expect(filesIn(data)).not.toContain('gudang.db')
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
  ])(
    '4: a damaged gudang.db (%s) of which there is neither a backup nor a journal is left as it is',
    async (_, damage) => {
      const shop = await openShop({ silent: true })
      await shop.push(order())
      await shop.close()
      for (const kept of ['backups', 'journal']) rmSync(join(shop.folder, kept), { recursive: true, force: true })
      const file = join(shop.folder, 'gudang.db')
      const damaged = damage(readFileSync(file))
      writeFileSync(file, damaged)
      const { code, line } = await explained('--data', shop.folder, '--port', '0')
      expect([code, line]).toEqual([4, expect.stringMatching(/^gudang\.db: [^\n]+$/)])
      expect(readFileSync(file).equals(damaged)).toBe(true)
    },
  )
  test('4: a gudang.db of a later version', async () => {
    const shop = await openShop({ silent: true })
    await shop.close()
    const later = new Database(join(shop.folder, 'gudang.db'))
    later.pragma('user_version = 99')
    later.close()
    const { code, line } = await explained('--data', shop.folder, '--port', '0')
    expect([code, line]).toEqual([4, expect.stringMatching(/^gudang\.db: [^\n]*newer[^\n]*$/)])
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
