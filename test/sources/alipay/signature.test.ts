import { AlipaySdk } from 'alipay-sdk'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { certificateSn, rootCertificateSn } from '../../../main/sources/alipay/certificates.ts'
import { readCertificateKey, readPrivateKey, readPublicKey } from '../../../main/sources/alipay/keys.ts'
import { signedText, signRsa2, verifyRsa2 } from '../../../main/sources/alipay/signature.ts'
import { alipayKeys, bare, certificateOf } from '../../support/alipay-keys.ts'

// The oracle is Alipay's own package: what it signs we believe, what we sign it believes.

const { app, alipay, stranger } = alipayKeys()
const sdk = new AlipaySdk({
  appId: '2021000000000001',
  privateKey: bare.pkcs8(app.privateKey),
  keyType: 'PKCS8',
  alipayPublicKey: bare.spki(alipay.publicKey),
})

describe('keys', () => {
  const key = app.privateKey
  test.each([
    ['PKCS#8 on one line', bare.pkcs8(key)],
    ['PKCS#1 on one line', bare.pkcs1(key)],
    ['PKCS#8 as PEM', String(key.export({ type: 'pkcs8', format: 'pem' }))],
    ['PKCS#1 as PEM', String(key.export({ type: 'pkcs1', format: 'pem' }))],
    ['with line breaks of Windows', bare.pkcs8(key).replace(/.{64}/g, '$&\r\n')],
  ])('a private one, %s', (_, text) => {
    const read = readPrivateKey(text)
    expect(read === null ? null : bare.pkcs8(read)).toBe(bare.pkcs8(key))
  })
  test.each([
    ['on one line', bare.spki(alipay.publicKey)],
    ['as PEM', String(alipay.publicKey.export({ type: 'spki', format: 'pem' }))],
    ['PKCS#1', bare.pkcs1(alipay.publicKey)],
  ])('a public one, %s', (_, text) => {
    const read = readPublicKey(text)
    expect(read === null ? null : bare.spki(read)).toBe(bare.spki(alipay.publicKey))
  })
  test.each(['', 'MIIE', '-----BEGIN PRIVATE KEY-----', bare.spki(alipay.publicKey).slice(4), '豆浆', 'whsec_AAAA'])(
    '%j is none',
    text => expect([readPrivateKey(text), readPublicKey(text)]).toEqual([null, null]),
  )
  test('a private key is no public one, nor the other way about', () => {
    expect(readPrivateKey(bare.spki(alipay.publicKey))).toBe(null)
    expect(readPublicKey(bare.pkcs8(app.privateKey))).toBe(null)
  })
})

describe('signatures', () => {
  const values = fc.dictionary(
    fc.stringMatching(/^[a-z][a-z_]{0,8}$/).filter(name => name !== 'sign'),
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.constantFrom('豆浆100%纯', 'a+b%2B', '', ' ', '&=', '%'),
    ),
    { minKeys: 1, maxKeys: 8 },
  )
  test('what we sign, alipay-sdk believes', () => {
    fc.assert(
      fc.property(values, given => {
        const text = signedText(given)
        // Its own text of the same parameters, with its own key.
        const mine = signRsa2(alipay.privateKey, text)
        expect(sdk.rsaCheck(text, mine)).toBe(true)
        expect(verifyRsa2(alipay.publicKey, text, mine)).toBe(true)
        expect(verifyRsa2(stranger.publicKey, text, mine)).toBe(false)
      }),
      { numRuns: 25 },
    )
  })
  test('what alipay-sdk signs, we believe', () => {
    const query = new URLSearchParams(
      sdk.sdkExecute('alipay.trade.query', { bizContent: { out_trade_no: '豆浆100%纯', trade_no: 'a+b%2B' } }),
    )
    const given = Object.fromEntries(query)
    expect(verifyRsa2(app.publicKey, signedText(given), given.sign ?? '')).toBe(true)
    expect(verifyRsa2(app.publicKey, signedText({ ...given, method: 'alipay.trade.close' }), given.sign ?? '')).toBe(
      false,
    )
  })
  test.each(['', 'no base64 ✓', 'AAAA', '='])('%j is no signature, and no error', signature => {
    expect(verifyRsa2(alipay.publicKey, 'text', signature)).toBe(false)
  })
})

describe('certificates', () => {
  const ours = certificateOf('/C=CN/O=Ant Financial, Test/OU=Certification Authority/CN=支付宝 Class 2 R1')
  const root = certificateOf('/C=CN/O=iTrusChina/CN=root')
  const elliptic = certificateOf('/C=CN/O=sm2 stand-in/CN=root', [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
  ])
  const roots = `${root}\n${elliptic}\n${ours}`
  const oracle = new AlipaySdk({
    appId: '2021000000000001',
    privateKey: bare.pkcs1(app.privateKey),
    appCertContent: ours,
    alipayPublicCertContent: ours,
    alipayRootCertContent: roots,
  }).config
  test('have the same names as in alipay-sdk', () => {
    expect(certificateSn(ours)).toBe(oracle.appCertSn)
    expect(rootCertificateSn(roots)).toBe(oracle.alipayRootCertSn)
    expect(rootCertificateSn(roots).split('_')).toHaveLength(2)
  })
  test('bring their key', () => {
    const key = readCertificateKey(ours)
    expect(key === null ? null : bare.spki(key)).toBe(oracle.alipayPublicKey.replace(/-----[^-]+-----|\s/g, ''))
    expect([readCertificateKey(elliptic), readCertificateKey('no certificate')]).toEqual([null, null])
  })
})
