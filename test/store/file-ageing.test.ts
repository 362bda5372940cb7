import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ageFiles } from '../../main/store/file-ageing.ts'
import { filesWith } from '../support/files.ts'
import { tempFolder } from '../support/temp-folder.ts'

const before = Date.parse('2026-10-23T12:00:00Z')

test('journal days that are old as a whole go, with their neighbours left', () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'journal'))
  const days = ['2026-09-01', '2026-10-22', '2026-10-23', '2026-11-22']
  for (const day of days) writeFileSync(join(folder, 'journal', `${day}.jsonl`), '{}\n')
  writeFileSync(join(folder, 'journal', 'notes.txt'), '')
  ageFiles(folder, before)
  expect(readdirSync(join(folder, 'journal')).sort()).toEqual(['2026-10-23.jsonl', '2026-11-22.jsonl', 'notes.txt'])
})

test('old papers go; the last stays, so that numbers go on', () => {
  const folder = tempFolder()
  const tray = join(folder, 'paper', 'kitchen')
  mkdirSync(tray, { recursive: true })
  const put = (number: number, at: number) => {
    for (const kind of ['bin', 'txt', 'png']) {
      const file = join(tray, `${String(number).padStart(6, '0')}.${kind}`)
      writeFileSync(file, '')
      utimesSync(file, at / 1000, at / 1000)
    }
  }
  for (let number = 1; number <= 80; number += 1) put(number, before - 1000)
  put(81, before + 1000)
  put(82, before - 1000)
  writeFileSync(join(tray, 'menu.txt'), 'not a paper')
  utimesSync(join(tray, 'menu.txt'), 0, 0)
  ageFiles(folder, before)
  expect(readdirSync(tray).sort()).toEqual([
    ...['000081.bin', '000081.png', '000081.txt', '000082.bin', '000082.png', '000082.txt', 'menu.txt'],
  ])
})

test('of a printer that prints no more the last paper is emptied; what was only half written goes', () => {
  const folder = tempFolder()
  const tray = join(folder, 'paper', 'gone')
  mkdirSync(tray, { recursive: true })
  const piece = `000043.txt.${randomUUID()}.tmp`
  const files = ['000041.txt', '000042.bin', '000042.png', '000042.txt', piece]
  for (const name of files) {
    writeFileSync(join(tray, name), '不要花生')
    utimesSync(join(tray, name), before / 1000 - 1, before / 1000 - 1)
  }
  ageFiles(folder, before)
  expect(readdirSync(tray).sort()).toEqual(['000042.bin', '000042.png', '000042.txt'])
  expect(filesWith(folder, '不要花生')).toEqual([])
})

test('a shop without a journal or paper', () => {
  expect(() => ageFiles(tempFolder(), before)).not.toThrow()
})
