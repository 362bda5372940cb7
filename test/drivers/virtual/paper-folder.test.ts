import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Painter } from '../../../drivers/virtual/painter.ts'
import { createPaperFolder } from '../../../drivers/virtual/paper-folder.ts'
import { raw } from '../../support/raw-bytes.ts'

const width = { columns: 48, dots: 576 }
let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gudang-paper-'))
})
afterEach(() => rm(dir, { recursive: true }))

/** "Draws" by naming what it was given. */
const scribe = (): Pick<Painter, 'paint'> => ({ paint: async bytes => raw('png of ', bytes) })
const paper = (text: string) => ({ bytes: raw(text), text: `${text}\n` })
const textOf = (path: string | null) => readFile(path ?? '', 'utf8')

test('each paper is three whole files under the next number', async () => {
  const folder = createPaperFolder({ dir: join(dir, 'kitchen'), width, painter: scribe() })
  const [first, second] = await Promise.all([folder.keep(paper('a')), folder.keep(paper('b'))])
  expect((await readdir(join(dir, 'kitchen'))).sort()).toEqual(
    ['000001', '000002'].flatMap(number => ['bin', 'png', 'txt'].map(kind => `${number}.${kind}`)),
  )
  expect([await textOf(first.bin), await textOf(first.txt), await textOf(first.png)]).toEqual(['a', 'a\n', 'png of a'])
  expect(await textOf(second.png)).toBe('png of b')
})

test('numbers go on after a restart, also where a picture is missing', async () => {
  await writeFile(join(dir, '000041.bin'), 'x')
  await writeFile(join(dir, '000007.png'), 'x')
  await writeFile(join(dir, '000099.bin.tmp'), 'x')
  const { bin } = await createPaperFolder({ dir, width, painter: scribe() }).keep(paper('a'))
  expect(bin).toBe(join(dir, '000042.bin'))
})

test('a picture that fails costs neither bytes nor text, nor the next one', async () => {
  const painter = scribe()
  const broken: Pick<Painter, 'paint'> = {
    paint: (bytes, profile) => (bytes[0] === 0x61 ? Promise.reject(new Error('no')) : painter.paint(bytes, profile)),
  }
  const folder = createPaperFolder({ dir, width, painter: broken })
  expect(await folder.keep(paper('a'))).toMatchObject({ bin: join(dir, '000001.bin'), png: null })
  expect((await folder.keep(paper('b'))).png).toBe(join(dir, '000002.png'))
})

test('a disk that refuses is an error of that paper only', async () => {
  const folder = createPaperFolder({ dir: join(dir, 'gone'), width, painter: scribe() })
  await rm(join(dir, 'gone'), { recursive: true })
  await expect(folder.keep(paper('a'))).rejects.toThrow('ENOENT')
  await folder.settled()
})
