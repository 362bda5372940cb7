import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { seal, unseal } from '../../../main/engine/secrets/sealed-text.ts'
import { type KeyPlaces, sealingKey } from '../../../main/engine/secrets/sealing-key.ts'
import { openShopFolder } from '../../../main/engine/shop-folder.ts'
import { alipayKeys, alipaySecrets, bare, certificateOf } from '../../support/alipay-keys.ts'
import { filesWith } from '../../support/files.ts'
import { shopSettings } from '../../support/shop.ts'
import { tempFolder } from '../../support/temp-folder.ts'

// A private key never stays in plain, never opens elsewhere, and is never part of a line that somebody reads.

const { app, alipay } = alipayKeys()
const source = { id: 'alipay', type: 'alipay', appId: '2021000000000001' }
const plain = bare.pkcs8(app.privateKey)

function shopWith(secrets: object) {
  const folder = join(tempFolder(), 'data')
  mkdirSync(folder)
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...shopSettings, sources: [source] }))
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ alipay: secrets }), { mode: 0o600 })
  const home = tempFolder()
  const open = (places: KeyPlaces = { env: { HOME: home } }) => {
    const opened = openShopFolder(folder, { keyPlaces: places })
    opened.release()
    return opened
  }
  const stored = () => JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')).alipay as Record<string, string>
  return { folder, home, open, stored }
}

describe('a private key in plain', () => {
  test('is sealed at the start, told without its words, and opens again', () => {
    const { folder, home, open, stored } = shopWith({ ...alipaySecrets(), note: 'kept' })
    const first = open()
    expect(first.findings).toEqual(['the private key of alipay stood in secrets.json in plain; it is sealed now'])
    expect(stored()).toMatchObject({ privateKey: expect.stringMatching(/^sealed-1:/), note: 'kept' })
    expect(filesWith(folder, plain.slice(40, 80))).toEqual([])
    const file = join(home, '.config', 'gudang', 'sealing-key')
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600')
    const again = open()
    expect(again.findings).toEqual([])
    expect(bare.pkcs8(again.secrets.alipayKeys('alipay').privateKey)).toBe(plain)
  })
  test('sealed by the file’s key it opens in the desktop app too, which has the keychain’s', () => {
    const { home, open } = shopWith(alipaySecrets())
    open()
    const { privateKey } = open({ env: { HOME: home }, keychain: Buffer.alloc(32, 9) }).secrets.alipayKeys('alipay')
    expect(bare.pkcs8(privateKey)).toBe(plain)
  })
  test('a new one beside a sealed one of the same source replaces it', () => {
    const { folder, open, stored } = shopWith(alipaySecrets())
    open()
    const before = stored().privateKey
    const secrets = { alipay: { ...stored(), privateKey: bare.pkcs1(alipayKeys().stranger.privateKey) } }
    writeFileSync(join(folder, 'secrets.json'), JSON.stringify(secrets))
    const { privateKey } = open().secrets.alipayKeys('alipay')
    expect(bare.pkcs8(privateKey)).toBe(bare.pkcs8(alipayKeys().stranger.privateKey))
    expect(stored().privateKey).not.toBe(before)
  })
})

describe('the sealing key', () => {
  test('is the keychain’s, else the credential, else a file of the user', () => {
    const data = tempFolder()
    const folder = tempFolder()
    const key = Buffer.alloc(32, 3)
    const env = { HOME: folder, CREDENTIALS_DIRECTORY: folder }
    const made = sealingKey(data, { env })
    expect(sealingKey(data, { env })).toEqual(made)
    writeFileSync(join(folder, 'gudang-key'), Buffer.alloc(32, 5).toString('base64'))
    expect(sealingKey(data, { env })).toEqual(Buffer.alloc(32, 5))
    expect(sealingKey(data, { env, keychain: key })).toEqual(key)
  })
  test('does not lie in the data folder, under whatever name', () => {
    const data = tempFolder()
    for (const file of [join(data, 'key'), join(data, 'sub', 'key'), `${data}/x/../key`]) {
      expect(() => sealingKey(data, { env: { GUDANG_KEY_FILE: file } })).toThrow(/inside the data folder/)
      expect(existsSync(file)).toBe(false)
    }
    const beside = `${data}-key`
    onTestFinished(() => rmSync(beside))
    expect(sealingKey(data, { env: { GUDANG_KEY_FILE: beside } })).toHaveLength(32)
  })
  test.each([
    [
      'lost',
      { keychain: Buffer.alloc(32, 9), env: { HOME: '/nowhere' } },
      /^secrets\.json alipay\.privateKey: was sealed with another key/,
    ],
    ['no key', { env: { GUDANG_KEY_FILE: '/dev/null' } }, /^GUDANG_KEY_FILE: /],
  ])('%s: one line says what to do', (_, places, words) => {
    const { open } = shopWith(alipaySecrets())
    open()
    expect(() => open(places)).toThrow(words)
  })
})

