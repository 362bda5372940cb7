import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { feieMarkup } from '../../../main/sources/feie/feie-markup.ts'
import { readLabels } from '../../../main/sources/markup/read-labels.ts'
import { type ReadMarkup, readMarkup } from '../../../main/sources/markup/read-markup.ts'
import { xpyunMarkup } from '../../../main/sources/xpyun/xpyun-markup.ts'
import { yilianyunMarkup } from '../../../main/sources/yilianyun/yilianyun-markup.ts'
import type { Block } from '../../../shared/ticket/document.ts'
import { ticketText } from '../../support/ticket-text.ts'

// Cloud printers' markup as paper: typical templates of ISVs, and what they get wrong.

const feie = (markup: string) => readMarkup(markup, feieMarkup(false))
const yly = (markup: string) => readMarkup(markup, yilianyunMarkup)
const xp = (markup: string) => readMarkup(markup, xpyunMarkup(false))
const paper = ({ blocks }: ReadMarkup, columns = 32) =>
  ticketText(
    { blocks: blocks.filter((block): block is Extract<typeof block, Block> => block.type !== 'logo') },
    columns,
  )
const corpus = (file: string) => readFileSync(new URL(`../../fuzz/corpus/${file}`, import.meta.url), 'utf8')

describe('Feie', () => {
  test('an ISV’s ticket, on both papers', async () => {
    for (const columns of [32, 48])
      await expect(paper(feie(corpus('feie/ticket.txt')), columns)).toMatchFileSnapshot(
        `golden/feie-ticket-${columns}.txt`,
      )
  })
  test('a malformed one: tags not closed, closed twice, crossed, unknown', async () => {
    await expect(paper(feie(corpus('feie/malformed.txt')))).toMatchFileSnapshot('golden/feie-malformed-32.txt')
  })
  test('L is taller, W wider, together both', () => {
    expect(paper(feie('<L>高</L><BR><W>宽</W><BR><L><W>大</W></L><BR><BOLD>粗</BOLD>'))).toBe(
      'H  |高\nW  |宽\nHW |大\nb  |粗\n',
    )
  })
  test('an opening tag where the closing one was meant closes; one that is never closed ends with its line', () => {
    expect(paper(feie('<B>合计<B><BR>尾'))).toBe('HW |合  计\n   |尾\n')
    expect(paper(feie('<B>合计<BR>尾<B>'))).toBe('HW |合  计\n   |尾\n')
    expect(paper(feie('<B>合计<BR>尾</B>'))).toBe('HW |合  计\nHW |尾\n')
  })
  test('an aligned part has its line for itself', () => {
    expect(paper(feie('左<C>中</C>后<RIGHT>右</RIGHT><BR><C>一</C><C>二</C>'))).toBe(
      [
        '   |左',
        '   |               中',
        '   |后',
        '   |                              右',
        '   |               一',
        '   |               二',
        '',
      ].join('\n'),
    )
  })
  test('a line feed behind <BR> is the template’s own; two <BR> are an empty line', () => {
    expect(paper(feie('a<BR>\nb<BR><BR>c\nd'))).toBe(`   |a\n   |b\n   |${' '.repeat(32)}\n   |c\n   |d\n`)
  })
  test('a template that went wrong feeds no more than ten empty lines', () => {
    expect(feie(`a${'<BR>'.repeat(1_000)}b`).blocks.filter(block => block.type === 'feed')).toHaveLength(10)
  })
  test('what is no tag is text', () => {
    expect(paper(feie('3<5 & <foo>x</foo> <> <B <br/>a <b x="1">'))).toBe('   |3<5 & <foo>x</foo> <> <B\n   |a\n')
  })
  test('symbols stand alone with white around them, and too much for one is text', () => {
    expect(feie('a<QR> https://x </QR><BR>b<BC128_A>AB12</BC128_A><QR></QR><QR>无尾').blocks).toEqual([
      { type: 'spans', spans: [{ text: 'a', size: { width: 1, height: 1 }, bold: false }] },
      { type: 'feed', lines: 1 },
      { type: 'qr', text: 'https://x', dots: 6 },
      { type: 'feed', lines: 1 },
      { type: 'spans', spans: [{ text: 'b', size: { width: 1, height: 1 }, bold: false }] },
      { type: 'feed', lines: 1 },
      { type: 'barcode', kind: 'code128', code: 'AB12' },
      { type: 'feed', lines: 1 },
      { type: 'spans', spans: [{ text: '无尾', size: { width: 1, height: 1 }, bold: false }] },
    ])
    expect(feie(`<QR>${'豆'.repeat(201)}</QR>`).blocks.map(block => block.type)).toEqual(['spans'])
  })
  test('the drawer is for those who may', () => {
    expect(feie('a<PLUGIN>').blocks.map(block => block.type)).toEqual(['spans'])
    expect(readMarkup('a<PLUGIN>', feieMarkup(true)).blocks.map(block => block.type)).toEqual(['spans', 'drawer'])
  })
})

