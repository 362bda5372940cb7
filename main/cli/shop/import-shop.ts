import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { restoreDatabase } from '../../engine/recovery/open-shop-database.ts'
import { isFolderHeld } from '../../store/folder-lock.ts'
import { syncFile, syncFolder } from '../../store/kept-aside.ts'
import { dataFolder, leave, readArguments } from '../arguments.ts'
import { openArchive, type ShopFiles } from './archive.ts'
import { askPassPhrase } from './pass-phrase.ts'
import { quietLog } from './quiet-log.ts'

// npm run shop -- import --from FILE [--data DIR]: an exported shop on this computer, in a folder that has none. It is a
// restore: should the old computer have gone on, tickets that it may have printed say 可能重复 here, also those of orders
// that a source brings again.

/** What an archive may bring, and nothing that leads out of the folder. */
const welcome = /^([\w-][\w.-]{0,100}|journal\/\d{4}-\d{2}-\d{2}\.jsonl|bills\/[0-9a-f]{64}\.db)$/

export async function importShop(args: readonly string[]): Promise<void> {
  const values = readArguments({ data: { type: 'string' }, from: { type: 'string' } }, args)
  const data = dataFolder(values.data)
  if (values.from === undefined || !existsSync(values.from)) leave(2, `--from: there is no ${values.from ?? 'file'}`)
  const there = existsSync(data) ? readdirSync(data) : []
  if (there.length > 0 && isFolderHeld(data)) {
    leave(3, `程序正在使用 ${data} · ${data} is in use by an engine`)
  }
  if (there.length > 0) leave(2, `--data: ${data} is not empty`)
  const files = openArchive(readFileSync(resolve(values.from)), await askPassPhrase())
  if (files === null) leave(1, '口令不对，或者文件坏了 · the pass phrase is wrong, or the file is damaged')
  const staging = `${data}.importing`
  rmSync(staging, { recursive: true, force: true })
  try {
    settle(files, staging)
  } catch (error) {
    rmSync(staging, { recursive: true, force: true })
    throw error
  }
  // Whole or not at all.
  if (existsSync(data)) rmdirSync(data)
  renameSync(staging, data)
  syncFolder(dirname(data))
  process.stdout.write(`导入好了，启动程序即可 · imported into ${data}; start the program\n`)
}

function settle(files: ShopFiles, folder: string): void {
  if (files['gudang.db'] === undefined) throw new Error('文件里没有数据库 · there is no database in it')
  mkdirSync(join(folder, 'journal'), { recursive: true, mode: 0o700 })
  mkdirSync(join(folder, 'bills'), { mode: 0o700 })
  for (const [name, bytes] of Object.entries(files)) {
    if (!welcome.test(name)) throw new Error(`${JSON.stringify(name)} does not belong into a shop`)
    // Secrets among them; config.json is nobody else's either.
    writeFileSync(join(folder, name), bytes, { mode: 0o600 })
    syncFile(join(folder, name))
  }
  const brought = join(folder, 'imported.db')
  renameSync(join(folder, 'gudang.db'), brought)
  restoreDatabase(folder, {
    ...{ now: () => Date.now(), log: quietLog, why: 'imported', orJournal: false, elsewhere: true },
    candidates: [{ file: brought, at: null }],
  })
  rmSync(brought)
}
