import { createPublicKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { certificateSn, rootCertificateSn } from '../../sources/alipay/certificates.ts'
import { readCertificateKey, readPrivateKey, readPublicKey } from '../../sources/alipay/keys.ts'
import { SettingsError } from '../settings-error.ts'

// What an alipay source signs and verifies with: { "privateKey", "alipayPublicKey" }, or in certificate mode
// { "privateKey", "appCert", "alipayCert", "alipayRootCert" }, each the text of a certificate or the path of its file.

export type AlipayKeys = {
  privateKey: KeyObject
  /** Alipay's */
  publicKey: KeyObject
  /** null: public key mode */
  certificates: { appCertSn: string; alipayCertSn: string; alipayRootCertSn: string } | null
}

export type AlipaySecrets = {
  privateKey?: string | undefined
  alipayPublicKey?: string | undefined
  appCert?: string | undefined
  alipayCert?: string | undefined
  alipayRootCert?: string | undefined
}

/** `privateKey` is the opened one. Throws SettingsError that names the field and none of its words. */
export function readAlipayKeys(sourceId: string, secrets: AlipaySecrets): AlipayKeys {
  const fault = (field: string, message: string) => new SettingsError(`secrets.json ${sourceId}.${field}`, message)
  if (!secrets.privateKey) throw fault('privateKey', 'is missing')
  const privateKey = readPrivateKey(secrets.privateKey)
  if (privateKey === null) throw fault('privateKey', 'is no RSA private key of 2048 bits or more, PKCS#1 or PKCS#8')
  const certificates = secrets.appCert || secrets.alipayCert || secrets.alipayRootCert ? readCertificates() : null
  const publicKey = certificates?.key ?? readKey()
  if (createPublicKey(privateKey).equals(publicKey)) {
    throw fault(certificates === null ? 'alipayPublicKey' : 'alipayCert', "is the app's own; Alipay's is needed")
  }
  return { privateKey, publicKey, certificates: certificates?.names ?? null }

  function readKey(): KeyObject {
    if (!secrets.alipayPublicKey) throw fault('alipayPublicKey', 'is missing')
    const key = readPublicKey(secrets.alipayPublicKey)
    if (key === null) throw fault('alipayPublicKey', 'is no RSA public key of 2048 bits or more')
    return key
  }

  function readCertificates() {
    const [app, alipay, root] = [pem('appCert'), pem('alipayCert'), pem('alipayRootCert')]
    const key = readCertificateKey(alipay)
    if (key === null) throw fault('alipayCert', 'is no certificate of an RSA key of 2048 bits or more')
    const names = {
      appCertSn: named('appCert', () => certificateSn(app)),
      alipayCertSn: named('alipayCert', () => certificateSn(alipay)),
      alipayRootCertSn: named('alipayRootCert', () => rootCertificateSn(root)),
    }
    if (names.alipayRootCertSn === '') throw fault('alipayRootCert', 'has no root certificate signed with RSA')
    return { key, names }
  }

  function pem(field: 'appCert' | 'alipayCert' | 'alipayRootCert'): string {
    const given = secrets[field]
    if (!given) throw fault(field, 'is missing: certificate mode needs appCert, alipayCert and alipayRootCert')
    if (!isAbsolute(given)) return given
    try {
      return readFileSync(given, 'utf8')
    } catch {
      throw fault(field, 'names a file that cannot be read')
    }
  }

  function named(field: string, read: () => string): string {
    try {
      return read()
    } catch {
      throw fault(field, 'is no certificate')
    }
  }
}
