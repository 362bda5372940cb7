import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { backupsOf, restoreDatabase } from '../../engine/recovery/open-shop-database.ts'
import { backupTime, checkFile, copyBills } from '../../store/backups.ts'
import { leave, readArguments, shopFolder } from '../arguments.ts'
import { withShop } from './held-shop.ts'
import { quietLog } from './quiet-log.ts'

// npm run shop -- restore [--from FILE] [--list] [--data DIR]: the newest good backup, or the named one, in the place of
// gudang.db, which is kept aside. Orders that came since come back from the journal at the next start; tickets that may
// have been printed since say 可能重复.

export async function restore(args: readonly string[]): Promise<void> {
  const values = readArguments({ data: { type: 'string' }, from: { type: 'string' }, list: { type: 'boolean' } }, args)
  const data = shopFolder(values.data)
  if (values.list === true) {
    for (const { file, at } of backupsOf(data, Date.now())) {
      process.stdout.write(`${new Date(at).toISOString()}  ${statSync(file).size}  ${checkFile(file)}  ${file}\n`)
    }
    return
  }
  const from = values.from === undefined ? null : resolve(values.from)
  if (from !== null && !existsSync(from)) leave(2, `--from: there is no ${from}`)
  const candidates = from === null ? backupsOf(data, Date.now()) : [{ file: from, at: backupTime(from) }]
  if (candidates.length === 0) leave(1, '没有备份 · there is no backup')
  await withShop(data, () => {
    const { kept } = restoreDatabase(data, {
      ...{ now: () => Date.now(), log: quietLog, why: 'asked for', candidates, orJournal: false },
    })
    for (const { file } of candidates) copyBills(dirname(file), data)
    process.stdout.write('恢复好了，启动程序即可 · restored; start the program\n')
    if (kept !== null) process.stdout.write(`原来的数据库在 · what was there is kept in: ${kept}\n`)
  })
}
