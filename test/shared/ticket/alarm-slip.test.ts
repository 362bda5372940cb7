import { expect, test } from 'vitest'
import { alarmWords } from '../../../shared/domain/alarm.ts'
import { layoutDocument } from '../../../shared/ticket/layout.ts'
import { paperDocument } from '../../../shared/ticket/paper-document.ts'
import { plainTicket } from '../../../shared/ticket/plain-ticket.ts'
import { samplePrint } from '../../support/ticket-samples.ts'
import { testPaper, ticketText, visibleText } from '../../support/ticket-text.ts'

function slip(language: 'zh-CN' | 'en') {
  const facts = {
    printer: '蒸档',
    waiting: 3,
    detail: 'cutter',
    standIn: '',
    ticket: '#0012',
    source: 'mini',
    count: 2,
  }
  const alarms = (['printer-error', 'job-held', 'source-signature'] as const).map((code, index) => ({
    ...{ code, since: `2026-11-22T07:0${index}:00+08:00` },
    ...alarmWords(code, facts, language),
  }))
  return { kind: 'report' as const, marks: [], alarms }
}

test.each([80, 58])('on %i mm paper', async width => {
  const columns = width === 80 ? 48 : 32
  for (const language of ['zh-CN', 'en'] as const) {
    const document = paperDocument(slip(language), samplePrint({ language }))
    await expect(ticketText(document, columns)).toMatchFileSnapshot(`golden/alarm-slip-${language}-${width}.txt`)
  }
})

test('whole, whatever the names in it; and plain where nothing else can be drawn', () => {
  const content = slip('zh-CN')
  const [first] = content.alarms
  const hostile = {
    ...content,
    alarms: [{ ...first, message: '\u001b@蒸\n档\u202e', remedy: 'x'.repeat(500), code: 'c', since: 'never' }],
  }
  const said = visibleText(layoutDocument(paperDocument(hostile, samplePrint()), testPaper(32)))
  expect(said).toContain('蒸档')
  expect(said).toContain('x'.repeat(500))
  expect(said).toContain('never')
  const plain = visibleText(layoutDocument(plainTicket(content, samplePrint()), testPaper(32)))
  for (const { message, remedy } of content.alarms) {
    for (const words of [message, remedy]) expect(plain).toContain(words.replace(/\s/g, ''))
  }
})
