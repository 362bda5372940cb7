import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { changeHouseRules, readHouseRules } from '../../engine/house-rules.ts'
import { backUpNow } from '../../store/backups.ts'
import { leave, readArguments, shopFolder } from '../arguments.ts'

// npm run shop -- backup [--also DIR|none] [--data DIR]: a backup now, beside a running engine or without one. --also: from
// now on every backup goes to that folder too, on another disk if it is any use.

export function backUp(args: readonly string[]): void {
  const values = readArguments({ data: { type: 'string' }, also: { type: 'string' } }, args)
  const data = shopFolder(values.data)
  if (!existsSync(join(data, 'gudang.db'))) leave(2, `--data: there is no shop in ${data}`)
  if (values.also !== undefined) setAlso(data, values.also)
  const { backupAlso } = readHouseRules(data)
  const order = { database: join(data, 'gudang.db'), folder: join(data, 'backups'), second: backupAlso, at: Date.now() }
  const second = backUpNow(order)
  process.stdout.write(`备份好了 · backed up: ${order.folder}\n`)
  if (second !== null) leave(1, `第二份没有做成 · no second copy in ${backupAlso}: ${second}`)
  if (backupAlso !== null) process.stdout.write(`第二份 · second copy: ${backupAlso}\n`)
}

function setAlso(data: string, also: string): void {
  const folder = also === 'none' ? null : resolve(also)
  if (also === '' || (folder !== null && !isAbsolute(folder))) leave(2, '--also: is no folder')
  if (folder !== null) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      accessSync(folder, constants.W_OK)
    } catch (error) {
      leave(2, `--also: ${error instanceof Error ? error.message : error}`)
    }
  }
  changeHouseRules(data, { backupAlso: folder })
}
