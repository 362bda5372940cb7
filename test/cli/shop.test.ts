import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { openArchive, sealArchive } from '../../main/cli/shop/archive.ts'
import { listBackups } from '../../main/store/backups.ts'
import type { OrderDetail } from '../../shared/domain/views/order-views.ts'
import { eventually } from '../support/eventually.ts'
import { filesIn, filesWith } from '../support/files.ts'
import { line, order } from '../support/orders.ts'
import { programFile } from '../support/programs.ts'
import { startProgram } from '../support/run-command.ts'
import { openShop, type Shop } from '../support/shop.ts'
import { backUp, databaseFile, dropFromJournal, zeroPages } from '../support/shop-files.ts'
import { tempFolder } from '../support/temp-folder.ts'

vi.setConfig({ testTimeout: 120_000 })

const passPhrase = '古荡早餐店的口令'
const shopCommand = (args: readonly string[], env: Record<string, string> = {}) =>
  startProgram(programFile('shop'), args, env).ended

/** Paid now, so that nothing of it is a backlog. */
const fresh = (orderId: string, over = {}) =>
  order({ orderId, placedAt: new Date().toISOString(), payment: {}, pickupNo: orderId, ...over })

async function printedShop(...orders: object[]): Promise<Shop> {
  const shop = await openShop()
  for (const one of orders) expect((await shop.push(one)).status).toBe(201)
  await eventually(async () => {
    expect((await shop.jobs()).every(job => job.state === 'printed')).toBe(true)
    expect(filesIn(join(shop.folder, 'paper')).filter(name => name.endsWith('.png'))).toHaveLength(orders.length)
  }, 30_000)
  return shop
}

test('what is wrong with the arguments, in one line', async () => {
  const nowhere = join(tempFolder(), 'nothing')
  for (const [args, said] of [
    [[], /backup \| restore \| export/],
    [['sell'], /"sell"/],
    [['toString'], /"toString"/],
    [['backup', '--data', nowhere], /--data/],
    [['backup', '--wrong'], /--wrong/],
    [['restore', '--data', tempFolder(), '--from', nowhere], /--from/],
    [['export', '--data', tempFolder()], /--to/],
    [['import', '--from', nowhere], /--from/],
    [['erase', '--data', tempFolder(), '--source', 'mini'], /--customer/],
    [['forget', '--data', tempFolder(), '--after', '0'], /--after/],
  ] as const) {
    const { code, out, err } = await shopCommand(args)
    expect([code, out], args.join(' ')).toEqual([2, ''])
    expect(err).toMatch(said)
    expect(err).toMatch(/^[^\n]+\n$/)
  }
})

describe('backup', () => {
  test('beside a running engine, and from now on in a second folder too', async () => {
    const shop = await printedShop(fresh('mp-1'))
    const also = join(tempFolder(), 'stick')
    const { code, out } = await shopCommand(['backup', '--data', shop.folder, '--also', also])
    expect([code, out]).toEqual([0, expect.stringContaining(also)])
    expect([listBackups(also).length, listBackups(join(shop.folder, 'backups')).length]).toEqual([1, 1])
    await shop.push(fresh('mp-2'))
    await shop.close()
    expect(listBackups(also).length).toBeGreaterThan(0)
    expect(readFileSync(join(shop.folder, 'housekeeping.json'), 'utf8')).toContain(also)
    expect((await shopCommand(['backup', '--data', shop.folder, '--also', 'none'])).code).toBe(0)
    expect(readFileSync(join(shop.folder, 'housekeeping.json'), 'utf8')).not.toContain(also)
  })
  test('the engine takes a second folder’s backup where its own are gone', async () => {
    const shop = await printedShop(fresh('mp-1'))
    const also = join(tempFolder(), 'stick')
    await shopCommand(['backup', '--data', shop.folder, '--also', also])
    await shop.close()
    for (const { file } of listBackups(join(shop.folder, 'backups'))) zeroPages(file)
    zeroPages(databaseFile(shop.folder))
    await shop.reopen()
    expect(await shop.alarmCodes()).toContain('database-restored')
    expect((await shop.jobs()).map(job => job.state)).toEqual(['printed'])
  })
})

