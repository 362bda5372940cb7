import { expect, test } from 'vitest'
import { pluggedInTable } from '../../main/cli/plugged-in-table.ts'
import { terminalText } from '../../main/cli/terminal-text.ts'
import { textTable } from '../../main/cli/text-table.ts'

// A USB stick may call itself anything; a terminal must not do what it is called (reference/reliability.md §5, row 36).

const hostile = '\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e\u200b\r\nPOS58'
const isClean = (text: string) => !/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u.test(text)

test('what a terminal obeys becomes a question mark', () => {
  expect(terminalText(hostile)).toBe('?[2J?]0;owned??31m????POS58')
  expect(terminalText('后厨 kitchen · é 👍')).toBe('后厨 kitchen · é 👍')
})

test('tables stay tables', () => {
  const table = textTable([
    ['名称 name', 'x'],
    [hostile, 'y'],
  ])
  expect([isClean(table), table.split('\n')]).toEqual([
    true,
    [expect.any(String), expect.stringMatching(/POS58 {2}y$/), ''],
  ])
})

test('nor what is plugged in', () => {
  const connection = { type: 'usb' as const, vendorId: '0416', productId: '5011', serialNumber: hostile }
  const found = { name: hostile, place: 'USB 1-2', connection, alias: null, usb: null, notes: [hostile] }
  expect(isClean(pluggedInTable([found], []))).toBe(true)
})
