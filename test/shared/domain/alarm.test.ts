import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { en } from '../../../renderer/words/en.ts'
import { zhCN } from '../../../renderer/words/zh-CN.ts'
import { alarmCodes, alarmSeverity, alarmWords } from '../../../shared/domain/alarm.ts'
import type { AlarmFacts } from '../../../shared/domain/alarms/alarm-text.ts'
import { orderNotes } from '../../../shared/domain/order-note.ts'
import { marks } from '../../../shared/domain/ticket.ts'

/** What the engine may know when it raises one; each kind uses a few of them. */
const facts: AlarmFacts = {
  ...{ printer: '蒸档', printerId: 'steam', waiting: 3, detail: 'cutter', standIn: '', ticket: '#0012', jobId: 'j1' },
  ...{ tickets: 9, oldest: '07:01', source: 'mini', count: 2, orderId: 'mp-1', revision: 1, since: '11-22 07:01' },
  ...{ where: 'total.payable', expected: '4.00', actual: '5.00', name: '前台平板' },
  ...{ missing: '3, 7–9', goods: '豆浆', rule: 'replay' },
  ...{
    backup: '06:00',
    orders: 2,
    folder: '/data/backups',
    day: '2026-11-21',
    kind: 'order.sync',
    topic: 'alipay.brand.new',
  },
}

describe.each(alarmCodes)('%s', code => {
  test.each(['zh-CN', 'en'] as const)('says what is wrong and what to do (%s)', language => {
    const { message, remedy } = alarmWords(code, facts, language)
    for (const words of [message, remedy]) {
      expect(words).not.toMatch(/undefined|null|NaN|\[object/)
      expect(words.trim()).toBe(words)
      // A slip of paper must not depend on drawing: every character is one that printers have.
      expect(iconv.decode(iconv.encode(words, 'gbk'), 'gbk')).toBe(words)
    }
    expect(message.length).toBeGreaterThan(5)
    expect(remedy.length).toBeGreaterThan(5)
    expect(/[\u4e00-\u9fff]/.test(remedy)).toBe(language === 'zh-CN')
    expect(['critical', 'warning']).toContain(alarmSeverity(code))
  })
})

test('who prints meanwhile is said where somebody does', () => {
  for (const code of ['printer-offline', 'printer-paper-out', 'printer-cover-open', 'printer-error'] as const) {
    expect(alarmWords(code, facts, 'zh-CN').remedy).not.toContain('代打')
    expect(alarmWords(code, { ...facts, standIn: '前台' }, 'zh-CN').remedy).toContain('小票先由前台代打')
    expect(alarmWords(code, { ...facts, standIn: '前台' }, 'en').remedy).toContain('前台 prints its tickets')
  }
})

test('a fault is said in words, one that has none as it is', () => {
  expect(alarmWords('printer-error', facts, 'zh-CN').message).toContain('切刀卡住了')
  expect(alarmWords('printer-error', { ...facts, detail: 'E-42' }, 'en').message).toContain('E-42')
})

/** Every text that the screen may show in this language. */
function textsOf(words: object): string[] {
  return Object.values(words).flatMap(one => (typeof one === 'string' ? [one] : textsOf(one)))
}

test.each([
  ['zh-CN', zhCN],
  ['en', en],
] as const)('a button or a page that is named is there under that name (%s)', (language, words) => {
  // And what stands on paper.
  const shown = new Set<string>([...textsOf(words), ...marks])
  const named = alarmCodes.flatMap(code =>
    [...alarmWords(code, facts, language).remedy.matchAll(/“([^”]+)”/g)].map(([, name]) => [code, name]),
  )
  expect(named.length).toBeGreaterThan(3)
  const isThere = (name = '') => name.split(' · ').every(part => shown.has(part))
  expect(named.filter(([, name]) => !isThere(name))).toEqual([])
})

test.each([
  ['zh-CN', zhCN],
  ['en', en],
] as const)('whatever is noted of an order has words (%s)', (_, words) => {
  for (const note of orderNotes) expect(words.history[note]).toMatch(/\S/)
})
