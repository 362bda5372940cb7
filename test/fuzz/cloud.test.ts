import { existsSync, readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { decode } from '../../drivers/escpos/decoder.ts'
import { createEncoder } from '../../drivers/escpos/encoder.ts'
import { legible } from '../../drivers/escpos/gbk-text.ts'
import { findProfile } from '../../drivers/profiles/profiles.ts'
import { foreignContent } from '../../main/engine/cloud/foreign-content.ts'
import type { PrintForm } from '../../main/engine/cloud/foreign-print.ts'
import { layoutDocument } from '../../shared/ticket/layout.ts'
import { sourceTicket } from '../../shared/ticket/source-ticket.ts'
import { feieFields, openCloudShop, sunmi, xpyun, yilianyunFields, yilianyunToken } from '../support/cloud-clients.ts'
import { httpRequest } from '../support/http-request.ts'
import type { Shop } from '../support/shop.ts'
import { samplePrint } from '../support/ticket-samples.ts'
import { hostilePieces } from './hostile-text.ts'
import { fuzz, mutated, patience, readCorpus } from './mutation.ts'

// What cloud printers' clients send: markup that went wrong, bodies that are none, fields of any kind. Markup always becomes
// a ticket that its printer understands; a request always gets an answer in its vendor's shape.

const forms: Record<string, PrintForm[]> = {
  feie: ['feie', 'feie-label'],
  xpyun: ['xpyun', 'xpyun-label'],
  yilianyun: ['yilianyun'],
}
const pieces = [
  ...[
    '<',
    '>',
    '</',
    '<BR>',
    '<B>',
    '</B>',
    '<CB>',
    '<QR>',
    '</QR>',
    '<table>',
    '<tr>',
    '<td>',
    '</table>',
    '<LR>',
    ',',
  ],
  ...[
    '@@2',
    '<MN>9</MN>',
    '<MN>',
    '<CUT>',
    '<PLUGIN>',
    '<LOGO>',
    '<BC128_C>',
    '<TEXT x="1" y="1">',
    '<PAGE>',
    '\n',
    '\t',
  ],
  ...hostilePieces,
]

test.each(Object.entries(forms))(
  '%s: any markup becomes a ticket, and its text never a command',
  { timeout: patience },
  (folder, kinds) => {
    const profiles = ['generic-58', 'generic-80'].flatMap(id => findProfile(id) ?? [])
    /** All that such a ticket may send; a drawer is none of it. */
    const allowed = /^(ESC @|FS &|FS !|GS !|ESC E|GS B|ESC a|ESC d|LF|GS V|GS \( k|GS v 0|ESC J)$/
    fc.assert(
      fc.property(
        mutated(readCorpus(folder), pieces),
        fc.constantFrom(...kinds),
        fc.constantFrom(...profiles),
        (bytes, form, profile) => {
          const content = foreignContent({ form, content: Buffer.from(bytes).toString('utf8'), drawer: false }, 1)
          // As it is stored and read back.
          const stored = JSON.parse(JSON.stringify(content)) as typeof content
          expect(stored).toEqual(content)
          const document = sourceTicket(stored, samplePrint())
          const paper = createEncoder(profile).encode(layoutDocument(document, { columns: profile.columns, legible }))
          for (const token of decode(paper)) {
            expect(token.type).not.toBe('error')
            if (token.type === 'command') expect(token.name).toMatch(allowed)
          }
        },
      ),
      fuzz(100),
    )
  },
)

async function expectNoFault(shop: Shop): Promise<void> {
  await shop.close()
  const file = join(shop.folder, 'logs', 'test.log')
  const log = existsSync(file) ? readFileSync(file, 'utf8') : ''
  expect(log.split('\n').filter(text => /"level":[56]0/.test(text))).toEqual([])
}

test('any body at any of their addresses gets an answer, and the door does not fail', {
  timeout: patience,
}, async () => {
  const shop = await openCloudShop({ silent: true })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  const access_token = await yilianyunToken(shop)
  const samples = [
    new URLSearchParams(
      feieFields(shop, 'Open_printMsg', { sn: '922500001', content: '<B>x</B>', times: '1' }),
    ).toString(),
    new URLSearchParams(feieFields(shop, 'Open_printerAddlist', { printerContent: '1#2#3\n4' })).toString(),
    new URLSearchParams(
      yilianyunFields(shop, { access_token, machine_code: '4004500001', origin_id: '1', content: 'x' }),
    ).toString(),
    JSON.stringify({ user: 'dev@shop.cn', timestamp: 1, sign: 'x', sn: 'XPY0001', content: 'x', items: [{ sn: '1' }] }),
    '--b\r\ncontent-disposition: form-data; name="user"\r\n\r\ndemo@shop.cn\r\n--b--\r\n',
  ].map(text => Buffer.from(text))
  const paths = [
    '/Api/Open/',
    '/Api/Open/printMsg',
    '/oauth/oauth',
    '/v2/print/index',
    '/printer/getorderpaginglist',
    '/api/openapi/xprinter/print',
    '/v2/printer/open/open/device/pushContent',
  ]
  const types = [
    'application/x-www-form-urlencoded',
    'application/json',
    'multipart/form-data; boundary=b',
    'multipart/form-data',
    'text/plain',
    'application/octet-stream',
  ]
  const hurting = [
    '&',
    '=',
    '%',
    '%00',
    '%ff',
    '+',
    '{',
    '}',
    '[]',
    '"',
    '\0',
    '__proto__=1',
    'sn[]=1',
    '\r\n--b',
    'content=',
    '9'.repeat(40),
    ...hostilePieces,
  ]
  await fc.assert(
    fc.asyncProperty(
      mutated(samples, hurting),
      fc.constantFrom(...paths),
      fc.constantFrom(...types),
      async (body, path, type) => {
        const reply = await httpRequest<Record<string, unknown>>(shop.url, path, {
          method: 'POST',
          headers: { 'content-type': type },
          body,
          agent,
        })
        expect(reply.status).toBe(200)
        expect(['ret', 'error', 'code'].some(key => key in reply.body)).toBe(true)
      },
    ),
    fuzz(150),
  )
  // What is signed, and otherwise anything.
  const value = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.integer(),
    fc.constant(null),
    fc.array(fc.string(), { maxLength: 3 }),
    fc.constantFrom('XPY0001', 'N501P58U10200', '1b40610a', 1, 0),
  )
  const names = [
    'sn',
    'content',
    'copies',
    'mode',
    'orderId',
    'date',
    'snlist',
    'items',
    'trade_no',
    'count',
    'page_no',
    'page_size',
  ]
  const bodies = fc.dictionary(fc.constantFrom(...names), value)
  const actions = fc.constantFrom(
    'print',
    'printLabel',
    'queryOrderState',
    'queryOrderStatis',
    'queryPrintersStatus',
    'addPrinters',
    'delPrinters',
    'updPrinter',
  )
  const asked = fc.constantFrom(
    'device/pushContent',
    'device/onlineStatus',
    'ticket/printStatus',
    'device/clearPrintJob',
  )
  await fc.assert(
    fc.asyncProperty(bodies, actions, asked, async (body, action, other) => {
      const replies = [await xpyun(shop, action, body), await sunmi(shop, other, body)]
      expect(replies.map(reply => [reply.status, typeof reply.body.code])).toEqual(Array(2).fill([200, 'number']))
    }),
    fuzz(60),
  )
  await expectNoFault(shop)
})
