import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { writeWhole } from '../../store/write-whole.ts'
import { makeFolder } from '../make-folder.ts'
import { SettingsError } from '../settings-error.ts'

// The key that opens what is sealed in secrets.json. It never lies in the data folder: who copies or backs up that one has
// no private key. In this order: what the desktop app's keychain keeps (handed in by the host), a systemd credential
// (LoadCredential=gudang-key:…), a key file in the user's own settings, made when it is first needed.

const keyLength = 32
const credentialName = 'gudang-key'

export type KeyPlaces = {
  /** from the system's keychain; null: there is none */
  keychain?: Uint8Array | null
  env?: Readonly<Record<string, string | undefined>>
}

/** What seals from now on. Throws SettingsError where no key can be had. */
export function sealingKey(dataFolder: string, places: KeyPlaces = {}): Uint8Array {
  const [first] = knownKeys(dataFolder, places)
  if (first !== undefined) return first
  const file = keyFile(places.env ?? process.env)
  try {
    makeFolder(dirname(file))
    writeWhole(file, `${randomBytes(keyLength).toString('base64')}\n`, 0o600)
  } catch {
    throw new SettingsError('GUDANG_KEY_FILE', `${file} cannot be made, and without it no private key can be kept`)
  }
  return readKey(file)
}

/** What may have sealed something: a shop that began without a window has its key in a file. Throws SettingsError. */
export function knownKeys(dataFolder: string, { keychain = null, env = process.env }: KeyPlaces = {}): Uint8Array[] {
  const credential = env.CREDENTIALS_DIRECTORY === undefined ? null : join(env.CREDENTIALS_DIRECTORY, credentialName)
  const file = keyFile(env)
  refuseInside(dataFolder, file)
  const files = [credential, file].filter(one => one !== null && existsSync(one)) as string[]
  return [...(keychain === null ? [] : [keychain]), ...files.map(readKey)]
}

/** `GUDANG_KEY_FILE`, or `sealing-key` among the user's settings. */
function keyFile(env: NonNullable<KeyPlaces['env']>): string {
  if (env.GUDANG_KEY_FILE) return resolve(env.GUDANG_KEY_FILE)
  const settings = process.platform === 'win32' ? env.APPDATA : env.XDG_CONFIG_HOME
  return join(settings || join(env.HOME || homedir(), '.config'), 'gudang', 'sealing-key')
}

function readKey(file: string): Uint8Array {
  const key = Buffer.from(readText(file).trim(), 'base64')
  if (key.length === keyLength) return key
  throw new SettingsError('GUDANG_KEY_FILE', `${file} is not base64 of ${keyLength} bytes`)
}

function refuseInside(dataFolder: string, file: string): void {
  const inside = relative(existsSync(dataFolder) ? realpathSync(dataFolder) : resolve(dataFolder), realOf(file))
  if (inside.startsWith('..') || resolve(inside) === inside) return
  throw new SettingsError('GUDANG_KEY_FILE', `${file} is inside the data folder, which it is to protect`)
}

/** Also of a file that is not there yet. */
function realOf(file: string): string {
  if (existsSync(file)) return realpathSync(file)
  return dirname(file) === file ? file : join(realOf(dirname(file)), file.slice(dirname(file).length + 1))
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
