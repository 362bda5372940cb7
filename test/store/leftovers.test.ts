import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sweepLeftovers } from '../../main/store/leftovers.ts'
import { filesIn } from '../support/files.ts'
import { tempFolder } from '../support/temp-folder.ts'

test('copies that were cut short go, and nothing beside them', () => {
  const data = tempFolder()
  const put = (name: string) => {
    mkdirSync(join(data, name, '..'), { recursive: true })
    writeFileSync(join(data, name), '王*')
  }
  const stays = [
    'config.json',
    'export-backup/gudang.xlsx',
    'export-of-may/gudang-2026-05-01T00-00-00Z.db',
    'gudang.db',
    'gudang.db-wal',
    'journal/2026-11-22.jsonl',
    'journal/notes.tmp',
  ]
  const goes = [
    'export-backup/gudang-2026-11-22T07-01-10Z.db',
    'export-Xy12ab/gudang-2026-11-22T07-01-10Z.db',
    'export-Xy12ac/gudang-2026-11-22T07-01-10Z.db.77.tmp',
    'export-Xy12ac/gudang-2026-11-22T07-01-10Z.db.77.tmp-journal',
    'gudang.db.probe',
    'gudang.db.restored',
    'gudang.db.restored-wal',
    'journal/2026-11-22.jsonl.tmp',
  ]
  for (const name of [...stays, ...goes]) put(name)
  sweepLeftovers(data)
  expect(filesIn(data)).toEqual(stays)
  sweepLeftovers(data)
  expect(filesIn(data)).toEqual(stays)
})

test('a folder that has no journal yet', () => {
  expect(() => sweepLeftovers(tempFolder())).not.toThrow()
})
