import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { CloudSource } from '../../../shared/domain/settings.ts'
import { newWebhookSecret, webhookKey } from '../../sources/push/webhook-signature.ts'
import { writeWhole } from '../../store/write-whole.ts'
import { SettingsError } from '../settings-error.ts'
import { type AlipayKeys, readAlipayKeys } from './alipay-secrets.ts'
import { openPrivateKey, sealAll } from './sealed-secrets.ts'

// secrets.json: { "mini": { "secret": "whsec_…" } }. A source may have several at once, `"secret": ["whsec_…", "whsec_…"]`,
// all of them valid. Those in `retired` are until their time is over: a source that was told its new secret needs a while.
// What the sources that this shop goes out to know it by stands there too: { "cloud": { "password": "…" }, "pull": { "token": "…" } }.
// And the keys of an alipay source: { "alipay": { "privateKey": "sealed-1:…", "alipayPublicKey": "…" } } (alipay-secrets.ts).
// No secret is ever part of an answer, an error or a log line; who may read the file reads it there.

const hour = 3_600_000
/** How long the secrets before are valid beside a new one. */
export const retiringMs = 24 * hour

const retired = z.object({ secret: z.string(), until: z.iso.datetime({ offset: true }) })
const oneOrMore = z.union([z.string(), z.array(z.string()).min(1)])
const ofSource = z.looseObject({
  /** push: signs orders and events; eleme, meituan: the app's secret */
  secret: oneOrMore.optional(),
  retired: z.array(retired).optional(),
  /** mqtt */
  password: z.string().optional(),
  /** pull */
  token: z.string().optional(),
  /** feie, yilianyun, xpyun, sunmi: what their clients sign with */
  ukey: z.string().min(1).optional(),
  clientSecret: z.string().min(1).optional(),
  userKey: z.string().min(1).optional(),
  appKey: z.string().min(1).optional(),
  /** koubei, wechat */
  publicKey: oneOrMore.optional(),
  /** alipay */
  privateKey: z.string().optional(),
  alipayPublicKey: z.string().optional(),
  appCert: z.string().optional(),
  alipayCert: z.string().optional(),
  alipayRootCert: z.string().optional(),
})
const fieldNames = ['secret', 'retired', 'until', ...Object.keys(ofSource.shape)]
const secretsFile = z.record(z.string(), ofSource)
type SecretsFile = z.infer<typeof secretsFile>
type OfSource = z.infer<typeof ofSource>

/** Secrets that are kept as they are written. */
type SecretName = 'password' | 'token' | CloudSecretName
type CloudSecretName = 'ukey' | 'clientSecret' | 'userKey' | 'appKey'

export const cloudSecretNames: Record<CloudSource['type'], CloudSecretName> = {
  feie: 'ukey',
  yilianyun: 'clientSecret',
  xpyun: 'userKey',
  sunmi: 'appKey',
}

export type Secrets = {
  /** The keys of a push source that are valid now, the newest first. */
  keysOf(sourceId: string, now: number): readonly Uint8Array[]
  /** What the file holds for a source under that name; null: nothing. */
  secretOf(sourceId: string, name: SecretName): string | null
  /** What a platform's signatures are checked with; several while they change. */
  secretsOf(sourceId: string, name: 'secret' | 'publicKey'): readonly string[]
  /** What an alipay source signs and verifies with. Throws SettingsError where it is not there or no key. */
  alipayKeys(sourceId: string): AlipayKeys
  /** Makes a new secret and has the ones before retire. False: there is no such push source. Throws what the disk says. */
  rotate(sourceId: string, now: number): boolean
}

export type SealingKeys = { sealingKey: () => Uint8Array; knownKeys: () => readonly Uint8Array[] }

/**
 * Reads the file and makes what push sources miss in it, so that a new shop can be paired at once; private keys in plain are
 * sealed, and `onSealed` hears whose. Throws SettingsError.
 */
