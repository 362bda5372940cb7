import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { AgeLimits } from './ageing.ts'
import type { BackupOrder } from './backups.ts'

// What takes long and needs nobody's answer: in a thread with a connection of its own, so that orders never wait for it.

export type Errand =
  | ({ kind: 'backup' } & BackupOrder)
  | { kind: 'check'; database: string }
  /** in the files of the data folder `path`, and in every backup of these folders */
  | { kind: 'age-out'; path: string; backups: readonly string[]; limits: AgeLimits }

export type ErrandReport = {
  /** null: done */
  failed: string | null
  /** what failed is the database, not the disk */
  damaged: boolean
  /** the second folder's copy of a backup; null: made, or not asked for */
  secondFailed: string | null
}

/** Resolves in any case, also where the thread cannot be started. */
export type RunErrand = (errand: Errand) => Promise<ErrandReport>

/** In the sources and in the bundle alike it lies beside this file, under the same ending. */
const program = fileURLToPath(new URL(`./errand-thread${extname(import.meta.url)}`, import.meta.url))

export const runErrand: RunErrand = errand => {
  const done = Promise.withResolvers<ErrandReport>()
  const failed = (why: string) => done.resolve({ failed: why, damaged: false, secondFailed: null })
  const thread = new Worker(program, { workerData: errand, execArgv: [], stdout: true, stderr: true })
  thread.on('message', (report: ErrandReport) => done.resolve(report))
  thread.on('error', error => failed(error instanceof Error ? error.message : String(error)))
  thread.on('exit', code => failed(`the thread ended with ${code}`))
  return done.promise
}
