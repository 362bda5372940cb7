import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openJournal } from '../../main/store/journal.ts'
import { hasJournal, type JournalLine, journalDays, readJournal } from '../../main/store/journal-reading.ts'
import { tempFolder } from '../support/temp-folder.ts'

const noon = Date.parse('2026-11-22T12:00:00Z')
const entry = (seq: string, body = '{}') => ({
  ...{ seq, at: noon, source: 'mini', webhookId: null },
  ...{ bodyHash: 'b', contentHash: 'c', body },
})

async function readAll(folder: string, fromDay?: string): Promise<JournalLine[]> {
  const lines: JournalLine[] = []
  for await (const line of readJournal(folder, fromDay)) lines.push(line)
  return lines
}

test('what was written is read back, in order, whatever is in it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'binary' }), { maxLength: 20 }), async bodies => {
      const folder = tempFolder()
      const journal = await openJournal(folder, () => noon)
      const entries = bodies.map((body, index) => entry(`s-${index}`, body))
      await journal.append(entries)
      const out = {
        source: 'mini',
        orderId: 'mp-1',
        revision: 1,
        place: 0,
        state: 'printed',
        evidence: 'status',
      } as const
      await journal.tell([{ out: { ...out, papers: 1 } }])
      await journal.conclude([{ seq: 's-0', verdict: 'accepted' }])
      await journal.close()
      expect(await readAll(folder)).toEqual([
        ...entries,
        { out: { ...out, papers: 1 } },
        { seq: 's-0', verdict: 'accepted' },
      ])
    }),
    { numRuns: 30 },
  )
})

test('days in order, from the one that is asked for; other files are none', async () => {
  const folder = join(tempFolder(), 'journal')
  expect([journalDays(folder), hasJournal(folder)]).toEqual([[], false])
  mkdirSync(folder)
  writeFileSync(join(folder, '2026-11-22.jsonl'), '')
  expect([journalDays(folder), hasJournal(folder)]).toEqual([['2026-11-22'], false])
  for (const day of ['2026-11-21', '2026-11-22', '2026-11-23']) {
    writeFileSync(join(folder, `${day}.jsonl`), `${JSON.stringify(entry(day))}\n`)
  }
  writeFileSync(join(folder, 'notes.jsonl'), `${JSON.stringify(entry('no'))}\n`)
  expect(hasJournal(folder)).toBe(true)
  const seqs = (lines: JournalLine[]) => lines.map(line => ('seq' in line ? line.seq : ''))
  expect(seqs(await readAll(folder))).toEqual(['2026-11-21', '2026-11-22', '2026-11-23'])
  expect(seqs(await readAll(folder, '2026-11-22'))).toEqual(['2026-11-22', '2026-11-23'])
})

test('pieces that a power cut left, zeros, and what is no line of a journal are passed over', async () => {
  const folder = tempFolder()
  const whole = JSON.stringify(entry('s-2'))
  const junk = [
    '{"seq":"s-1","at":17',
    '\0'.repeat(4096),
    '[]',
    'null',
    '7',
    '{"seq":1,"verdict":"x"}',
    '{"out":null}',
    '{}',
  ]
  writeFileSync(join(folder, '2026-11-22.jsonl'), `${[...junk, whole].join('\n')}\n${whole.slice(0, 40)}`)
  expect(await readAll(folder)).toEqual([entry('s-2')])
})

test('entries of before there were hashes are read too', async () => {
  const folder = tempFolder()
  const old = { seq: 's-1', at: noon, source: 'mini', webhookId: 'm', body: '{}' }
  writeFileSync(join(folder, '2026-11-22.jsonl'), `${JSON.stringify(old)}\n`)
  expect(await readAll(folder)).toEqual([old])
})

test('a line that is longer than what is read at once', async () => {
  const folder = tempFolder()
  const long = entry('s-1', '豆浆'.repeat(200_000))
  writeFileSync(join(folder, '2026-11-22.jsonl'), `${JSON.stringify(long)}\n${JSON.stringify(entry('s-2'))}\n`)
  expect(await readAll(folder)).toEqual([long, entry('s-2')])
})
