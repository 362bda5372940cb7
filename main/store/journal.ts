import { writeSync } from 'node:fs'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { JobState } from '../../shared/domain/print-job.ts'
import type { Evidence } from '../../shared/domain/printer.ts'

// journal/YYYY-MM-DD.jsonl: every inbound order as it came (masked), on disk before anything is made of it. Three kinds
// of line: {"seq","at","source","webhookId","bodyHash","contentHash","body","again"?,"kind"?,"cursor"?,"print"?,"settles"?}; later
// {"seq","verdict"}; and {"out"}, what became of a ticket. A replay takes what has no verdict or one that is not a refusal.

/** What was kept aside, by its content: row ids begin anew after a restore. */
export type KeptName =
  | { kept: 'quarantine'; bodyHash: string }
  | { kept: 'conflict'; orderId: string; revision: number; contentHash: string }

/** A person has taken that in. */
export type Settles = KeptName & { by: string }

export type JournalEntry = {
  seq: string
  at: number
  source: string
  webhookId: string | null
  /** of what came, before it was masked: without them a repetition would not be known after a replay */
  bodyHash: string
  contentHash: string
  body: string
  /** its source brought it once more */
  again?: boolean
  /**
   * where it is no order but a word about one; `named`: its platform is to be asked for it; `dismissal`: a person's, about
   * what was kept aside
   */
  kind?: 'change' | 'rush' | 'refunds' | 'named' | 'dismissal'
  /** on the last one of a pulled page: where that page ended */
  cursor?: string
  /** no order: a ticket that a cloud printer's client sent, whole, because paper is to be made of it */
  print?: true
  /** kept aside until this person had it taken in */
  settles?: Settles
}
export type JournalVerdict = { seq: string; verdict: string }
/**
 * Where a ticket has got to. Tickets have no name that outlives a lost database; this one does: the order, its revision,
 * and the ticket's place among those that the revision made. A cloud print is named likewise, its revision is 0.
 */
export type JournalOutcome = {
  out: {
    source: string
    orderId: string
    revision: number
    place: number
    state: JobState
    evidence: Evidence | null
    /** papers that it has left so far */
    papers: number
  }
}

export type Journal = {
  /** Resolves when all entries are on disk (fsync'd). Rejects when the disk refuses; nothing may be accepted then. */
  append(entries: readonly JournalEntry[]): Promise<void>
  /** Verdicts ride along with the next fsync: without one an entry is only taken again, and found known. */
  conclude(verdicts: readonly JournalVerdict[]): Promise<void>
  /** Outcomes ride along too: one that is missing only makes a ticket doubtful after a restore. */
  tell(outcomes: readonly JournalOutcome[]): Promise<void>
  close(): Promise<void>
}

export async function openJournal(folder: string, now: () => number): Promise<Journal> {
  await mkdir(folder, { recursive: true })
  let day = ''
  let file: FileHandle | null = null
  // A write that failed half-way, or a power cut, leaves half a line; the next one must not be glued to it.
  let torn = false

  let opening: Promise<FileHandle> | null = null

  /** Orders and outcomes may both be the first of a new day. */
  async function today(): Promise<FileHandle> {
    const wanted = new Date(now()).toISOString().slice(0, 10)
    if (opening !== null) await opening.catch(() => {})
    if (file !== null && day === wanted) return file
    opening ??= openDay(wanted).finally(() => {
      opening = null
    })
    return opening
  }

  async function openDay(wanted: string): Promise<FileHandle> {
    await file?.close()
    file = null
    const opened = await open(join(folder, `${wanted}.jsonl`), 'a+', 0o600)
    try {
      await syncFolder(folder)
      torn = await endsTorn(opened)
    } catch (error) {
      await opened.close()
      throw error
    }
    file = opened
    day = wanted
    return file
  }

  /** Into the system's memory only, which is quicker done than handed to another thread. */
  function write(target: FileHandle, text: string): void {
    const bytes = Buffer.from(torn ? `\n${text}` : text)
    torn = true
    for (let written = 0; written < bytes.length; ) written += writeSync(target.fd, bytes, written)
    torn = false
  }

  /** On disk with the next fsync. */
  async function writeSoon(values: readonly unknown[]): Promise<void> {
    if (values.length > 0) write(await today(), lines(values))
  }

  return {
    async append(entries) {
      const target = await today()
      write(target, lines(entries))
      await target.sync()
    },
    conclude: writeSoon,
    tell: writeSoon,
    async close() {
      await file?.sync()
      await file?.close()
      file = null
    },
  }
}

function lines(values: readonly unknown[]): string {
  return values.map(value => `${JSON.stringify(value)}\n`).join('')
}

async function endsTorn(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat()
  if (size === 0) return false
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer[0] !== '\n'.charCodeAt(0)
}

/** A new file's name must survive a power cut too. Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}