describe('restore', () => {
  test('not under an engine; then the named backup, what was there kept, what came since from the journal', async () => {
    const shop = await printedShop(fresh('mp-1'))
    const backup = backUp(shop.folder, Date.parse('2026-11-22T00:00:00Z'))
    const running = await shopCommand(['restore', '--data', shop.folder, '--from', backup])
    expect([running.code, running.err]).toEqual([3, expect.stringContaining(shop.folder)])
    await shop.push(fresh('mp-2'))
    await eventually(async () => expect((await shop.jobs())[1]?.state).toBe('printed'))
    await shop.close()
    dropFromJournal(shop.folder, one => 'out' in one)
    const { code, out } = await shopCommand(['restore', '--data', shop.folder, '--from', backup])
    expect([code, out]).toEqual([0, expect.stringContaining(join(shop.folder, 'damaged'))])
    await shop.reopen()
    const jobs = await eventually(async () => {
      const all = await shop.jobs()
      expect(all.map(job => [job.orderId, job.state])).toEqual([
        ['mp-1', 'printed'],
        ['mp-2', 'printed'],
      ])
      return all
    })
    expect(jobs.map(job => job.marks)).toEqual([[], ['补打', '可能重复']])
  })
  test('lists what there is; a bad file is refused, and the database stays', async () => {
    const shop = await printedShop(fresh('mp-1'))
    const good = backUp(shop.folder, Date.parse('2026-11-20T00:00:00Z'))
    const bad = backUp(shop.folder, Date.parse('2026-11-21T00:00:00Z'))
    zeroPages(bad)
    await shop.close()
    const { out } = await shopCommand(['restore', '--data', shop.folder, '--list'])
    const lines = out.trim().split('\n')
    expect(lines.find(one => one.includes(good))).toMatch(/ok/)
    expect(lines.find(one => one.includes(bad))).not.toMatch(/ ok /)
    const before = readFileSync(databaseFile(shop.folder))
    const { code, err } = await shopCommand(['restore', '--data', shop.folder, '--from', bad])
    expect([code, err]).toEqual([1, expect.stringContaining('no good backup')])
    expect(readFileSync(databaseFile(shop.folder)).equals(before)).toBe(true)
    // Without a name the newest good one.
    expect((await shopCommand(['restore', '--data', shop.folder])).code).toBe(0)
  })
})

describe('export and import', () => {
  const phrase = { GUDANG_PASSPHRASE: passPhrase }

  test('a shop moves whole: orders, settings, secrets, numbers; nothing of it can be read on the way', async () => {
    const shop = await printedShop(fresh('mp-1'), fresh('mp-2'))
    const file = join(tempFolder(), 'shop.gudang')
    const running = await shopCommand(['export', '--data', shop.folder, '--to', file], phrase)
    expect([running.code, existsSync(file)]).toEqual([3, false])
    const secret = shop.secretOf('mini')
    await shop.close()
    expect((await shopCommand(['export', '--data', shop.folder, '--to', file], phrase)).code).toBe(0)
    expect(filesIn(shop.folder).filter(name => name.startsWith('export-'))).toEqual([])
    const sealed = readFileSync(file)
    for (const known of ['mp-1', secret, 'gudang-001', 'SQLite']) expect(sealed.includes(known)).toBe(false)
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0)

    const data = join(tempFolder(), 'new')
    const wrong = await shopCommand(['import', '--from', file, '--data', data], { GUDANG_PASSPHRASE: 'not the words' })
    expect([wrong.code, existsSync(data)]).toEqual([1, false])
    expect((await shopCommand(['import', '--from', file, '--data', data], phrase)).code).toBe(0)
    expect(existsSync(`${data}.importing`)).toBe(false)
    for (const name of ['config.json', 'secrets.json', 'token']) {
      expect(readFileSync(join(data, name), 'utf8')).toBe(readFileSync(join(shop.folder, name), 'utf8'))
      if (process.platform !== 'win32') expect(statSync(join(data, name)).mode & 0o077).toBe(0)
    }
    const moved = await openShop({ folder: data, clock: shop.clock })
    expect((await moved.jobs()).map(job => [job.orderId, job.number, job.state])).toEqual([
      ['mp-1', 1, 'printed'],
      ['mp-2', 2, 'printed'],
    ])
    expect((await moved.push(fresh('mp-3'))).body.tickets).toMatchObject([{ number: 3 }])
    const again = await shopCommand(['import', '--from', file, '--data', data], phrase)
    expect(again.code).toBe(3)
    await moved.close()
    expect((await shopCommand(['import', '--from', file, '--data', data], phrase)).code).toBe(2)
  })
  test('a ticket that waited when the shop was moved may have come out at the old place: marked', async () => {
    const shop = await openShop({ silent: true })
    await shop.push(fresh('mp-1'))
    await shop.close()
    const [file, data] = [join(tempFolder(), 'shop.gudang'), join(tempFolder(), 'new')]
    await shopCommand(['export', '--data', shop.folder, '--to', file], phrase)
    await shopCommand(['import', '--from', file, '--data', data], phrase)
    const moved = await openShop({ folder: data, clock: shop.clock })
    const [job] = await eventually(async () => {
      const jobs = await moved.jobs()
      expect(jobs.map(one => one.state)).toEqual(['printed'])
      return jobs
    })
    expect(job?.marks).toEqual(['补打', '可能重复'])
  })
  test('the pass phrase may come on stdin, not as an argument, and not be a short one', async () => {
    const folder = tempFolder()
    cpSync(databaseFile((await printedShop(fresh('mp-1'))).folder), join(folder, 'gudang.db'))
    const to = join(folder, 'x')
    const run = startProgram(programFile('shop'), ['export', '--data', folder, '--to', to], {
      GUDANG_PASSPHRASE: 'short',
    })
    expect((await run.ended).code).toBe(2)
    expect((await shopCommand(['export', '--data', folder, '--to', to, '--passphrase', 'x'])).code).toBe(2)
  })
  test('an archive that brings a path that leads out is refused whole', async () => {
    const folder = tempFolder()
    const bytes = { 'gudang.db': new Uint8Array([1]), '../outside': new Uint8Array([1]) }
    const file = join(folder, 'shop.gudang')
    writeFileSync(file, sealArchive(bytes, passPhrase))
    const data = join(folder, 'data')
    const { code, err } = await shopCommand(['import', '--from', file, '--data', data], phrase)
    expect([code, err]).toEqual([1, expect.stringContaining('outside')])
    expect(readdirSync(folder)).toEqual(['shop.gudang'])
  })
  test('every byte of an archive counts', () => {
    const sealed = sealArchive({ a: new Uint8Array([1, 2, 3]) }, passPhrase)
    expect(openArchive(sealed, passPhrase)).toEqual({ a: new Uint8Array([1, 2, 3]) })
    for (const at of [0, 14, 30, 44, sealed.length - 1]) {
      const other = Uint8Array.from(sealed, (byte, index) => (index === at ? byte ^ 1 : byte))
      expect(openArchive(other, passPhrase)).toBeNull()
    }
    expect(openArchive(sealed.subarray(0, 20), passPhrase)).toBeNull()
  })
})

