import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, type Token } from '../../drivers/escpos/decoder.ts'
import { createRenderer } from '../../drivers/printer/render.ts'
import type { Profile } from '../../drivers/profiles/profile.ts'
import { findProfile } from '../../drivers/profiles/profiles.ts'
import { createPainter } from '../../drivers/virtual/painter.ts'
import { systemClock } from '../../main/engine/clock.ts'
import { jobDocument } from '../../main/engine/printing/job-paper.ts'
import type { PushAnswer } from '../../main/engine/push-desk.ts'
import type { JobRow } from '../../main/store/jobs.ts'
import { settingsSchema } from '../../shared/domain/settings.ts'
import type { PaperContent } from '../../shared/domain/ticket.ts'
import type { Block, TicketDocument } from '../../shared/ticket/document.ts'
import { openShop, type Shop, shopSettings } from '../support/shop.ts'
import { samplePrint } from '../support/ticket-samples.ts'
import { hostileText } from './hostile-text.ts'
import { fuzz, jsonPieces, mutated, patience, readCorpus } from './mutation.ts'
import { expectQuietEnd, expectReadable } from './standing.ts'

// Orders that nobody meant well, through the whole engine into a real database and onto paper. Whatever is in them: an
// answer of the contract, no stumbling, and paper that says only what the template says.

const settings = settingsSchema.parse(shopSettings)
const profiles = ['generic-80', 'generic-58'].map(id => findProfile(id) as Profile)

/** Commands that a ticket of ours is made of; anything else on paper would be the customer's. */
const ours = new Set([
  'ESC @',
  'FS &',
  'ESC a',
  'ESC E',
  'GS B',
  'GS !',
  'FS !',
  'LF',
  'ESC d',
  'ESC *',
  'GS v 0',
  'ESC J',
  'GS V',
])
const verdicts = ['accepted', 'duplicate', 'stale', 'conflict', 'invalid']

function take(shop: Shop, body: Uint8Array): Promise<PushAnswer> {
  return shop.engine.push.take('mini', shop.signed(body), body)
}

type Row = JobRow & { content: string }

/** Jobs made since the last call. */
function jobReader(shop: Shop): () => Row[] {
  const db = new Database(join(shop.folder, 'gudang.db'), { readonly: true })
  let last = 0
  return () => {
    const rows = db
      .prepare('select j.*, t.content from jobs j join tickets t on t.id = j.ticket where j.id > ? order by j.id')
      .all(last) as Row[]
    last = rows.at(-1)?.id ?? last
    return rows
  }
}

function documentOf(row: Row, plain: boolean): TicketDocument {
  const printing = samplePrint({ printedAt: systemClock.now() })
  return jobDocument({ ...row, plain: plain ? 1 : 0 }, JSON.parse(row.content) as PaperContent, printing, settings)
}

/** Line by line as the printer sets them, spaces aside, each with whether it is white on black. */
function printedLines(tokens: readonly Token[]): { text: string; reverse: boolean }[] {
  const lines: { text: string; reverse: boolean }[] = []
  let text = ''
  let reverse = false
  let marked = false
  for (const token of tokens) {
    if (token.type === 'text') {
      text += token.text
      marked ||= reverse && token.text !== ' '
    }
    if (token.type !== 'command') continue
    if (token.name === 'GS B') reverse = token.args[0] === 1
    if (token.name !== 'LF') continue
    if (text.trim() !== '') lines.push({ text: text.replaceAll(' ', ''), reverse: marked })
    text = ''
    marked = false
  }
  return lines
}

const textOf = (block: Block) =>
  block.type === 'text' ? block.text : block.type === 'pair' ? block.left + block.right : ''

