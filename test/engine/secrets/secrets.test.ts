import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { openSecrets } from '../../../main/engine/secrets/secrets.ts'
import { openShopFolder } from '../../../main/engine/shop-folder.ts'
import { filesWith } from '../../support/files.ts'
import { order } from '../../support/orders.ts'
import { openShop, shopSettings } from '../../support/shop.ts'
import { morning } from '../../support/shop-clock.ts'
import { tempFolder } from '../../support/temp-folder.ts'

// What pairs a source with this shop: kept from others, several at once, and changed without an order lost.

const hour = 3_600_000
const silent = { silent: true }
const noKey = () => {
  throw new Error('there is nothing to seal')
}
type File = Record<string, { secret: string | string[]; retired?: { secret: string; until: string }[] }>
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as File
const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8)
const [a, b] = [
  'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
  'whsec_YWJjZGVmZ2hpamtsbW5vcGFiY2RlZmdoaWprbG1ub3A=',
] as const

describe('several at once', () => {
  test('all of a list are valid', async () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ mini: { secret: [a, b], note: 'kept' } }))
    const shop = await openShop({ ...silent, folder })
    for (const secret of [a, b]) expect((await shop.push(order(), { secret })).status).toBe(201)
    expect((await shop.push(order(), { secret: shop.secretOf('demo') })).status).toBe(401)
    expect(read(join(folder, 'secrets.json')).mini).toEqual({ secret: [a, b], note: 'kept' })
  })
  test.each<[string, unknown, RegExp]>([
    ['an empty list', { mini: { secret: [] } }, /^secrets\.json mini\.secret: /],
    ['one of a list that is none', { mini: { secret: [a, 'whsec_short'] } }, /^secrets\.json mini\.secret\.1: /],
    ['a number', { mini: { secret: 5 } }, /^secrets\.json mini\.secret: /],
    [
      'one that retires without a time',
      { mini: { secret: a, retired: [{ secret: b }] } },
      /^secrets\.json mini\.retired\.0\.until: /,
    ],
    ['a secret where a name belongs', { [b]: 5 }, /^secrets\.json: /],
  ])('%s is refused, by its place and not by its words', (_, content, words) => {
    const file = join(tempFolder(), 'secrets.json')
    writeFileSync(file, JSON.stringify(content))
    expect(() => openSecrets(file, ['mini'], morning, { sealingKey: noKey, knownKeys: noKey })).toThrow(words)
    expect(() => openSecrets(file, ['mini'], morning, { sealingKey: noKey, knownKeys: noKey })).not.toThrow(
      /whsec_(short|YWJj|MDEy)/,
    )
  })
})

