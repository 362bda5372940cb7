import { expect, test } from 'vitest'
import { alarmWords } from '../../../shared/domain/alarm.ts'
import { type PrinterTrouble, troubleWords } from '../../../shared/domain/printer-trouble.ts'

const languages = ['zh-CN', 'en'] as const
const device = '/dev/usb/lp0'

test.each<[PrinterTrouble, string[]]>([
  [{ trouble: 'unplugged' }, []],
  [{ trouble: 'held', device, holders: 'lpd (pid 12)', type: `sudo fuser -v ${device}` }, ['lpd (pid 12)']],
  [{ trouble: 'held', device, holders: '', type: `sudo fuser -v ${device}` }, [`sudo fuser -v ${device}`]],
  [{ trouble: 'held', device: 'COM3', holders: '', type: '' }, []],
  [{ trouble: 'ours', device }, []],
  [{ trouble: 'queue', device, queue: 'POS-58' }, ['POS-58', 'sudo lpadmin -x POS-58', 'spooler']],
  [{ trouble: 'queue', device, queue: '' }, ['lpstat -v', 'spooler']],
  [{ trouble: 'forbidden', device, user: 'shop', type: 'sudo usermod -aG lp shop' }, ['shop', device, 'sudo usermod']],
  [{ trouble: 'forbidden', device: 'COM3', user: 'shop', type: '' }, ['shop', 'COM3']],
  [{ trouble: 'alike', ports: '1-2, 1-3' }, ['1-2, 1-3', '"port"', 'config.json']],
])('%j: what is wrong and what to do, in both languages', (trouble, parts) => {
  const said = languages.map(language => troubleWords({ ...trouble }, language))
  for (const words of said) {
    expect(words?.what.length).toBeGreaterThan(4)
    expect(words?.how.length).toBeGreaterThan(4)
    for (const part of parts) expect(`${words?.what} ${words?.how}`).toContain(part)
    expect(`${words?.what} ${words?.how}`).not.toContain('undefined')
  }
  expect(said[0]?.what).not.toBe(said[1]?.what)
  // An alarm keeps them among its facts, as text.
  for (const code of ['printer-offline', 'printer-busy', 'printer-forbidden', 'printer-alike'] as const) {
    const facts = { printer: '后厨', waiting: 2, detail: 'busy', standIn: '', ...trouble }
    for (const [index, language] of languages.entries()) {
      const alarm = alarmWords(code, facts, language)
      expect(alarm.message).toContain(said[index]?.what)
      expect(alarm.remedy).toContain(said[index]?.how)
    }
  }
})

test('what is no trouble has no words', () => {
  expect(troubleWords({}, 'en')).toBe(null)
  expect(troubleWords({ trouble: 'toString' }, 'en')).toBe(null)
  expect(troubleWords({ trouble: 3 }, 'en')).toBe(null)
})
