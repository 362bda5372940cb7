import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openJournal } from '../../main/store/journal.ts'
import { blockSync, fileHandles, ioError, watchSync } from '../support/disk-faults.ts'
import { mountSmallDisk } from '../support/small-disk.ts'
import { tempFolder } from '../support/temp-folder.ts'

const noon = Date.parse('2026-11-22T12:00:00Z')
const entry = (seq: string, body = '{}') => ({
  ...{ seq, at: noon, source: 'mini', webhookId: 'msg-1' },
  ...{ bodyHash: 'b', contentHash: 'c', body },
})

async function openTestJournal(folder = join(tempFolder(), 'journal'), now = () => noon) {
  const journal = await openJournal(folder, now)
  onTestFinished(() => journal.close())
  const text = (day = '2026-11-22') => readFileSync(join(folder, `${day}.jsonl`), 'utf8')
  return { journal, folder, text }
}

/** Whole lines as JSON, pieces as they are. */
function read(text: string): unknown[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      try {
        return JSON.parse(line)
      } catch {
        return line
      }
    })
}

test('a line for each order, one for each verdict, whatever the body has in it', async () => {
  const { journal, text, folder } = await openTestJournal()
  const bodies = ['{"note":"a\\nb"}', 'line\nbreak\r\n \u2028"quoted"', '', '豆浆😀\u0000']
  await journal.append(bodies.map((body, index) => entry(`s-${index}`, body)))
  await journal.conclude([{ seq: 's-0', verdict: 'accepted' }])
  expect(text().endsWith('\n')).toBe(true)
  expect(read(text())).toEqual([
    ...bodies.map((body, index) => entry(`s-${index}`, body)),
    { seq: 's-0', verdict: 'accepted' },
  ])
  if (process.platform !== 'win32') {
    expect((statSync(join(folder, '2026-11-22.jsonl')).mode & 0o777).toString(8)).toBe('600')
  }
})

test('append resolves after the fsync of what it wrote, and of a new file’s folder', async () => {
  const { journal, text } = await openTestJournal()
  const steps: string[] = []
  const realSync = (await fileHandles()).sync
  const sync = await watchSync()
  sync.mockImplementation(async function (this: FileHandle) {
    await realSync.call(this)
    const lines = (await this.stat()).isFile() ? read(text()).length : 'folder'
    steps.push(`synced ${lines}`)
  })
  await journal.append([entry('s-1')]).then(() => steps.push('resolved'))
  expect(steps).toEqual(['synced folder', 'synced 1', 'resolved'])
  steps.length = 0
  await journal.append([entry('s-2'), entry('s-3')]).then(() => steps.push('resolved'))
  expect(steps).toEqual(['synced 3', 'resolved'])
  steps.length = 0
  await journal.conclude([{ seq: 's-1', verdict: 'accepted' }])
  expect(steps).toEqual([])
  expect(read(text())).toHaveLength(4)
})

test('append does not resolve while the disk takes its time', async () => {
  const { journal } = await openTestJournal()
  const disk = await blockSync()
  let done = false
  const appended = journal.append([entry('s-1')]).then(() => {
    done = true
  })
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate)
  expect(done).toBe(false)
  disk.release()
  await appended
})

test('append rejects where the fsync does, and goes on afterwards', async () => {
  const { journal, text } = await openTestJournal()
  const sync = await watchSync()
  await journal.append([entry('s-1')])
  sync.mockRejectedValueOnce(ioError())
  await expect(journal.append([entry('s-2')])).rejects.toThrow('EIO')
  await journal.append([entry('s-3')])
  expect(read(text()).map(line => (line as { seq: string }).seq)).toEqual(['s-1', 's-2', 's-3'])
})

test('a new file’s folder is synced again where that failed', async () => {
  const { journal } = await openTestJournal()
  const sync = await watchSync()
  sync.mockRejectedValueOnce(ioError())
  await expect(journal.append([entry('s-1')])).rejects.toThrow('EIO')
  sync.mockClear()
  await journal.append([entry('s-1')])
  expect(sync).toHaveBeenCalledTimes(2)
})

test('half a line that a full disk left is not glued to the next', async ({ skip }) => {
  const disk = mountSmallDisk(256 * 1024)
  if (disk === null) return skip('a small file system can only be mounted by root')
  const { journal, text } = await openTestJournal(join(disk.folder, 'journal'))
  await journal.append([entry('s-1')])
  disk.fill(4096)
  await expect(journal.append([entry('s-2', 'x'.repeat(20_000))])).rejects.toThrow('ENOSPC')
  disk.free()
  await journal.append([entry('s-3')])
  await journal.append([entry('s-4')])
  const [first, torn, ...rest] = read(text())
  expect([first, ...rest]).toEqual([entry('s-1'), entry('s-3'), entry('s-4')])
  expect(torn).toMatch(/^\{"seq":"s-2".*x$/)
})

test('nor is half a line that a power cut left before this start', async () => {
  const folder = tempFolder()
  writeFileSync(join(folder, '2026-11-22.jsonl'), `${JSON.stringify(entry('s-1'))}\n{"seq":"s-2","at":17`)
  const { journal, text } = await openTestJournal(folder)
  await journal.append([entry('s-3')])
  expect(read(text())).toEqual([entry('s-1'), '{"seq":"s-2","at":17', entry('s-3')])
})

test('a whole file is simply gone on with', async () => {
  const folder = tempFolder()
  appendFileSync(join(folder, '2026-11-22.jsonl'), `${JSON.stringify(entry('s-1'))}\n`)
  const { journal, text } = await openTestJournal(folder)
  await journal.append([entry('s-2')])
  expect(text()).toBe(`${JSON.stringify(entry('s-1'))}\n${JSON.stringify(entry('s-2'))}\n`)
})

test('each day has its own file', async () => {
  let now = Date.parse('2026-11-22T23:59:59.999Z')
  const { journal, text, folder } = await openTestJournal(undefined, () => now)
  await journal.append([entry('s-1')])
  now += 1
  await journal.append([entry('s-2')])
  await journal.conclude([{ seq: 's-1', verdict: 'accepted' }])
  expect(readdirSync(folder).sort()).toEqual(['2026-11-22.jsonl', '2026-11-23.jsonl'])
  expect([read(text('2026-11-22')), read(text('2026-11-23'))]).toEqual([
    [entry('s-1')],
    [entry('s-2'), { seq: 's-1', verdict: 'accepted' }],
  ])
})
