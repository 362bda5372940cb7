import fc from 'fast-check'
import { expect, test } from 'vitest'
import { setGlyphs } from '../../../drivers/glyphs/set-glyphs.ts'
import { createRenderer } from '../../../drivers/printer/render.ts'
import type { Profile } from '../../../drivers/profiles/profile.ts'
import { findProfile } from '../../../drivers/profiles/profiles.ts'
import { paperText } from '../../../drivers/virtual/paper.ts'
import { readPaper } from '../../../drivers/virtual/print-head.ts'
import { starAsEscPos } from '../../../drivers/virtual/star-bytes.ts'
import { kitchenTicket } from '../../../shared/ticket/kitchen-ticket.ts'
import { testPage } from '../../../shared/ticket/test-page.ts'
import { sampleContent, samplePrint, testedPrinter } from '../../support/ticket-samples.ts'
import { timers } from '../printer/bench.ts'

const star = findProfile('star-line') as Profile
const epson = findProfile('generic-80') as Profile
const tell = (hex: string) =>
  Buffer.from(starAsEscPos(Buffer.from(hex.replaceAll(' ', ''), 'hex')))
    .toString('hex')
    .match(/../g)
    ?.join(' ')

test.each([
  ['initialise', '1b40', '1b 40 1c 26'],
  ['text, Chinese, a line', '41 b6b9 0a', '41 b6 b9 0a'],
  ['emphasis on and off', '1b45 1b46', '1b 45 01 1b 45 00'],
  ['white on black', '1b34 1b35', '1d 42 01 1d 42 00'],
  ['double height, double width', '1b690100 1b690001', '1d 21 01 1c 21 08 1d 21 10 1c 21 04'],
  ['the middle', '1b1d6101', '1b 61 01'],
  ['cuts', '1b6402 1b6403', '1d 56 41 18 1d 56 42 18'],
  ['a bit image of one column', '1b580100 010203 41', '1b 2a 21 01 00 01 02 03 41'],
  ['a drawer', '1b071414 07 1a 41', '41'],
  [
    'QR',
    '1b1d79533002 1b1d79533101 1b1d79533206 1b1d7944310001004a 1b1d7950',
    '1d 28 6b 04 00 31 41 32 00 1d 28 6b 03 00 31 45 31 1d 28 6b 03 00 31 43 06 1d 28 6b 04 00 31 50 30 4a 1d 28 6b 03 00 31 51 30',
  ],
  ['a command that ends too early', '1b69 01', '7f'],
  ['a command that is none', '1b7e', '7f 7e'],
])('%s', (_, bytes, said) => {
  expect(tell(bytes)).toBe(said)
})

test('24 rows of an image are one strip, and the line feed behind them is in it', () => {
  const rows = 'ff'.repeat(48)
  expect(tell(`1b30 1b6b0200${rows}0a 41`)).toBe(`1b 33 18 1d 76 30 00 02 00 18 00 ${rows.match(/../g)?.join(' ')} 41`)
})

test('any bytes are read to their end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), bytes => {
      expect(readPaper(bytes, { ...star, dialect: 'star' }).dots).toBe(576)
    }),
  )
})

test.each([
  ['a kitchen ticket', kitchenTicket(sampleContent({ note: '不要辣🌶️' }), samplePrint({ copy: 2 }))],
  ['a test page', testPage({ ...samplePrint(), printerName: '前台', printer: testedPrinter(48) })],
])('%s says the same on a Star printer as on another', async (_, document) => {
  const paperOf = async (profile: Profile) => {
    const render = createRenderer({ profile, drawGlyphs: async order => setGlyphs(order), timers })
    return readPaper(await render(document), profile)
  }
  const [ours, other] = [await paperOf(star), await paperOf(epson)]
  expect(ours.errors).toEqual([])
  // An image comes in bands here and in strips there.
  const words = (text: string) => text.split('\n').filter(line => line !== '' && !/^ *\[\d+×\d+\]$/.test(line))
  expect(words(paperText(ours))).toEqual(words(paperText(other)))
})