/** What the bytes are, without asking encoder or layout: the template's commands and nothing besides. */
function expectOnlyOurs(bytes: Uint8Array, document: TicketDocument, { cutter }: Profile): void {
  const tokens = decode(bytes)
  const names = tokens.flatMap(token => (token.type === 'command' ? [token.name] : []))
  expect(tokens.filter(token => token.type === 'error')).toEqual([])
  expect(names.filter(name => !ours.has(name))).toEqual([])
  // One beginning, at the beginning; one cut, at the end, where there is a knife.
  expect([names.indexOf('ESC @'), names.lastIndexOf('ESC @')]).toEqual([0, 0])
  const end = cutter ? names.length - 1 : -1
  expect([names.indexOf('GS V'), names.lastIndexOf('GS V')]).toEqual([end, end])
  // White on black are our marks alone, and each is whole on its line or lines.
  const marks = document.blocks.flatMap(block => (block.type === 'text' && block.reverse === true ? [block.text] : []))
  const white = printedLines(tokens).filter(line => line.reverse)
  expect(white.map(line => line.text).join('')).toBe(marks.join('').replaceAll(' ', ''))
  for (const block of document.blocks) {
    expect(textOf(block)).not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Zl}\p{Zp}\ufeff]/u)
  }
}

async function expectPaper(rows: readonly Row[], drawGlyphs?: Parameters<typeof createRenderer>[0]['drawGlyphs']) {
  for (const row of rows) {
    for (const profile of profiles) {
      const render = createRenderer({ profile, timers: systemClock, drawGlyphs })
      for (const plain of [false, true]) {
        const document = documentOf(row, plain)
        expectOnlyOurs(await render(document), document, profile)
      }
    }
  }
}

function expectAnswer(answer: PushAnswer): void {
  expect(verdicts).toContain(answer.result)
  // The intake's last resort: something threw. That is ours, whatever was sent.
  if (answer.result === 'invalid') expect(JSON.stringify(answer.issues)).not.toContain('could not be taken in')
}

const money = fc.oneof(fc.nat({ max: 100_000_000 }), fc.constantFrom(0, 1, 250))
const quantity = fc.oneof(
  fc.integer({ min: 1, max: 999 }),
  fc.integer({ min: 1, max: 999_000 }).map(n => n / 1000),
)
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { freq: 3 })
const dish = hostileText.filter(text => text.trim() !== '')
const line = fc.record(
  {
    sku: maybe(hostileText),
    name: dish,
    category: maybe(hostileText),
    quantity,
    unitPrice: maybe(money),
    amount: maybe(money),
    modifiers: fc.array(fc.record({ name: hostileText, price: money }), { maxLength: 3 }),
    note: maybe(hostileText),
  },
  { requiredKeys: ['name', 'quantity'] },
)
const instant = fc.constantFrom(
  '2026-11-22T07:01:02+08:00',
  '2026-11-21T00:00:00Z',
  '0001-01-01T00:00Z',
  '9999-12-31T23:59:59.999-12:00',
)
/** Orders that are right in form and wrong in everything that a person types. */
const order = fc
  .record(
    {
      orderId: fc.constantFrom('f-1', 'f-2', 'f-3', "'; drop table orders; --", '=1+1', '<b>', '%00', '../../x'),
      revision: maybe(fc.oneof(fc.nat({ max: 5 }), fc.constantFrom(0, 2 ** 52))),
      channel: maybe(fc.oneof(hostileText, fc.constantFrom('alipay-mini', 'meituan'))),
      status: fc.constantFrom('paid', 'paid', 'paid', 'unpaid', 'cancelled', 'refunded'),
      pickupNo: maybe(hostileText),
      tableNo: maybe(hostileText),
      serviceMode: maybe(fc.oneof(hostileText, fc.constantFrom('dine-in', 'delivery'))),
      guests: maybe(fc.nat({ max: 10_000 })),
      placedAt: instant,
      expectedAt: maybe(instant),
      note: maybe(hostileText),
      items: fc
        .array(line, { minLength: 1, maxLength: 6 })
        .map(lines => lines.map((one, index) => ({ lineId: `${index}`, ...one }))),
      fees: maybe(fc.array(fc.record({ name: hostileText, amount: money }), { maxLength: 2 })),
      discounts: maybe(
        fc.array(fc.record({ name: hostileText, kind: hostileText, amount: money, code: hostileText }), {
          maxLength: 2,
        }),
      ),
      total: fc.record({ payable: money }),
      payment: maybe(
        fc.record({
          method: hostileText,
          amount: money,
          paidAt: instant,
          terms: fc.constantFrom('prepaid', 'after-meal', 'x'),
        }),
      ),
      refunds: maybe(
        fc.array(
          fc.record({
            refundNo: hostileText,
            amount: money,
            lines: fc.constant([{ lineId: '0', quantity: 1 }]),
            at: instant,
          }),
          { maxLength: 2 },
        ),
      ),
      customer: maybe(fc.record({ id: hostileText, name: hostileText, phone: hostileText, memberLevel: hostileText })),
      extra: maybe(fc.jsonValue({ maxDepth: 4 })),
    },
    { requiredKeys: ['orderId', 'status', 'placedAt', 'items', 'total'] },
  )
  .map(one => ({ ...one, orderId: one.orderId }))

