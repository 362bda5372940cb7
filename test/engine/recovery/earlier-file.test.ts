import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test, vi } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { filesIn } from '../../support/files.ts'
import { changed, line } from '../../support/orders.ts'
import { openShop } from '../../support/shop.ts'
import { copyWithoutLog, databaseFile, dropFromJournal, keepOldFile, removeFiles } from '../../support/shop-files.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { fresh, numbers, onlyOutcomes, papers, papersOf, settled, shopWithBackup } from './lost-shop.ts'

// A database of an earlier hour is put in place of today’s, by hand or by a restore that was cut short, or one that is no
// longer ours to read. What really lies in the kitchen is the virtual printer’s tray.

vi.setConfig({ testTimeout: 60_000 })

const isFinal = ({ out }: Record<string, unknown>) => (out as { state: string }).state === 'printed'

describe('a file of an earlier hour', () => {
  test('a log that was left behind when the shop was copied', async () => {
    const shop = await openShop()
    await shop.push(fresh('mp-1'))
    await shop.push(fresh('mp-2'))
    await settled(shop, 2)
    await eventually(() => expect(papers(shop)).toHaveLength(2))
    const copy = join(tempFolder(), 'copy')
    copyWithoutLog(shop.folder, copy)
    removeFiles(copy, /^backups\//)
    dropFromJournal(copy, onlyOutcomes)
    await shop.close()
    const moved = await openShop({ folder: copy, clock: shop.clock })
    await settled(moved, 2)
    expect(await numbers(moved)).toEqual([
      ['mp-1', 1],
      ['mp-2', 2],
    ])
    await eventually(() => expect(papers(moved)).toHaveLength(4))
    for (const id of ['mp-1', 'mp-2']) expect(papersOf(moved, id)[1]).toMatch(/补打 第2次[\s\S]*可能重复/)
    expect(await moved.alarmCodes()).toContain('database-restored')
  })
  test('without a log, and nothing came since: what was printed meanwhile is not printed plain', async () => {
    const shop = await openShop()
    await shop.push(fresh('mp-1'))
    await settled(shop, 1)
    await shop.close()
    await shop.reopen()
    await shop.put('/api/v1/virtual-printers/kitchen', { power: 'off' })
    await shop.push(fresh('mp-2'))
    const beside = new Database(databaseFile(shop.folder))
    beside.pragma('wal_checkpoint(FULL)')
    beside.close()
    await shop.put('/api/v1/virtual-printers/kitchen', { power: 'on' })
    await settled(shop, 2)
    await eventually(() => expect(papersOf(shop, 'mp-2')).toHaveLength(1))
    const copy = join(tempFolder(), 'copy')
    copyWithoutLog(shop.folder, copy)
    dropFromJournal(copy, onlyOutcomes)
    await shop.close()
    const moved = await openShop({ folder: copy, clock: shop.clock })
    await eventually(() => expect(papersOf(moved, 'mp-2')).toHaveLength(2))
    expect(papersOf(moved, 'mp-2')[1]).toMatch(/补打 第2次[\s\S]*可能重复/)
    expect(papersOf(moved, 'mp-1')).toHaveLength(1)
  })
  test.each([['last hour’s file'], ['the file of before the first order']])(
    'somebody put %s in its place',
    async which => {
      const isFirst = which.includes('first')
      const shop = await openShop()
      if (!isFirst) {
        await shop.push(fresh('mp-1'))
        await settled(shop, 1)
      }
      const putBack = await keepOldFile(shop)
      await shop.push(fresh('mp-2'))
      await settled(shop, isFirst ? 1 : 2)
      await putBack()
      dropFromJournal(shop.folder, onlyOutcomes)
      await shop.reopen()
      await settled(shop, isFirst ? 1 : 2)
      expect(await shop.alarmCodes()).toContain('database-restored')
      await eventually(() => expect(papersOf(shop, 'mp-2')).toHaveLength(2))
      expect(papersOf(shop, 'mp-2')[1]).toMatch(/补打 第2次[\s\S]*可能重复/)
      expect(papersOf(shop, 'mp-1')).toHaveLength(isFirst ? 0 : 1)
    },
  )
  test.each([
    ['what the journal knows to be printed is not printed again', () => false],
    ['without the last word of it, not plain', (line: Record<string, unknown>) => 'out' in line && isFinal(line)],
  ] as const)('an earlier hour’s file, and since then no order came, only paper: %s', async (_, drop) => {
    const shop = await openShop()
    await shop.push(fresh('mp-1'))
    await settled(shop, 1)
    await shop.put('/api/v1/virtual-printers/kitchen', { power: 'off' })
    await shop.push(fresh('mp-2'))
    await shop.push(fresh('mp-3'))
    const putBack = await keepOldFile(shop)
    await settled(shop, 3)
    await putBack()
    // Of mp-2 at least the journal tells.
    dropFromJournal(shop.folder, line => drop(line) && JSON.stringify(line).includes('mp-3'))
    const before = papers(shop).length
    await shop.reopen()
    await settled(shop, 3)
    expect(await shop.alarmCodes()).toContain('database-restored')
    expect(papersOf(shop, 'mp-2')).toHaveLength(1)
    await eventually(() => expect(papersOf(shop, 'mp-3')).toHaveLength(papers(shop).length - before + 1))
    for (const again of papersOf(shop, 'mp-3').slice(1)) expect(again).toMatch(/补打 第2次[\s\S]*可能重复/)
  })
  test('an earlier hour’s file: what a person cancelled since then is not printed', async () => {
    const shop = await openShop()
    await shop.post('/api/v1/printers/kitchen/pause', { by: '小王' })
    await shop.push(fresh('mp-1'))
    const putBack = await keepOldFile(shop)
    const [job] = await shop.jobs()
    await shop.post(`/api/v1/jobs/${job?.jobId}/cancel`, { by: '小王' })
    await putBack()
    await shop.reopen()
    await shop.post('/api/v1/printers/kitchen/resume', { by: '小王' })
    await shop.push(fresh('mp-2'))
    await settled(shop, 2)
    expect((await shop.jobs()).map(one => one.state)).toEqual(['cancelled', 'printed'])
    expect(papersOf(shop, 'mp-1')).toEqual([])
  })
  test('an earlier hour’s file, of a source that calls every word of an order by the same id', async () => {
    const shop = await openShop({ silent: true })
    const first = fresh('mp-1', { revision: 1 })
    await shop.push(first, { id: 'msg-mp-1' })
    const putBack = await keepOldFile(shop)
    await shop.engine.obey('kitchen', { power: 'on' })
    await shop.push(changed(first, { revision: 2, items: [line('1', '鲜肉包', 5)] }), { id: 'msg-mp-1' })
    await settled(shop, 3)
    await putBack()
    dropFromJournal(shop.folder, onlyOutcomes)
    await shop.reopen()
    expect(await shop.alarmCodes()).toContain('database-restored')
  })
  test('a file that is gone, and a restore that was cut short', async () => {
    const shop = await shopWithBackup()
    rmSync(databaseFile(shop.folder))
    writeFileSync(`${databaseFile(shop.folder)}-wal`, 'left behind')
    writeFileSync(`${databaseFile(shop.folder)}.restored`, 'half a copy')
    await shop.reopen()
    expect((await shop.jobs()).map(job => job.state)).toEqual(Array(5).fill('printed'))
    expect(filesIn(join(shop.folder, 'damaged')).map(name => name.replace(/.*\//, ''))).toEqual(['gudang.db-wal'])
    expect(existsSync(`${databaseFile(shop.folder)}.restored`)).toBe(false)
  })
  test('a newer version’s file is refused, not replaced', async () => {
    const shop = await shopWithBackup()
    const later = new Database(databaseFile(shop.folder))
    later.pragma('user_version = 99')
    later.close()
    const bytes = readFileSync(databaseFile(shop.folder))
    await expect(shop.reopen()).rejects.toMatchObject({ code: 'newer', message: expect.stringContaining('99') })
    expect(readFileSync(databaseFile(shop.folder)).equals(bytes)).toBe(true)
    expect(existsSync(join(shop.folder, 'damaged'))).toBe(false)
  })
})
