import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { type Settings, type SourceSettings, settingsSchema } from '../../shared/domain/settings.ts'
import { newWebhookSecret, webhookKey } from '../sources/push/webhook-signature.ts'
import { type FolderLock, lockFolder } from '../store/folder-lock.ts'

// The data folder (contract §1): config.json, secrets.json, token, and beside them what the engine writes.

/** Something in configuration or arguments is wrong. `field` names it, as in `printers.0.profile`. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
  readonly field: string
  constructor(field: string, message: string) {
    super(`${field}: ${message}`)
    this.field = field
  }
}

/** Another engine works on this folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse'
}

export type ShopFolder = {
  path: string
  settings: Settings
  /** HMAC keys of each push source */
  pushKeys: ReadonlyMap<string, readonly Uint8Array[]>
  /** what secrets.json holds for a source under that name; null: nothing */
  secretOf(sourceId: string, name: 'password' | 'token'): string | null
  token: string
  release(): void
}

const secretsSchema = z.record(
  z.string(),
  z.looseObject({
    /** push: signs orders and events */
    secret: z.string().optional(),
    /** mqtt */
    password: z.string().optional(),
    /** pull */
    token: z.string().optional(),
  }),
)
type Secrets = z.infer<typeof secretsSchema>

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
  sources: [{ id: 'demo', type: 'push', channel: 'alipay-mini' }],
}

/** Locks the folder and reads it, making what is missing. Throws SettingsError, FolderInUse or a file system error. */
export function openShopFolder(folder: string, options: { configFile?: string | undefined } = {}): ShopFolder {
  const path = resolve(folder)
  try {
    makeFolder(path)
  } catch (error) {
    throw new SettingsError('--data', error instanceof Error ? error.message : `${path} cannot be made`)
  }
  const lock = lockFolder(path)
  if (lock === null) throw new FolderInUse(`${path} is in use by another engine`)
  try {
    return read(path, options.configFile, lock)
  } catch (error) {
    lock.release()
    throw error
  }
}

function read(path: string, configFile: string | undefined, lock: FolderLock): ShopFolder {
  const own = join(path, 'config.json')
  if (configFile === undefined && !existsSync(own))
    writeWhole(own, `${JSON.stringify(firstSettings, null, 2)}\n`, 0o644)
  const settings = readSettings(configFile ?? own)
  const secrets = readSecrets(join(path, 'secrets.json'), settings)
  const pushKeys = new Map(
    settings.sources.filter(isPush).map(({ id }) => {
      const key = webhookKey(secrets[id]?.secret ?? '')
      if (key === null)
        throw new SettingsError(`secrets.json ${id}.secret`, 'is not whsec_ and base64 of 16 bytes or more')
      return [id, [key]] as const
    }),
  )
  for (const { id } of settings.sources.filter(source => source.type === 'pull')) {
    if (secrets[id]?.token === undefined) throw new SettingsError(`secrets.json ${id}.token`, 'is missing')
  }
  return {
    path,
    settings,
    pushKeys,
    secretOf: (sourceId, name) => secrets[sourceId]?.[name] ?? null,
    token: readToken(join(path, 'token')),
    release: () => lock.release(),
  }
}

function isPush(source: SourceSettings): boolean {
  return source.type === 'push'
}

/** Node's own recursive mkdir never returns below a folder like /proc, which exists and lets nothing be made in it. */
function makeFolder(path: string): void {
  if (existsSync(path) && statSync(path).isDirectory()) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  mkdirSync(path, { mode: 0o700 })
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

/** A push source without a secret gets one, so that a new shop can be paired at once. */
function readSecrets(file: string, settings: Settings): Secrets {
  let secrets: Secrets = {}
  if (existsSync(file)) {
    try {
      secrets = secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    } catch {
      throw new SettingsError('secrets.json', 'is not an object of sources, each with its secrets')
    }
  }
  const missing = settings.sources.filter(source => isPush(source) && secrets[source.id]?.secret === undefined)
  if (missing.length === 0) return secrets
  for (const { id } of missing) secrets[id] = { ...secrets[id], secret: newWebhookSecret(randomBytes) }
  writeWhole(file, `${JSON.stringify(secrets, null, 2)}\n`, 0o600)
  return secrets
}

function readToken(file: string): string {
  if (existsSync(file)) {
    const token = readFileSync(file, 'utf8').trim()
    if (token.length >= 32) return token
  }
  const token = randomBytes(32).toString('base64url')
  writeWhole(file, `${token}\n`, 0o600)
  return token
}

/** Whole or not at all, also across a power cut. */
function writeWhole(file: string, text: string, mode: number): void {
  const fd = openSync(`${file}.tmp`, 'w', mode)
  writeSync(fd, text)
  fsyncSync(fd)
  closeSync(fd)
  renameSync(`${file}.tmp`, file)
}
