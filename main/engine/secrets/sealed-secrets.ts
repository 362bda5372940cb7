import { SettingsError } from '../settings-error.ts'
import { isSealed, seal, unseal } from './sealed-text.ts'

// Private keys in secrets.json are sealed; whoever writes one there in plain finds it sealed after the next start.

type WithPrivateKey = Record<string, { privateKey?: string | undefined }>

const placeOf = (sourceId: string) => `${sourceId}.privateKey`

/** `sealed`: the sources whose key stood there in plain. The key is asked for only where there is one to seal. */
export function sealAll<File extends WithPrivateKey>(
  secrets: File,
  key: () => Uint8Array,
): { secrets: File; sealed: string[] } {
  const plain = Object.entries(secrets).flatMap(([id, { privateKey }]) =>
    privateKey === undefined || privateKey === '' || isSealed(privateKey) ? [] : [{ id, privateKey }],
  )
  const entries = plain.map(({ id, privateKey }) => [
    id,
    { ...secrets[id], privateKey: seal(key(), placeOf(id), privateKey) },
  ])
  return { secrets: { ...secrets, ...Object.fromEntries(entries) }, sealed: plain.map(({ id }) => id) }
}

/** In plain, as it may only be held in memory. Throws SettingsError where it cannot be opened. */
export function openPrivateKey(sourceId: string, sealed: string, keys: () => readonly Uint8Array[]): string {
  if (!isSealed(sealed)) return sealed
  const tries = keys().map(key => unseal(key, placeOf(sourceId), sealed))
  for (const one of tries) if (one.ok) return one.text
  const why = {
    'other-key':
      'was sealed with another key than this computer has: bring that one back, or enter the private key anew',
    damaged: 'is damaged or belongs elsewhere: enter the private key anew',
  }
  const isDamaged = tries.some(one => !one.ok && one.why === 'damaged')
  throw new SettingsError(`secrets.json ${placeOf(sourceId)}`, why[isDamaged ? 'damaged' : 'other-key'])
}
