import { expect, test } from 'vitest'
import { tornSlip } from '../../../shared/ticket/torn-slip.ts'
import { ticketText } from '../../support/ticket-text.ts'

test.each([
  ['zh-CN', 32, 'Hb |      █上一张不完整, 作废█'],
  ['zh-CN', 48, 'Hb |              █上一张不完整, 作废█'],
  ['en', 32, 'Hb |█上一张不完整, 作废 TORN, VOID█'],
] as const)('void, in %s on %i columns: one line in reverse, a feed, a cut', (language, columns, line) => {
  const lines = ticketText(tornSlip({ language, isVoid: true }), columns).split('\n')
  expect(lines.map(text => text.trimEnd())).toEqual([line, '   |', `   |${'~'.repeat(columns)}`, ''])
})

test('only cut off: no word', () => {
  expect(tornSlip({ language: 'zh-CN', isVoid: false })).toEqual({
    blocks: [{ type: 'feed', lines: 1 }, { type: 'cut' }],
  })
})
