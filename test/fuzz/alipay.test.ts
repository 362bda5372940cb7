import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readSubmission } from '../../main/engine/intake/submission.ts'
import { acknowledgement, readFrame } from '../../main/sources/alipay/frame.ts'
import { miniOrder, orderInMessage, orderNameIn } from '../../main/sources/alipay/mini-order.ts'
import { readForm, verifyNotice } from '../../main/sources/alipay/notify.ts'
import { readRegistered, readZone } from '../../main/sources/alipay/register.ts'
import { wireMember } from '../../main/sources/wire-members.ts'
import { alipayKeys } from '../support/alipay-keys.ts'
import { noticeForm, signNotice } from '../support/alipay-notice.ts'
import { fuzz, jsonPieces, mutated, patience, readCorpus } from './mutation.ts'

// What comes over the message service's line, from its registration and to the notice address: read or refused, never an
// error, and nothing of it believed that Alipay has not signed.

const { app, alipay } = alipayKeys()
const us = { publicKey: alipay.publicKey, appId: '2021000000000001', sellerId: '2088000000000156' }
const link = { appId: us.appId, privateKey: app.privateKey, publicKey: alipay.publicKey, certificates: null }
const messagePieces = [...jsonPieces, '\\u0000', '"__proto__":{},', '\0', '[[[[[[[[[[']
const framePieces = [
  ...messagePieces,
  '\r\n',
  '\r\n\r\n',
  'from-sys:',
  '"data":{},',
  '"protocol":{},',
  '"x-cmd":"CONSUME",',
]
const formPieces = [
  '&',
  '=',
  '%',
  '+',
  '%2',
  '%00',
  '&sign=',
  '&sign_type=RSA',
  '&trade_no=x',
  '豆浆100%纯',
  '\0',
  '\uFEFF',
]

describe('frames', () => {
  test('are read, or not', { timeout: patience }, () => {
    let messages = 0
    fc.assert(
      fc.property(mutated(readCorpus('alipay-frame'), framePieces), bytes => {
        const frame = readFrame(Buffer.from(bytes).toString('utf8'), alipay.publicKey)
        if (frame.kind !== 'message') return
        messages += 1
        // The corpus is signed with another key.
        expect(frame.signed).toBe(false)
        expect([frame.msgId.length > 0, frame.topic.length <= 128]).toEqual([true, true])
        const answer = acknowledgement(frame, 0)
        expect(answer.split('\r\n\r\n')[0]).toBe(frame.headers)
        expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)).protocol['x-msgId']).toBe(frame.msgId)
        orderInMessage(frame.content)
        orderNameIn(frame.content)
      }),
      fuzz(1_000),
    )
    expect(messages).toBeGreaterThan(0)
  })
  test('a member’s raw text means what the member is', { timeout: patience }, () => {
    fc.assert(
      fc.property(mutated(readCorpus('alipay-register'), framePieces), bytes => {
        const text = Buffer.from(bytes).toString('utf8')
        const raw = wireMember(text, 'response')
        if (raw !== null) expect(JSON.parse(raw)).toEqual(JSON.parse(text).response)
      }),
      fuzz(1_000),
    )
  })
})

test('a registration is none that Alipay has not signed', { timeout: patience }, () => {
  fc.assert(
    fc.property(mutated(readCorpus('alipay-register'), framePieces), bytes => {
      expect(readRegistered(link, Buffer.from(bytes).toString('utf8')).ok).toBe(false)
    }),
    fuzz(1_000),
  )
})

test('a cookie that goes into a header is one', { timeout: patience }, () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string(),
          fc.string().map(value => `zone=${value}; Path=/`),
        ),
        { maxLength: 3 },
      ),
      cookies => {
        expect(readZone(cookies) ?? 'none').toMatch(/^[\x21-\x7e]{1,256}$/)
      },
    ),
    fuzz(500),
  )
})

describe('notices', () => {
  const believed = Buffer.from(new URLSearchParams(signNotice(noticeForm(), alipay.privateKey)).toString())
  test('are refused unless they say exactly what was signed', { timeout: patience }, () => {
    const whole = { ...readForm(believed) }
    fc.assert(
      fc.property(mutated([believed, ...readCorpus('alipay-notify')], formPieces), bytes => {
        const form = readForm(bytes)
        if (form === null) return
        const verdict = verifyNotice(form, us)
        if (!verdict.ok) return
        // Besides what has no value, which says nothing, it is word for word the one that was signed.
        const said = Object.fromEntries(
          Object.entries(form).filter(([name, value]) => value !== '' && name !== 'sign_type'),
        )
        const { sign_type: _, ...signed } = whole
        expect({ ...said, sign: 'x' }).toEqual({ ...signed, sign: 'x' })
      }),
      fuzz(1_000),
    )
  })
})

test('an order of Alipay’s own making is taken or kept aside', { timeout: patience }, () => {
  let taken = 0
  fc.assert(
    fc.property(mutated(readCorpus('alipay-order'), [...messagePieces, '"status":"X",', '"item_cnt":0.5,']), bytes => {
      let value: unknown
      try {
        value = JSON.parse(Buffer.from(bytes).toString('utf8'))
      } catch {
        return
      }
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return
      const body = Buffer.from(JSON.stringify(miniOrder(value as Record<string, unknown>)))
      const { parsed } = readSubmission({ sourceId: 'alipay', webhookId: null, receivedAt: 0, body })
      if (parsed.ok) taken += 1
      orderInMessage(value)
      orderNameIn(value)
    }),
    fuzz(1_000),
  )
  expect(taken).toBeGreaterThan(0)
})
