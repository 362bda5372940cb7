import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { listBillFiles } from './bills/bill-folder.ts'
import { journalDays } from './journal-reading.ts'

// Files in the data folder that go when they are old enough. `before`: milliseconds since 1970.

const dayLength = 24 * 60 * 60 * 1000

export function ageFiles(folder: string, before: number): void {
  dropJournalDays(join(folder, 'journal'), before)
  dropPapers(join(folder, 'paper'), before)
}

/** A bill's rows are read again for some days; what it said of the day stays in the database. */
export function ageBillFiles(folder: string, before: number): void {
  for (const name of listBillFiles(folder)) {
    const file = join(folder, 'bills', name)
    if (statSync(file).mtimeMs < before) rmSync(file, { force: true })
  }
}

/** A day goes when the whole of it is old enough. */
function dropJournalDays(folder: string, before: number): void {
  for (const day of journalDays(folder)) {
    if (Date.parse(`${day}T00:00:00Z`) + dayLength <= before) rmSync(join(folder, `${day}.jsonl`), { force: true })
  }
}

/** Of each virtual printer's tray the last paper stays: the next one is numbered after it. */
function dropPapers(folder: string, before: number): void {
  if (!existsSync(folder)) return
  for (const printer of readdirSync(folder)) {
    const tray = join(folder, printer)
    const papers = readdirSync(tray).filter(name => /^\d{6,}\.(bin|png|txt)$/.test(name))
    const last = papers.sort().at(-1)?.split('.')[0]
    for (const name of papers) {
      const file = join(tray, name)
      if (name.split('.')[0] !== last && statSync(file).mtimeMs < before) rmSync(file, { force: true })
    }
  }
}
