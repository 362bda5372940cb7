import Database from 'better-sqlite3'
import type { Clock } from '../../../main/engine/clock.ts'
import { type Db, openDatabase } from '../../../main/store/database.ts'
import type { Journal, JournalEntry } from '../../../main/store/journal.ts'

// The disk of a simulated shop. The database lives in memory: what was committed survives every accident, as
// synchronous=FULL promises and the power-cut tests prove; nothing else does.

export type DiskFault =
  /** no room for another page, and none for another line of the journal */
  | 'full'
  /** fsync of the journal fails */
  | 'journal-sync'
  /** the commit fails, and with it the whole transaction */
  | 'commit'

export type SimDisk = {
  readonly db: Db
  openDatabase(): Db
  openJournal(clock: Clock): Promise<Journal>
  begin(fault: DiskFault): void
  heal(): void
  /** The journal's entries that no accident can take away. */
  readonly journal: readonly JournalEntry[]
  /** The program is gone: whatever its last promises still do, the disk takes nothing. */
  freeze(): void
  close(): void
}

const syncMs = 2
const allPages = 1_073_741_823

export function createSimDisk(): SimDisk {
  const db = openDatabase(':memory:')
  const close = db.close.bind(db)
  // An engine that ends politely closes its database; the disk stays.
  db.close = () => db
  let faults = new Set<DiskFault>()
  refuseCommits(db, () => faults.has('commit'))
  const durable: JournalEntry[] = []

  return {
    db,
    openDatabase() {
      db.pragma('query_only = OFF')
      return db
    },
    async openJournal(clock) {
      return {
        append(entries) {
          return new Promise((resolve, reject) => {
            clock.after(syncMs, () => {
              if (faults.has('full')) return reject(diskError('ENOSPC'))
              if (faults.has('journal-sync')) return reject(diskError('EIO'))
              durable.push(...entries)
              resolve()
            })
          })
        },
        async conclude() {
          if (faults.has('full')) throw diskError('ENOSPC')
        },
        async tell() {},
        async close() {},
      }
    },
    begin(fault) {
      faults.add(fault)
      if (fault === 'full') db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true }))}`)
    },
    heal() {
      faults = new Set()
      db.pragma(`max_page_count = ${allPages}`)
    },
    journal: durable,
    freeze: () => void db.pragma('query_only = ON'),
    close: () => void close(),
  }
}

/** Every transaction runs, and then cannot be committed. */
function refuseCommits(db: Db, isRefused: () => boolean): void {
  const real = db.transaction.bind(db)
  const refusing = (work: () => unknown) =>
    real(() => {
      const result = work()
      if (isRefused()) throw new Database.SqliteError('disk I/O error', 'SQLITE_IOERR_FSYNC')
      return result
    })
  db.transaction = refusing as typeof db.transaction
}

function diskError(code: string): Error {
  return Object.assign(new Error(`${code}: the disk refuses`), { code })
}
