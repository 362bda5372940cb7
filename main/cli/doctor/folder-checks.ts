import { accessSync, constants, existsSync, readdirSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Settings } from '../../../shared/domain/settings.ts'
import { checkProfiles } from '../../engine/check-profiles.ts'
import { SettingsError } from '../../engine/settings-error.ts'
import { readSettings } from '../../engine/shop-folder.ts'
import { listBackups } from '../../store/backups.ts'
import { type Check, fail, ok, warn, words } from './check.ts'

const [tooFull, nearlyFull] = [200, 1_000]
/** The engine makes one every hour. */
const backupWithinMs = 2 * 3_600_000

export function checkFolder(data: string): Check {
  if (!statSync(data, { throwIfNoEntry: false })?.isDirectory()) {
    return fail(
      'folder',
      words(`没有数据文件夹 ${data}`, `There is no data folder ${data}`),
      words(
        '先启动一次程序，或用 --data 指到门店的文件夹',
        "Start the program once, or name the shop's folder with --data",
      ),
    )
  }
  try {
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK)
    return ok('folder', data, data)
  } catch {
    return fail(
      'folder',
      words(`数据文件夹不可写：${data}`, `The data folder cannot be written: ${data}`),
      words(
        '用运行程序的那个用户执行，或改回文件夹权限',
        'Run this as the user that runs the program, or mend the permissions',
      ),
    )
  }
}

export function checkDisk(data: string): Check {
  const { bavail, bsize } = statfsSync(data)
  const free = Math.floor((bavail * bsize) / 1_000_000)
  const message = words(`剩余空间 ${free} MB`, `${free} MB free`)
  const remedy = words('清理磁盘：空间用完就不能接单', 'Free some space: without it no order can be taken')
  if (free < tooFull) return fail('disk', message, remedy)
  return free < nearlyFull ? warn('disk', message, remedy) : ok('disk', message.zh, message.en)
}

/** The newest copy of all there is, and what was too damaged to go on with. */
export function checkBackups(data: string, now: number): Check[] {
  const [newest] = listBackups(join(data, 'backups'), now)
  const folder = join(data, 'damaged')
  const kept = existsSync(folder) ? readdirSync(folder).length : 0
  const damaged =
    kept === 0
      ? []
      : [
          warn(
            'damaged',
            words(`damaged 里有 ${kept} 份坏掉的数据库`, `${kept} damaged databases are kept in ${folder}`),
            words('检查硬盘；问题查清后可以删除', 'Check the disk; delete them when the matter is settled'),
          ),
        ]
  if (newest !== undefined) {
    const when = new Date(newest.at).toISOString().slice(0, 16).replace('T', ' ')
    return [ok('backups', `最近的备份：${when} UTC`, `The newest backup is of ${when} UTC`), ...damaged]
  }
  const since = statSync(join(data, 'gudang.db'), { throwIfNoEntry: false })?.birthtimeMs
  if (since === undefined || now - since < backupWithinMs) {
    return [ok('backups', '还没有备份，程序每小时做一份', 'No backup yet: one is made every hour'), ...damaged]
  }
  return [
    warn(
      'backups',
      words('没有任何备份', 'There is no backup'),
      words('运行 npm run shop -- backup，看它说什么', 'Run npm run shop -- backup, and see what it says'),
    ),
    ...damaged,
  ]
}

/** Also what config.json says, where it can be trusted. `running`: an engine that may have its own --config. */
export function checkConfig(data: string, running: boolean): { check: Check; settings: Settings | null } {
  const file = join(data, 'config.json')
  if (!existsSync(file)) {
    const check = running
      ? ok('config', '由 --config 指定的文件', 'Another file, named by --config')
      : warn(
          'config',
          words('还没有 config.json', 'There is no config.json yet'),
          words('第一次启动时会自动生成', 'The first start writes one'),
        )
    return { check, settings: null }
  }
  try {
    const settings = readSettings(file)
    checkProfiles(settings)
    const { shop, printers, stations, sources } = settings
    const zh = `${shop.name}：打印机 ${printers.length}，档口 ${stations.length}，来源 ${sources.length}`
    const en = `${shop.id}: ${printers.length} printers, ${stations.length} stations, ${sources.length} sources`
    return { check: ok('config', zh, en), settings }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const field = error instanceof SettingsError ? error.field : 'config.json'
    const check = fail(
      'config',
      words(`config.json 有错：${why}`, `config.json is wrong: ${why}`),
      words(`改正 config.json 里的 ${field}`, `Correct ${field} in config.json`),
    )
    return { check, settings: null }
  }
}

/** Only the owner may read what pairs this shop with its sources. Windows keeps no such bits. */
export function checkSecrets(data: string, platform: NodeJS.Platform): Check {
  const files = ['secrets.json', 'token', 'customers.key'].filter(name => existsSync(join(data, name)))
  const open = platform === 'win32' ? [] : files.filter(name => (statSync(join(data, name)).mode & 0o077) !== 0)
  if (open.length > 0) {
    const paths = open.map(name => join(data, name)).join(' ')
    return fail(
      'secrets',
      words(`别人可以读到密钥：${open.join(' ')}`, `Others can read ${open.join(' ')}`),
      words(`执行 chmod 600 ${paths}`, `Run chmod 600 ${paths}`),
    )
  }
  if (files.includes('secrets.json') && !isJson(join(data, 'secrets.json'))) {
    return fail(
      'secrets',
      words('secrets.json 读不出来', 'secrets.json cannot be read as JSON'),
      words('从备份恢复，或删除后重新配对各来源', 'Restore it from a backup, or delete it and pair the sources anew'),
    )
  }
  if (files.includes('secrets.json') && files.includes('token'))
    return ok('secrets', '密钥只有本用户可读', 'Only this user can read the secrets')
  return warn(
    'secrets',
    words('密钥文件还没有生成', 'There are no secrets yet'),
    words('第一次启动时会自动生成', 'The first start makes them'),
  )
}

function isJson(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, 'utf8'))
    return true
  } catch {
    return false
  }
}