export function openSecrets(
  file: string,
  pushSourceIds: readonly string[],
  now: number,
  { sealingKey, knownKeys, onSealed = () => {} }: SealingKeys & { onSealed?: (sourceId: string) => void },
): Secrets {
  const { secrets: all, sealed } = sealAll(readSecrets(file), sealingKey)
  let secrets: SecretsFile = all
  let changed = sealed.length > 0
  for (const id of pushSourceIds) {
    const known = secrets[id] ?? {}
    const stillValid = known.retired?.filter(one => Date.parse(one.until) > now)
    if (known.secret !== undefined && stillValid?.length === known.retired?.length) continue
    secrets = { ...secrets, [id]: { ...known, secret: known.secret ?? newSecret(), ...retiring(stillValid ?? []) } }
    changed = true
  }
  const keys = new Map(pushSourceIds.map(id => [id, keysIn(id, secrets[id] ?? {})]))
  if (changed) write(file, secrets)
  for (const id of sealed) onSealed(id)

  return {
    keysOf(sourceId, at) {
      const all = keys.get(sourceId) ?? []
      return all.filter(({ until }) => until === null || until > at).map(({ key }) => key)
    },
    secretOf: (sourceId, name) => secrets[sourceId]?.[name] ?? null,
    secretsOf: (sourceId, name) => [secrets[sourceId]?.[name] ?? []].flat(),
    alipayKeys(sourceId) {
      const { privateKey, ...known } = secrets[sourceId] ?? {}
      const opened = privateKey && openPrivateKey(sourceId, privateKey, knownKeys)
      return readAlipayKeys(sourceId, { ...known, privateKey: opened })
    },
    rotate(sourceId, at) {
      if (!keys.has(sourceId)) return false
      const { secret = [], retired = [], ...rest } = secrets[sourceId] ?? {}
      const until = new Date(at + retiringMs).toISOString()
      const before = [secret].flat().map(one => ({ secret: one, until }))
      const valid = retired.filter(one => Date.parse(one.until) > at)
      const next = { ...secrets, [sourceId]: { ...rest, secret: newSecret(), ...retiring([...before, ...valid]) } }
      write(file, next)
      secrets = next
      keys.set(sourceId, keysIn(sourceId, next[sourceId] ?? {}))
      return true
    },
  }
}

function readSecrets(file: string): SecretsFile {
  if (!existsSync(file)) return {}
  let raw: unknown
  try {
    raw = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))
  } catch {
    throw new SettingsError('secrets.json', 'is not JSON')
  }
  const parsed = secretsFile.safeParse(raw)
  if (parsed.success) return parsed.data
  // A source's name is no secret; what stands deeper may be one that slipped.
  const [source, ...field] = parsed.error.issues[0]?.path ?? []
  const known = field.filter(part => typeof part === 'number' || fieldNames.includes(String(part)))
  const where = typeof source === 'string' && /^[a-z0-9-]{1,32}$/.test(source) ? ` ${[source, ...known].join('.')}` : ''
  throw new SettingsError(`secrets.json${where}`, 'is not what stands there: { "source": { "secret": "whsec_…" } }')
}

type Key = { key: Uint8Array; until: number | null }

function keysIn(sourceId: string, { secret = [], retired = [] }: OfSource): Key[] {
  const read = (text: string, field: string, until: number | null): Key => {
    const key = webhookKey(text)
    if (key !== null) return { key, until }
    throw new SettingsError(`secrets.json ${sourceId}.${field}`, 'is not whsec_ and base64 of 16 bytes or more')
  }
  const current =
    typeof secret === 'string'
      ? [read(secret, 'secret', null)]
      : secret.map((one, index) => read(one, `secret.${index}`, null))
  return [
    ...current,
    ...retired.map((one, index) => read(one.secret, `retired.${index}.secret`, Date.parse(one.until))),
  ]
}

/** Nothing where there is none: a file without rotations looks as it always did. */
function retiring(all: OfSource['retired'] & object): Pick<OfSource, 'retired'> {
  return { retired: all.length === 0 ? undefined : all }
}

function newSecret(): string {
  return newWebhookSecret(randomBytes)
}

function write(file: string, secrets: SecretsFile): void {
  writeWhole(file, `${JSON.stringify(secrets, null, 2)}\n`, 0o600)
}
