import { expect, test } from 'vitest'
import { ticketWithoutCustomer } from '../../../shared/domain/purging.ts'
import type { SourceContent } from '../../../shared/domain/ticket.ts'
import { paperDocument } from '../../../shared/ticket/paper-document.ts'
import { plainTicket } from '../../../shared/ticket/plain-ticket.ts'
import { blankRaster } from '../../../shared/ticket/raster.ts'
import { samplePrint } from '../../support/ticket-samples.ts'
import { ticketText } from '../../support/ticket-text.ts'

const content: SourceContent = {
  ...{ kind: 'source', marks: [], copyNo: 2 },
  blocks: [{ type: 'logo' }, { type: 'spans', spans: [{ text: '电话 13812345678' }] }],
  text: ['电话 13812345678'],
}
const blank = ' '.repeat(32)
const cut = '~'.repeat(32)

test('our marks and the copy’s label stand above what was sent; phones stay, a cut ends it', () => {
  const print = samplePrint({ copy: 2, doubtful: true, late: true, logo: blankRaster(16, 8) })
  expect(ticketText(paperDocument(content, print), 32)).toBe(
    [
      'HWb|    █补  打    第  2 次█',
      'HWb|      █可  能  重  复█',
      'HWb|          █积  压█',
      'b  |                           第2联',
      '   |[16 × 8 dots]',
      '   |电话 13812345678',
      `   |${blank}`,
      `   |${cut}`,
      '',
    ].join('\n'),
  )
})

test('one that cuts itself is not cut twice; without a logo nothing stands there', () => {
  const own: SourceContent = { ...content, copyNo: null, blocks: [...content.blocks, { type: 'cut' }] }
  expect(ticketText(paperDocument(own, samplePrint()), 32)).toBe(`   |电话 13812345678\n   |${cut}\n`)
})

test('where its blocks cannot be laid out, its words are printed all the same', () => {
  expect(ticketText(plainTicket(content, samplePrint({ copy: 2 })), 32)).toContain('电话 13812345678')
})

test('when its customer is forgotten nothing of it is left', () => {
  expect(ticketWithoutCustomer(content)).toEqual({ ...content, blocks: [], text: [] })
})