describe('Yilianyun', () => {
  test('its own sample of a delivery order, on both papers', async () => {
    const read = yly(corpus('yilianyun/meituan.txt'))
    expect(read.copies).toBe(2)
    for (const columns of [32, 48])
      await expect(paper(read, columns)).toMatchFileSnapshot(`golden/yilianyun-${columns}.txt`)
  })
  test('a full line of signs ends its line on wider paper too', () => {
    const line = '-'.repeat(32)
    expect(paper(yly(`${line}送5元\n${line}<FS2>大</FS2>`), 48)).toBe(`   |${line}\n   |送5元\n   |${line}\nHW |大\n`)
    expect(paper(yly(`${'-'.repeat(48)}尾`), 48)).toBe(`   |${'-'.repeat(48)}\n   |尾\n`)
    expect(paper(yly(`${'-'.repeat(20)}尾`), 48)).toBe(`   |${'-'.repeat(20)}尾\n`)
  })
  test('<BR> is a bar code where it is closed, a new line where it is not', () => {
    expect(yly('<BR>690123456789</BR>').blocks).toEqual([{ type: 'barcode', kind: 'ean13', code: '690123456789' }])
    expect(paper(yly('a<BR>b'))).toBe('   |a\n   |b\n')
  })
  test('@@2 at the beginning of a line, tabs, pairs, what is for the loudspeaker', () => {
    expect(paper(yly('@@2大@@2\na\tb\n<LR>左,右,边</LR><audio>有新订单,9,0</audio><MC>1,00030,1</MC>尾'))).toBe(
      ['HW |大  @ @ 2 ', '   |a   b', `   |左${' '.repeat(25)}右,边`, '   |尾', '']
        .map(line => line.trimEnd())
        .join('\n'),
    )
  })
  test('a table of three or four columns; one that is broken loses no word', () => {
    expect(
      paper(
        yly(
          '<table><tr><td>很长很长很长很长很长的菜名</td><td>x1</td><td>5</td></tr><tr><td>短</td><td>x12</td><td>115.5</td></tr></table>',
        ),
      ),
    ).toBe(['   |很长很长很长很长很长的 x1      5', '   |菜名', `   |短${' '.repeat(20)}x12  115.5`, ''].join('\n'))
    expect(paper(yly('<table><tr><td>一<td>二</tr><tr><td>三'))).toMatch(/一.*二.*三/)
  })
})

test('xpyun’s sample, with tags that are never closed', async () => {
  await expect(paper(xp(corpus('xpyun/pharmacy.txt')))).toMatchFileSnapshot('golden/xpyun-32.txt')
})

test('a label without a label tag is text; a page is a piece of paper', () => {
  expect(paper(readLabels('只有字<B>'))).toContain('只有字')
  expect(
    paper(
      readLabels(
        '<PAGE><TEXT x="1" y="1">一</TEXT><QR x="1" y="50">q</QR></PAGE><PAGE><TEXT x="1" y="1">二</TEXT></PAGE>',
      ),
    ),
  ).toBe(
    [
      '   |一',
      '   |[QR q, 5 dots]',
      `   |${' '.repeat(32)}`,
      `   |${'~'.repeat(32)}`,
      '   |二',
      `   |${' '.repeat(32)}`,
      `   |${'~'.repeat(32)}`,
      '',
    ].join('\n'),
  )
})

test('of text without angle brackets no character is lost, whatever the dialect', () => {
  const words = fc.stringMatching(/^[a-z0-9 一-龥,.()-]{0,80}$/)
  fc.assert(
    fc.property(fc.array(words, { maxLength: 8 }), lines => {
      const wanted = lines.join('').replace(/\s/g, '')
      for (const read of [feie(lines.join('<BR>')), xp(lines.join('\n')), yly(lines.join('\r\n'))])
        expect(read.text.join('').replace(/\s/g, '')).toBe(wanted)
    }),
  )
})

test('a body of nothing but half tags takes no longer than its length', () => {
  const bodies = ['<QR>', '<table><tr><td>', '<B', '</', '<TEXT ', '<B>'].map(piece =>
    piece.repeat(64_000 / piece.length),
  )
  for (const body of bodies) {
    const began = performance.now()
    for (const read of [feie, yly, xp, readLabels]) read(body)
    expect(performance.now() - began).toBeLessThan(3_000)
  }
})