describe('erase', () => {
  const said = '不要花生会过敏'
  const about = { note: said, customer: { id: 'cust-77', name: '王*', phone: '138****5678' } }
  const inside = (folder: string, text: string) =>
    filesWith(folder, text).filter(name => !name.startsWith('logs/') && !name.endsWith('.png'))

  async function shopWithCustomer(): Promise<Shop> {
    const dish = [line('1', '鲜肉包', 2, { note: said })]
    const shop = await printedShop(fresh('mp-1', { ...about, items: dish }), fresh('other', { note: '多放辣椒' }))
    await shop.push(null, { rawBody: `{ "orderId": "mp-1", "note": "${said}", broken` })
    backUp(shop.folder, Date.parse('2026-11-21T00:00:00Z'))
    return shop
  }

  test.each([
    ['by the order', ['--source', 'mini', '--order', 'mp-1']],
    ['by the customer', ['--customer', 'cust-77']],
  ])('%s: gone from database, journal, backups and paper; the money and the others stay', async (_, whom) => {
    const shop = await shopWithCustomer()
    const running = await shopCommand(['erase', '--data', shop.folder, ...whom])
    expect(running.code).toBe(3)
    await shop.close()
    expect(inside(shop.folder, said).length).toBeGreaterThan(3)
    const { code, out, err } = await shopCommand(['erase', '--data', shop.folder, ...whom])
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('1 orders')
    expect(inside(shop.folder, 'cust-77')).toEqual([])
    // By the customer, an order that could not be read and does not name them is not theirs.
    const left = inside(shop.folder, said)
    if (whom[0] === '--source') expect(left).toEqual([])
    else expect(left.filter(name => name.startsWith('paper/'))).toEqual([])
    expect(filesIn(join(shop.folder, 'paper')).filter(name => name.endsWith('.txt'))).toHaveLength(1)

    await shop.reopen()
    const { body } = await shop.get<OrderDetail>('/api/v1/orders/mini/mp-1')
    expect(body).toMatchObject({ number: 1, payable: 500, note: null, items: [{ name: '鲜肉包', note: null }] })
    expect(body.history.map(one => one.what)).toContain('customer-erased')
    expect((await shop.order('other')).note).toBe('多放辣椒')
    expect(await shop.alarmCodes()).not.toContain('database-restored')
  })
  test('nor does it come back with a restore', async () => {
    const shop = await shopWithCustomer()
    await shop.close()
    await shopCommand(['erase', '--data', shop.folder, '--source', 'mini', '--order', 'mp-1'])
    zeroPages(databaseFile(shop.folder))
    await shop.reopen()
    expect((await shop.order('mp-1')).note).toBeNull()
    await shop.close()
    expect(inside(shop.folder, said).filter(name => !name.startsWith('damaged/'))).toEqual([])
  })
  test('not while the order is open', async () => {
    const shop = await openShop({ silent: true })
    await shop.push(fresh('mp-1', about))
    await shop.close()
    const { code, err } = await shopCommand(['erase', '--data', shop.folder, '--customer', 'cust-77'])
    expect([code, err]).toEqual([1, expect.stringContaining('mini/mp-1')])
    await shop.reopen()
    expect((await shop.order('mp-1')).note).toBe(said)
  })
  test('nor from a backup in which the order was still open: its ticket is known there, not its customer', async () => {
    const shop = await openShop({ silent: true })
    await shop.push(fresh('mp-1', about))
    const backup = backUp(shop.folder, Date.now())
    await shop.put('/api/v1/virtual-printers/kitchen', { power: 'on' })
    await eventually(async () => expect((await shop.jobs()).map(job => job.state)).toEqual(['printed']))
    await shop.close()
    const { code, err } = await shopCommand(['erase', '--data', shop.folder, '--customer', 'cust-77'])
    expect([code, err]).toEqual([0, ''])
    for (const words of [said, 'cust-77']) expect(inside(shop.folder, words)).toEqual([])
    expect((await shopCommand(['restore', '--data', shop.folder, '--from', backup])).code).toBe(0)
    await shop.reopen()
    expect(await shop.order('mp-1')).toMatchObject({ note: null, payable: 750 })
    expect((await shop.jobs()).map(job => job.state)).toEqual(['printed'])
  })
  test('nor does it stay in what another command left half done', async () => {
    const shop = await shopWithCustomer()
    const also = join(tempFolder(), 'stick')
    await shopCommand(['backup', '--data', shop.folder, '--also', also])
    await shop.close()
    const [backup = ''] = listBackups(also).map(({ file }) => file)
    const journal = filesIn(shop.folder).find(name => name.endsWith('.jsonl')) ?? ''
    cpSync(join(shop.folder, journal), join(shop.folder, `${journal}.tmp`))
    const copies = ['export-Xy12ab/gudang-2026-11-22T07-01-10Z.db', 'gudang.db.restored']
    for (const piece of [...copies.map(name => join(shop.folder, name)), `${backup}.77.tmp`]) cpSync(backup, piece)
    expect(filesWith(also, said)).toHaveLength(2)
    const { code, err } = await shopCommand(['erase', '--data', shop.folder, '--source', 'mini', '--order', 'mp-1'])
    expect([code, err]).toEqual([0, ''])
    for (const folder of [shop.folder, also]) expect(inside(folder, said)).toEqual([])
  })
  test('what it cannot change it names', async () => {
    const shop = await shopWithCustomer()
    await shop.close()
    mkdirSync(join(shop.folder, 'damaged', '2026-11-01T00-00-00Z'), { recursive: true })
    const old = join(shop.folder, 'backups', 'gudang-2026-11-01T00-00-00Z.db')
    writeFileSync(old, 'no database')
    const unplugged = join(tempFolder(), 'stick')
    writeFileSync(join(shop.folder, 'housekeeping.json'), JSON.stringify({ backupAlso: unplugged }))
    const { code, err } = await shopCommand(['erase', '--data', shop.folder, '--customer', 'cust-77'])
    expect(code).toBe(1)
    for (const left of [old, '2026-11-01T00-00-00Z', unplugged]) expect(err).toContain(left)
  })
})

test('forget: how long customers are remembered', async () => {
  const folder = tempFolder()
  expect((await shopCommand(['forget', '--data', folder, '--after', '7'])).code).toBe(0)
  expect(JSON.parse(readFileSync(join(folder, 'housekeeping.json'), 'utf8'))).toEqual({
    backupAlso: null,
    customerDays: 7,
  })
})
