import { existsSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs'
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

const paperFile = /^(\d{6,})\.(?:bin|png|txt)$/
/** One that was being written when the program ended. */
const pieceOfPaper = /^\d{6,}\.(?:bin|png|txt)\.[0-9a-f-]{36}\.tmp$/

/** Of each virtual printer's tray the last paper keeps its name, because the next one is numbered after it, and no content. */
function dropPapers(folder: string, before: number): void {
  if (!existsSync(folder)) return
  for (const printer of readdirSync(folder)) {
    const tray = join(folder, printer)
    const names = readdirSync(tray)
    const last = names
      .flatMap(name => paperFile.exec(name)?.[1] ?? [])
      .sort((a, b) => Number(a) - Number(b))
      .at(-1)
    for (const name of names.filter(one => paperFile.test(one) || pieceOfPaper.test(one))) {
      const file = join(tray, name)
      if (statSync(file).mtimeMs >= before) continue
      if (paperFile.exec(name)?.[1] === last) truncateSync(file)
      else rmSync(file, { force: true })
    }
  }
}
