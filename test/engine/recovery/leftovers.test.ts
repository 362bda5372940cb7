import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesIn } from '../../support/files.ts'
import { openShop } from '../../support/shop.ts'

test('at the start what backups, exports and erasings left half done is swept', async () => {
  const shop = await openShop({ silent: true })
  await shop.close()
  const left = [
    'backups/gudang-2026-11-22T07-01-10Z.db.77.tmp',
    'export-Xy12ab/gudang-2026-11-22T07-01-10Z.db',
    'gudang.db.restored',
    'journal/2026-11-22.jsonl.tmp',
  ]
  mkdirSync(join(shop.folder, 'backups'), { recursive: true })
  mkdirSync(join(shop.folder, 'export-Xy12ab'))
  for (const name of left) writeFileSync(join(shop.folder, name), '')
  await shop.reopen()
  const files = filesIn(shop.folder)
  for (const name of left) expect(files).not.toContain(name)
})
