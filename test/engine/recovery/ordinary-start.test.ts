import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test, vi } from 'vitest'
import { openShop, type Shop } from '../../support/shop.ts'
import { morning } from '../../support/shop-clock.ts'
import { databaseFile } from '../../support/shop-files.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { fresh, numbers, papersOf, settled } from './lost-shop.ts'

// The journal at a start at which nothing is wrong.

vi.setConfig({ testTimeout: 60_000 })

describe('an ordinary start', () => {
  const entry = (orderId: string, seq: string) => {
    const body = JSON.stringify(fresh(orderId))
    return { seq, at: morning, source: 'mini', webhookId: `msg-${seq}`, bodyHash: seq, contentHash: seq, body }
  }
  const write = (shop: Shop, ...lines: object[]) => {
    const file = join(shop.folder, 'journal', '2026-11-21.jsonl')
    writeFileSync(file, `${readFileSync(file, 'utf8')}${lines.map(one => `${JSON.stringify(one)}\n`).join('')}`)
  }
  test('takes in, once and plain, what reached the journal and not the database', async () => {
    const shop = await openShop()
    await shop.push(fresh('mp-1'))
    await settled(shop, 1)
    await shop.close()
    write(shop, entry('mp-2', 'x-1'), entry('mp-3', 'x-2'), { seq: 'x-2', verdict: 'not-durable' })
    await shop.reopen()
    await settled(shop, 2)
    await shop.reopen()
    await settled(shop, 2)
    expect(await numbers(shop)).toEqual([
      ['mp-1', 1],
      ['mp-2', 2],
    ])
    expect(papersOf(shop, 'mp-2')).toHaveLength(1)
    expect(papersOf(shop, 'mp-2')[0]).not.toContain('补打')
    expect(await shop.alarmCodes()).toEqual([])
  })
  test('a folder of before there was any account of the journal is simply gone on with', async () => {
    const folder = tempFolder()
    mkdirSync(join(folder, 'journal'))
    const shop = await openShop({ folder, silent: true })
    await shop.push(fresh('mp-1'))
    await shop.close()
    const db = new Database(databaseFile(folder))
    db.exec('delete from journal_position')
    db.close()
    await shop.reopen()
    expect(await shop.alarmCodes()).toEqual([])
    expect(await shop.jobs()).toHaveLength(1)
  })
})
