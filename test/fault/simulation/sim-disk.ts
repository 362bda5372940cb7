import Database from 'better-sqlite3'
import type { Clock } from '../../../main/engine/clock.ts'
import type { Outside } from '../../../main/engine/outside.ts'
import { type Db, openDatabase } from '../../../main/store/database.ts'
import type { Journal, JournalEntry } from '../../../main/store/journal.ts'
import { isEntry, type JournalLine } from '../../../main/store/journal-reading.ts'

// The disk of a simulated shop. The database lives in memory: what was committed survives every accident, as
// synchronous=FULL promises and the power-cut tests prove; nothing else does. The journal is a list of lines, of which a
// power cut takes those behind the last fsync.

export type DiskFault =
  /** no room for another page, and none for another line of the journal, but for what the reserve gives up */
  | 'full'
  /** fsync of the journal fails */
  | 'journal-sync'
  /** the commit fails, and with it the whole transaction */
  | 'commit'

/** What one run of the engine has of the disk; it is gone with that run. */
export type DiskOutside = Pick<Outside, 'openDatabase' | 'openJournal' | 'readJournal' | 'openReserve' | 'runErrand'>

export type SimDisk = {
  readonly db: Db
  /** for one run of the engine; `clock` is that run's. `onOpen`: the engine begins a life. */
  outside(clock: Clock, onOpen: () => void): DiskOutside & { end(): void }
  begin(fault: DiskFault): void
  heal(): void
  readonly healedAt: number | null
  /** The journal's entries that no accident can take away. */
  readonly journal: readonly JournalEntry[]
  /** The program is gone: whatever its last promises still do, the disk takes nothing. */
  die(how: 'killed' | 'power'): void
  close(): void
}

/** `lost`: its fsync failed, and what the system then forgets no later fsync brings back */
type Written = { day: string; line: JournalLine; state: 'written' | 'synced' | 'lost' }

const syncMs = 2
const allPages = 1_073_741_823
/** 64 MiB of 4 KiB pages, as in a shop. */
const reservePages = 16_384

/** `elapsed`: of the world */
export function createSimDisk(elapsed: () => number): SimDisk {
  const db = openDatabase(':memory:')
  const close = db.close.bind(db)
  // An engine that ends politely closes its database; the disk stays.
  db.close = () => db
  let faults = new Set<DiskFault>()
  let reserved = false
  let written: Written[] = []
  let healedAt: number | null = null
  refuseCommits(db, () => faults.has('commit'))

  function limitPages(): void {
    const used = Number(db.pragma('page_count', { simple: true }))
    db.pragma(`max_page_count = ${faults.has('full') ? used + (reserved ? 0 : reservePages) : allPages}`)
  }

  function refuseFull(): void {
    if (faults.has('full') && reserved) throw diskError('ENOSPC')
  }

  return {
    db,
    outside(clock, onOpen) {
      let ended = false

      function write(lines: readonly JournalLine[]): void {
        refuseFull()
        const day = new Date(clock.now()).toISOString().slice(0, 10)
        if (!ended) written.push(...lines.map((line): Written => ({ day, line, state: 'written' })))
      }

      const journal: Journal = {
        async append(entries) {
          write(entries)
          const dirty = written.filter(one => one.state === 'written')
          await new Promise<void>(resolve => clock.after(syncMs, resolve))
          for (const one of dirty) one.state = faults.has('journal-sync') ? 'lost' : 'synced'
          if (faults.has('journal-sync')) throw diskError('EIO')
        },
        conclude: async verdicts => write(verdicts),
        tell: async outcomes => write(outcomes),
        close: async () => {},
      }

      return {
        openDatabase() {
          if (ended) throw new Error('this run of the engine is over')
          db.pragma('query_only = OFF')
          onOpen()
          return db
        },
        openJournal: async () => journal,
        async *readJournal(_, fromDay) {
          for (const { day, line } of written.toSorted((a, b) => a.day.localeCompare(b.day))) {
            if (day >= fromDay) yield line
          }
        },
        openReserve: () => ({
          async make() {
            if (!faults.has('full')) reserved = true
          },
          giveUp() {
            if (ended) return
            reserved = false
            limitPages()
          },
          hasRoom: () => !faults.has('full'),
          async stop() {},
        }),
        runErrand: async () => ({ failed: null, damaged: false, secondFailed: null }),
        end() {
          ended = true
        },
      }
    },
    begin(fault) {
      faults.add(fault)
      limitPages()
    },
    get healedAt() {
      return healedAt
    },
    heal() {
      healedAt = elapsed()
      faults = new Set()
      limitPages()
    },
    get journal() {
      return written.flatMap(({ line, state }) => (state === 'synced' && isEntry(line) ? [line as JournalEntry] : []))
    },
    die(how) {
      db.pragma('query_only = ON')
      if (how === 'power') written = written.filter(one => one.state === 'synced')
    },
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
