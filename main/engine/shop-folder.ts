import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isCloudSource, type Settings, type SourceSettings, settingsSchema } from '../../shared/domain/settings.ts'
import { isPlatform } from '../../shared/domain/source-settings.ts'
import { platforms } from '../sources/platforms.ts'
import { type FolderLock, lockFolder } from '../store/folder-lock.ts'
import { writeWhole } from '../store/write-whole.ts'
import { breakfastMenu } from './breakfast-menu.ts'
import { makeFolder } from './make-folder.ts'
import { type KeyPlaces, knownKeys, sealingKey } from './secrets/sealing-key.ts'
import { cloudSecretNames, openSecrets, type Secrets } from './secrets/secrets.ts'
import { SettingsError } from './settings-error.ts'

// The data folder (contract §1): config.json, secrets.json, token, and beside them what the engine writes.

/** Another engine works on this folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse'
}

export type ShopFolder = {
  path: string
  settings: Settings
  secrets: Secrets
  token: string
  /** what customers' ids are hashed with (customer-hash.ts): without it nobody can tell who a hash stands for */
  customerKey: Uint8Array
  /** what the log should say of how the folder was found */
  findings: readonly string[]
  release(): void
}

const firstSettings = {
  shop: {
    id: 'gudang-001',
    name: '古荡早餐店',
    timezone: 'Asia/Shanghai',
    businessDayStart: '04:00',
    language: 'zh-CN',
  },
  printers: [{ id: 'kitchen', name: '后厨', profile: 'generic-80', connection: { type: 'virtual' } }],
  stations: [{ id: 'kitchen', name: '后厨', printer: 'kitchen' }],
  defaultStation: 'kitchen',
  menu: breakfastMenu,
  sources: [{ id: 'demo', type: 'push', channel: 'alipay-mini' }],
}

/** Locks the folder and reads it, making what is missing. Throws SettingsError, FolderInUse or a file system error. */
export function openShopFolder(
  folder: string,
  options: { configFile?: string | undefined; now?: number; keyPlaces?: KeyPlaces } = {},
): ShopFolder {
  const path = resolve(folder)
  try {
    makeFolder(path)
  } catch (error) {
    throw new SettingsError('--data', error instanceof Error ? error.message : `${path} cannot be made`)
  }
  const lock = lockFolder(path)
  if (lock === null) throw new FolderInUse(`${path} is in use by another engine`)
  try {
    return read(path, lock, options.configFile, options.now ?? Date.now(), options.keyPlaces)
  } catch (error) {
    lock.release()
    throw error
  }
}

function read(
  path: string,
  lock: FolderLock,
  configFile: string | undefined,
  now: number,
  keyPlaces: KeyPlaces | undefined,
): ShopFolder {
  const own = join(path, 'config.json')
  if (configFile === undefined && !existsSync(own))
    writeWhole(own, `${JSON.stringify(firstSettings, null, 2)}\n`, 0o644)
  const settings = readSettings(configFile ?? own)
  const findings = closeToOthers(path)
  const secrets = openSecrets(join(path, 'secrets.json'), idsOf(settings, 'push'), now, {
    sealingKey: () => sealingKey(path, keyPlaces),
    knownKeys: () => knownKeys(path, keyPlaces),
    onSealed: id => findings.push(`the private key of ${id} stood in secrets.json in plain; it is sealed now`),
  })
  for (const id of idsOf(settings, 'pull')) {
    if (secrets.secretOf(id, 'token') === null) throw new SettingsError(`secrets.json ${id}.token`, 'is missing')
  }
  for (const { id, type } of settings.sources.filter(isCloudSource)) {
    const name = cloudSecretNames[type]
    if (secrets.secretOf(id, name) === null) throw new SettingsError(`secrets.json ${id}.${name}`, 'is missing')
  }
  for (const source of settings.sources.filter(isPlatform)) {
    const { secret, isSecret } = platforms[source.type]
    const given = secrets.secretsOf(source.id, secret)
    const field = `secrets.json ${source.id}.${secret}`
    if (given.length === 0) throw new SettingsError(field, 'is missing')
    if (!given.every(isSecret)) throw new SettingsError(field, 'is no key')
  }
  for (const id of idsOf(settings, 'alipay')) secrets.alipayKeys(id)
  const token = readKey(join(path, 'token'))
  const customerKey = Buffer.from(readKey(join(path, 'customers.key')))
  return { path, settings, secrets, token, customerKey, findings, release: () => lock.release() }
}

function idsOf(settings: Settings, type: SourceSettings['type']): string[] {
  return settings.sources.filter(source => source.type === type).map(({ id }) => id)
}

/** What pairs this shop with its sources is for the owner of the files alone, also after somebody copied them. */
function closeToOthers(path: string): string[] {
  // Windows keeps no such bits.
  if (process.platform === 'win32') return []
  return ['secrets.json', 'token', 'customers.key'].flatMap(name => {
    const file = join(path, name)
    if (!existsSync(file) || (statSync(file).mode & 0o077) === 0) return []
    try {
      chmodSync(file, 0o600)
      return [`others could read ${name}; only its owner can now`]
    } catch {
      return [`others can read ${name}, and it belongs to somebody else: run chmod 600 on it`]
    }
  })
}

export function readSettings(file: string): Settings {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new SettingsError('--config', `${file} cannot be read`)
  }
  let raw: unknown
  try {
    raw = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new SettingsError('config.json', `is not JSON: ${error instanceof Error ? error.message : ''}`)
  }
  const parsed = settingsSchema.safeParse(raw)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const extra = issue?.code === 'unrecognized_keys' ? issue.keys : []
  throw new SettingsError([...(issue?.path ?? []), ...extra].join('.') || 'config.json', issue?.message ?? 'is wrong')
}

/** 256 random bits as text; made where there are none yet. */
function readKey(file: string): string {
  if (existsSync(file)) {
    const key = readFileSync(file, 'utf8').trim()
    if (key.length >= 32) return key
  }
  const key = randomBytes(32).toString('base64url')
  writeWhole(file, `${key}\n`, 0o600)
  return key
}
