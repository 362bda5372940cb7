import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withoutCustomer, wordWithoutCustomer } from '../../shared/domain/purging.ts'
import { journalDays } from './journal-reading.ts'
import { syncFile, syncFolder } from './kept-aside.ts'
import { isAbout, namesInText, type OrderName, readBody, type Whom } from './whom.ts'

/**
 * Takes a customer out of the journal; no engine may be writing it. Every other line stays byte for byte, and those that
 * are changed can still be replayed. Returns how many were.
 */
export function eraseFromJournal(folder: string, whom: Whom, orders: readonly OrderName[]): number {
  let erased = 0
  for (const day of journalDays(folder)) {
    const file = join(folder, `${day}.jsonl`)
    const lines = readFileSync(file, 'utf8').split('\n')
    const changed = lines.map(line => eraseFrom(line, whom, orders))
    const here = changed.filter((line, index) => line !== lines[index]).length
    if (here === 0) continue
    writeFileSync(`${file}.tmp`, changed.join('\n'), { mode: 0o600 })
    syncFile(`${file}.tmp`)
    renameSync(`${file}.tmp`, file)
    erased += here
  }
  if (erased > 0) syncFolder(folder)
  return erased
}

function eraseFrom(line: string, whom: Whom, orders: readonly OrderName[]): string {
  let entry: Record<string, unknown>
  try {
    entry = JSON.parse(line) as Record<string, unknown>
  } catch {
    // A piece that a power cut left: it is no entry, and may still name somebody, in a body that is a string here.
    return namesInText(line.replaceAll('\\"', '"'), whom) ? '' : line
  }
  const { source, body } = entry
  if (typeof source !== 'string' || typeof body !== 'string' || !isAbout({ source, body }, whom, orders)) return line
  const raw = readBody(body)
  const left = entry.kind === undefined || raw === null ? withoutCustomer(raw) : wordWithoutCustomer(raw)
  return JSON.stringify({ ...entry, body: JSON.stringify(left ?? {}) })
}