describe('a new one', () => {
  test('the one before is valid for 24 hours more, also after a restart; nobody is told either', async () => {
    const shop = await openShop(silent)
    const file = join(shop.folder, 'secrets.json')
    const before = shop.secretOf('mini')
    const reply = await shop.post('/api/v1/sources/mini/secret/rotate', { by: '王' })
    expect([reply.status, reply.body]).toEqual([
      200,
      { source: 'mini', retiresAt: expect.stringMatching(/^2026-11-22T23:01:1/) },
    ])
    const after = shop.secretOf('mini')
    expect(after).not.toBe(before)
    expect(after).toMatch(/^whsec_/)
    const works = async (secret: string) => (await shop.push(order(), { secret })).status === 201
    expect([await works(before), await works(after)]).toEqual([true, true])
    await shop.reopen()
    expect([await works(before), await works(after)]).toEqual([true, true])
    shop.clock.jump(24 * hour - 60_000)
    expect([await works(before), await works(after)]).toEqual([true, true])
    shop.clock.jump(2 * 60_000)
    expect([await works(before), await works(after)]).toEqual([false, true])
    // The next start forgets it.
    await shop.reopen()
    expect(read(file).mini).toEqual({ secret: after })
    expect(modeOf(file)).toBe('600')
    await shop.close()
    for (const secret of [before, after])
      expect(filesWith(shop.folder, secret).filter(name => name !== 'secrets.json')).toEqual([])
  })
  test('twice in a day: all three are valid, the oldest goes first', async () => {
    const shop = await openShop(silent)
    const first = shop.secretOf('mini')
    await shop.post('/api/v1/sources/mini/secret/rotate')
    const second = shop.secretOf('mini')
    shop.clock.jump(12 * hour)
    await shop.post('/api/v1/sources/mini/secret/rotate')
    const third = shop.secretOf('mini')
    const works = () =>
      Promise.all([first, second, third].map(async secret => (await shop.push(order(), { secret })).status === 201))
    expect(await works()).toEqual([true, true, true])
    shop.clock.jump(13 * hour)
    expect(await works()).toEqual([false, true, true])
    shop.clock.jump(13 * hour)
    expect(await works()).toEqual([false, false, true])
  })
  test('that cannot be written down is none', async () => {
    const shop = await openShop(silent)
    const before = shop.secretOf('mini')
    const db = new Database(join(shop.folder, 'gudang.db'))
    db.exec("create trigger refuse before insert on history begin select raise(abort, 'refused'); end")
    expect((await shop.post('/api/v1/sources/mini/secret/rotate')).status).toBe(500)
    db.exec('drop trigger refuse')
    db.close()
    expect(shop.secretOf('mini')).toBe(before)
  })
  test('of a source that is not there: 404; others keep theirs', async () => {
    const shop = await openShop(silent)
    const before = shop.secretOf('demo')
    for (const id of ['nobody', 'counter', '__proto__', 'constructor']) {
      expect([id, (await shop.post(`/api/v1/sources/${id}/secret/rotate`)).status]).toEqual([id, 404])
    }
    await shop.post('/api/v1/sources/mini/secret/rotate')
    expect(shop.secretOf('demo')).toBe(before)
  })
})

describe.skipIf(process.platform === 'win32')('files that others could read', () => {
  test('are closed at the start, and the log says so', () => {
    const folder = tempFolder()
    openShopFolder(folder).release()
    for (const name of ['secrets.json', 'token']) chmodSync(join(folder, name), 0o644)
    const opened = openShopFolder(folder)
    opened.release()
    expect(['secrets.json', 'token'].map(name => modeOf(join(folder, name)))).toEqual(['600', '600'])
    expect(opened.findings).toEqual([
      'others could read secrets.json; only its owner can now',
      'others could read token; only its owner can now',
    ])
    const again = openShopFolder(folder)
    again.release()
    expect(again.findings).toEqual([])
  })
  test('what a crash left behind is no way in', () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'config.json'), JSON.stringify(shopSettings))
    for (const name of ['secrets.json.tmp', 'token.tmp']) writeFileSync(join(folder, name), 'half', { mode: 0o666 })
    openShopFolder(folder).release()
    expect(['secrets.json', 'token'].map(name => modeOf(join(folder, name)))).toEqual(['600', '600'])
  })
})

describe("what a cloud printer's client signs with", () => {
  const clients = [
    [{ id: 'fe', type: 'feie', user: 'u', printers: { '9': 'kitchen' } }, 'ukey'],
    [{ id: 'yl', type: 'yilianyun', clientId: 'u', printers: { '9': 'kitchen' } }, 'clientSecret'],
    [{ id: 'xp', type: 'xpyun', user: 'u', printers: { '9': 'kitchen' } }, 'userKey'],
    [{ id: 'su', type: 'sunmi', appId: 'u', printers: { '9': 'kitchen' } }, 'appKey'],
  ] as const
  test.each(clients)('%j cannot start without it, and the line says where it belongs', (source, name) => {
    const folder = tempFolder()
    const settings = { ...shopSettings, sources: [source] }
    writeFileSync(join(folder, 'config.json'), JSON.stringify(settings))
    for (const known of [{}, { [source.id]: { secret: a } }]) {
      writeFileSync(join(folder, 'secrets.json'), JSON.stringify(known))
      expect(() => openShopFolder(folder)).toThrow(`secrets.json ${source.id}.${name}: is missing`)
    }
    writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ [source.id]: { [name]: 5 } }))
    expect(() => openShopFolder(folder)).toThrow(`secrets.json ${source.id}.${name}: `)
    writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ [source.id]: { [name]: 'k' } }))
    const open = openShopFolder(folder)
    expect(open.secrets.secretOf(source.id, name)).toBe('k')
    open.release()
  })
})