const samples = readCorpus('order')
const pieces = [
  ...jsonPieces,
  ...['true', '-0', '0.1', '1e21', '9007199254740993', '""', '[]', '{}'],
  ...[
    '"revision":9007199254740991,',
    '"revision":-1,',
    '"__proto__":{"x":1},',
    '"constructor":1,',
    '"status":"paid",',
    '"status":"cancelled",',
  ],
  ...[
    '"quantity":0,',
    '"quantity":1e-9,',
    '"comboOf":"1",',
    '"lineId":"1",',
    '"items":',
    '\\u0000',
    '\\ud800',
    '\\u2028',
    '\\n作废',
    '<PLUGIN>',
  ],
  ...[
    Uint8Array.of(0xff),
    Uint8Array.of(0xed, 0xa0, 0x80),
    Uint8Array.of(0xf4, 0x90, 0x80, 0x80),
    Uint8Array.of(0xef, 0xbb, 0xbf),
    '13812345678',
  ],
]

describe('an order', () => {
  test('with any text in any field: on paper it is text', { timeout: patience }, async () => {
    const shop = await openShop({ silent: true })
    const newJobs = jobReader(shop)
    let sold = 0
    await fc.assert(
      fc.asyncProperty(order, async given => {
        expectAnswer(await take(shop, Buffer.from(JSON.stringify(given))))
        await expectPaper(newJobs())
        // What was drawn may be known already, or not paid: the same as a sale that nobody has heard of is always printed.
        sold += 1
        const sale = { ...given, orderId: `sold-${sold}`, status: 'paid', refunds: null }
        expect(await take(shop, Buffer.from(JSON.stringify(sale)))).toMatchObject({ result: 'accepted' })
        const rows = newJobs()
        expect(rows.map(row => row.kind)).toEqual(['kitchen'])
        await expectPaper(rows)
      }),
      fuzz(60),
    )
    await expectStanding(shop)
  })
  test('drawn where the printer lacks the letters: still text', { timeout: patience }, async () => {
    const painter = createPainter()
    try {
      const shop = await openShop({ silent: true })
      const newJobs = jobReader(shop)
      await fc.assert(
        fc.asyncProperty(order, async given => {
          expectAnswer(await take(shop, Buffer.from(JSON.stringify(given))))
          await expectPaper(newJobs(), glyphs => painter.drawGlyphs(glyphs))
        }),
        fuzz(5),
      )
    } finally {
      await painter.close()
    }
  })
  test('of damaged bytes: an answer, and the engine stands', { timeout: patience }, async () => {
    const shop = await openShop({ silent: true })
    const newJobs = jobReader(shop)
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(mutated(samples, pieces), async bytes => {
        const body = bytes.subarray(0, 256 * 1024)
        const answer = await take(shop, body)
        expectAnswer(answer)
        seen.add(answer.result)
        await expectPaper(newJobs())
      }),
      fuzz(150),
    )
    expect([...seen]).toEqual(expect.arrayContaining(['accepted', 'invalid']))
    await expectStanding(shop)
  })
})

/** After all that: every list can be read, every order opened, the log has no error, and a good order is taken. */
async function expectStanding(shop: Shop): Promise<void> {
  await expectReadable(shop, ['jobs', 'quarantine', 'conflicts', 'alarms', 'health'])
  expect((await shop.get('/trpc/board,alarms?batch=1&input=%7B%7D')).status).toBe(200)
  const [whole] = samples.filter(sample => Buffer.from(sample).includes('mp-20261122-000123'))
  const fresh = { ...JSON.parse(Buffer.from(whole ?? []).toString('utf8')), orderId: 'in-the-end' }
  expect((await shop.push(fresh)).status).toBe(201)
  await expectQuietEnd(shop)
}
