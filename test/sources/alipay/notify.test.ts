import { AlipaySdk } from 'alipay-sdk'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fenOf } from '../../../main/sources/alipay/amount.ts'
import { chinaClock, chinaTime } from '../../../main/sources/alipay/china-time.ts'
import { readForm, verifyNotice } from '../../../main/sources/alipay/notify.ts'
import { noticeTexts } from '../../../main/sources/alipay/signature.ts'
import { alipayKeys, bare } from '../../support/alipay-keys.ts'
import { noticeForm, signNotice } from '../../support/alipay-notice.ts'

const { app, alipay, stranger } = alipayKeys()
const us = { publicKey: alipay.publicKey, appId: '2021000000000001', sellerId: '2088000000000156' }
const verify = (form: Record<string, string>) => {
  const read = readForm(Buffer.from(new URLSearchParams(form).toString()))
  return read === null ? null : verifyNotice(read, us)
}

describe('what Alipay signs is believed', () => {
  test.each(['豆浆100%纯', 'a+b%2B', '', ' ', '&sign=x', '%', '%E8%B1', '油条"\\'])('subject %j', subject => {
    for (const how of [{}, { keepsType: true }, { dropsEmpty: true }]) {
      expect(verify(signNotice(noticeForm({ subject }), alipay.privateKey, how))).toMatchObject({
        ok: true,
        notice: { type: 'trade_status_sync', trade: { outTradeNo: 'mp-1', total: 400, status: 'TRADE_SUCCESS' } },
      })
    }
  })
  test('and by alipay-sdk too, where it does not decode twice', () => {
    const sdk = new AlipaySdk({
      appId: us.appId,
      privateKey: bare.pkcs1(app.privateKey),
      alipayPublicKey: bare.spki(alipay.publicKey),
    })
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.boolean(), (subject, keepsType) => {
        const form = signNotice(noticeForm({ subject }), alipay.privateKey, { keepsType })
        expect(sdk.checkNotifySignV2(form)).toBe(true)
        expect(verify(form)?.ok).toBe(true)
      }),
      { numRuns: 30 },
    )
    // The trap that a client falls into which uses the older of the two.
    const trap = signNotice(noticeForm({ subject: '豆浆100%纯' }), alipay.privateKey)
    expect(() => sdk.checkNotifySign(trap)).toThrow(URIError)
  })
})

describe('what it has not signed is not', () => {
  const form = signNotice(noticeForm({ refund_fee: '' }), alipay.privateKey)
  test('any value, changed', () => {
    for (const key of Object.keys(form).filter(key => !['sign', 'sign_type'].includes(key))) {
      expect([key, verify({ ...form, [key]: `${form[key]}1` })]).toEqual([key, { ok: false, fault: 'signature' }])
    }
  })
  test('a value more', () => {
    expect(verify({ ...form, refund_amount: '4.00' })).toEqual({ ok: false, fault: 'signature' })
  })
  test('said to be of a weaker kind, or signed by somebody else', () => {
    const weak = signNotice(noticeForm({ sign_type: 'RSA' }), alipay.privateKey, { algorithm: 'sha1', keepsType: true })
    expect(verify(weak)).toEqual({ ok: false, fault: 'signature' })
    expect(verify(signNotice(noticeForm(), stranger.privateKey))).toEqual({ ok: false, fault: 'signature' })
    expect(verify(signNotice(noticeForm(), app.privateKey))).toEqual({ ok: false, fault: 'signature' })
  })
  test('a name twice', () => {
    const body = `${new URLSearchParams(form)}&total_amount=0.01`
    expect(readForm(Buffer.from(body))).toBe(null)
  })
  test.each([
    ['another app', { app_id: '2021000000000009' }, 'app'],
    ['another seller', { seller_id: '2088000000000999' }, 'seller'],
    ['no notify_id', { notify_id: '' }, 'form'],
  ])('%s', (_, change, fault) => {
    expect(verify(signNotice(noticeForm(change), alipay.privateKey))).toEqual({ ok: false, fault })
  })
})

test('a refund is a TRADE_SUCCESS with refund_fee', () => {
  const form = noticeForm({ refund_fee: '2.50', out_biz_no: 'r1', gmt_refund: '2026-11-22 07:30:00.123' })
  expect(verify(signNotice(form, alipay.privateKey))).toMatchObject({
    notice: { trade: { refunded: 250, refundNo: 'r1', refundedAt: Date.parse('2026-11-22T07:30:00+08:00') } },
  })
})

test.each<[unknown, number | null]>([
  ['4', 400],
  ['4.0', 400],
  ['4.00', 400],
  ['0.01', 1],
  ['19.999', null],
  ['-1', null],
  ['1e3', null],
  ['', null],
  [4.1, 410],
  ['999999999', null],
])('%j yuan are %j fen', (text, fen) => expect(fenOf(text)).toBe(fen))

test('times are China’s, whatever zone the computer is in', () => {
  expect(chinaTime('2026-11-22 07:01:01')).toBe(Date.parse('2026-11-22T07:01:01+08:00'))
  expect(chinaClock(Date.parse('2026-11-21T23:01:01Z'))).toBe('2026-11-22 07:01:01')
  expect([chinaTime('2026-13-01 00:00:00'), chinaTime('yesterday'), chinaTime(7)]).toEqual([null, null, null])
})

test('four texts, no more', () => {
  expect(new Set(noticeTexts({ b: '', a: '1', sign: 'x', sign_type: 'RSA2' }))).toEqual(
    new Set(['a=1&b=', 'a=1', 'a=1&b=&sign_type=RSA2', 'a=1&sign_type=RSA2']),
  )
})