test('where no key can be kept, nothing is taken, and what stands there stays', () => {
  const { open, stored } = shopWith(alipaySecrets())
  const places = { env: { GUDANG_KEY_FILE: '/proc/nowhere/key' } }
  expect(() => open(places)).toThrow(/^GUDANG_KEY_FILE: .*cannot be made/)
  expect(stored().privateKey).toBe(plain)
})

describe('a sealed text', () => {
  const key = Buffer.alloc(32, 1)
  test('opens with its key at its place, and changed by one character nowhere', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 80 }),
        fc.nat(),
        fc.integer({ min: 1, max: 63 }),
        (text, at, by) => {
          const sealed = seal(key, 'a.privateKey', text)
          expect(unseal(key, 'a.privateKey', sealed)).toEqual({ ok: true, text })
          expect(unseal(key, 'b.privateKey', sealed)).toEqual({ ok: false, why: 'damaged' })
          expect(unseal(Buffer.alloc(32, 2), 'a.privateKey', sealed)).toEqual({ ok: false, why: 'other-key' })
          const head = 'sealed-1:12345678:'.length
          const body = Buffer.from(sealed.slice(head), 'base64')
          body[at % body.length] = (body[at % body.length] ?? 0) ^ by
          expect(unseal(key, 'a.privateKey', sealed.slice(0, head) + body.toString('base64')).ok).toBe(false)
        },
      ),
      { numRuns: 100 },
    )
  })
})

describe('what is refused at the start, by its field and not by its words', () => {
  const good = alipaySecrets()
  const certificates = { appCert: certificateOf('/CN=app'), alipayCert: certificateOf('/CN=alipay') }
  test.each<[string, object, RegExp]>([
    ['nothing', {}, /alipay\.privateKey: is missing$/],
    ['no key of Alipay', { privateKey: good.privateKey }, /alipay\.alipayPublicKey: is missing$/],
    ['half a private key', { ...good, privateKey: plain.slice(0, 300) }, /alipay\.privateKey: is no RSA private key/],
    [
      'a private key for a public one',
      { ...good, alipayPublicKey: plain },
      /alipay\.alipayPublicKey: is no RSA public/,
    ],
    [
      'the app’s own public key',
      { ...good, alipayPublicKey: bare.spki(app.publicKey) },
      /alipayPublicKey: is the app's/,
    ],
    ['half the certificates', { ...good, ...certificates }, /alipay\.alipayRootCert: is missing/],
    ['a file that is not there', { ...good, appCert: '/nowhere/app.crt' }, /alipay\.appCert: names a file/],
    ['a number', { ...good, privateKey: 5 }, /^secrets\.json alipay\.privateKey: /],
  ])('%s', (_, secrets, words) => {
    const { open } = shopWith(secrets)
    expect(() => open()).toThrow(words)
    for (const piece of [plain.slice(50, 62), good.alipayPublicKey.slice(50, 62)]) {
      expect(() => open()).not.toThrow(piece)
    }
  })
  test('certificates are taken as text and as files', () => {
    const root = join(tempFolder(), 'root.crt')
    writeFileSync(root, certificateOf('/CN=root'))
    const { open } = shopWith({ privateKey: plain, ...certificates, alipayRootCert: root })
    const { certificates: names, publicKey } = open().secrets.alipayKeys('alipay')
    expect(Object.values(names ?? {})).toEqual([0, 1, 2].map(() => expect.stringMatching(/^[0-9a-f]{32}$/)))
    expect(publicKey.equals(alipay.publicKey)).toBe(false)
  })
})
