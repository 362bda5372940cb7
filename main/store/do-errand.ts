import { join } from 'node:path'
import { ageBackups } from './backup-ageing.ts'
import { backUpNow, checkFile } from './backups.ts'
import { ageDamaged } from './damaged-ageing.ts'
import { type Db, isDamage } from './database.ts'
import type { Errand, ErrandReport } from './errands.ts'
import { ageBillFiles, ageFiles } from './file-ageing.ts'
import { eachInTurn } from './in-turn.ts'
import { openForInspection } from './inspection.ts'
import { isStoreError } from './store-error.ts'

/** Done where it is called, however long it takes. */
export function doErrand(errand: Errand): ErrandReport {
  try {
    switch (errand.kind) {
      case 'backup':
        return { failed: null, damaged: false, secondFailed: backUpNow(errand) }
      case 'age-out':
        ageOut(errand)
        return { failed: null, damaged: false, secondFailed: null }
      case 'check': {
        const verdict = checkFile(errand.database)
        return { failed: verdict === 'ok' ? null : verdict, damaged: verdict !== 'ok', secondFailed: null }
      }
    }
  } catch (error) {
    const damaged = isDamage(error) || (isStoreError(error) && error.code === 'damaged')
    return { failed: words(error), damaged, secondFailed: null }
  }
}

function ageOut({ path, backups, limits }: Extract<Errand, { kind: 'age-out' }>): void {
  const steps = [
    () => ageFiles(path, limits.customers),
    () => ageBillFiles(path, limits.history),
    () =>
      asking(join(path, 'gudang.db'), present => {
        const ofBackups = backups.map(folder => () => ageBackups(folder, limits, present))
        eachInTurn([...ofBackups, () => ageDamaged(path, limits.customers, present)], step => step())
      }),
  ]
  eachInTurn(steps, step => step())
}

/** Beside the engine that is at work on it. */
function asking(file: string, work: (present: Db) => void): void {
  const present = openForInspection(file)
  try {
    work(present)
  } finally {
    present.close()
  }
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
