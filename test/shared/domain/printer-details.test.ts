import { expect, test } from 'vitest'
import { alarmWords } from '../../../shared/domain/alarm.ts'
import { isPrinterDetail, printerDetails } from '../../../shared/domain/printer-details.ts'

const facts = { printer: '后厨', waiting: 2 }

test('the same details have words in both languages', () => {
  expect(Object.keys(printerDetails['zh-CN'])).toEqual(Object.keys(printerDetails.en))
  for (const words of Object.values(printerDetails)) {
    expect(new Set(Object.values(words)).size).toBe(Object.keys(words).length)
  }
  expect(isPrinterDetail('cutter')).toBe(true)
  for (const none of ['toString', '', 'paper-out']) expect(isPrinterDetail(none)).toBe(false)
})

test.each(Object.keys(printerDetails.en) as (keyof typeof printerDetails.en)[])('alarms say %s in words', detail => {
  for (const code of ['printer-error', 'printer-offline'] as const) {
    expect(alarmWords(code, { ...facts, detail }, 'zh-CN').message).toContain(printerDetails['zh-CN'][detail])
    // Within a sentence the first letter is small.
    expect(alarmWords(code, { ...facts, detail }, 'en').message).toContain(printerDetails.en[detail].slice(1))
  }
})

test('a printer that another program has', () => {
  expect(alarmWords('printer-busy', { ...facts, detail: 'busy' }, 'zh-CN')).toEqual({
    message: `后厨打印机${printerDetails['zh-CN'].busy}`,
    remedy: '请关掉那个程序，2 张小票在等；也可以改到别的打印机',
  })
})
