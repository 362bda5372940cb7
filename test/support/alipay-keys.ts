import { execFileSync } from 'node:child_process'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'

// Keys of a shop's app and of Alipay, as their tools give them out. Made once per test process: RSA keys take their time.

type Pair = { privateKey: KeyObject; publicKey: KeyObject }
let made: { app: Pair; alipay: Pair; stranger: Pair } | null = null

export function alipayKeys() {
  const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
  made ??= { app: pair(), alipay: pair(), stranger: pair() }
  return made
}

/** Base64 on one line: how Alipay's key tool and its web page show keys. */
export const bare = {
  pkcs8: (key: KeyObject) => key.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
  pkcs1: (key: KeyObject) => key.export({ type: 'pkcs1', format: 'der' }).toString('base64'),
  spki: (key: KeyObject) => key.export({ type: 'spki', format: 'der' }).toString('base64'),
}

/** What stands in secrets.json of a shop with these keys. */
export function alipaySecrets() {
  const { app, alipay } = alipayKeys()
  return { privateKey: bare.pkcs8(app.privateKey), alipayPublicKey: bare.spki(alipay.publicKey) }
}

/** A certificate of its own making, as PEM; nothing stays on disk. */
export function certificateOf(subject: string, keyArguments = ['-newkey', 'rsa:2048']): string {
  const made = ['req', '-x509', ...keyArguments, '-nodes', '-days', '1', '-utf8', '-subj', subject]
  const out = execFileSync('openssl', [...made, '-keyout', '-'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(out)?.[0] ?? ''
}
