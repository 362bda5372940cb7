import type { Printer } from '../../../drivers/printer/printer.ts'
import type { Profile } from '../../../drivers/profiles/profile.ts'
import { isStale } from '../../../shared/domain/backlog.ts'
import type { PrinterSettings, Settings } from '../../../shared/domain/settings.ts'
import type { PaperContent } from '../../../shared/domain/ticket.ts'
import type { Db } from '../../store/database.ts'
import { countPapers, isDoubtful, type JobRow } from '../../store/jobs.ts'
import type { Clock } from '../clock.ts'
import type { ShopLogo } from '../shop-logo.ts'
import type { PrintedPaper } from './job-ledger.ts'
import { jobDocument, type Printing, paperMarks } from './job-paper.ts'
import { paperContent } from './paper-content.ts'
import { testedPrinter } from './tested-printer.ts'

/** Makes a job's next paper: which one it is, what it says, its bytes. */
export type PaperPress = {
  /** Rejects where it cannot be rendered. */
  render(job: JobRow): Promise<PrintedPaper>
  /**
   * Begins it while another ticket is on its way, so that the line need not wait for a drawing. It is used only if nothing
   * about it is different when its turn comes, be it the second that it is printed at; else it is made anew, and what
   * had to be drawn is known by then.
   */
  prepare(job: JobRow): void
}

export function createPaperPress(deps: {
  db: Db
  settings: Settings
  clock: Clock
  printer: Pick<PrinterSettings, 'id'>
  profile: Profile
  logo: ShopLogo
  device: Pick<Printer, 'render' | 'confirmation' | 'provable'>
}): PaperPress {
  const { db, settings, clock, profile, device } = deps
  let ahead: { key: string; paper: Promise<PrintedPaper> } | null = null

  function printingOf(job: JobRow): Omit<Printing, 'logo'> {
    const now = clock.now()
    return {
      printedAt: now,
      copy: 1 + countPapers(db, job.ticket),
      doubtful: isDoubtful(db, job.ticket),
      late: isStale(job.stale_from, now, settings.policy.staleAfterMinutes),
      printer: testedPrinter(deps.printer.id, profile, device),
    }
  }

  /** All that a paper depends on; of what a ticket holds only its marks may change. */
  function keyOf(job: JobRow, printing: Omit<Printing, 'logo'>): string {
    return JSON.stringify([
      job,
      paperContent(db, job).marks,
      { ...printing, printedAt: Math.floor(printing.printedAt / 1000) },
    ])
  }

  async function make(job: JobRow, printing: Omit<Printing, 'logo'>): Promise<PrintedPaper> {
    const content = paperContent(db, job)
    const logo = showsLogo(content) ? await deps.logo(profile.dots) : null
    const bytes = await device.render(jobDocument(job, content, { ...printing, logo }, settings))
    return { bytes, copy: printing.copy, marks: paperMarks(job, content, printing) }
  }

  return {
    async render(job) {
      const printing = printingOf(job)
      const ready = ahead?.key === keyOf(job, printing) ? ahead.paper : null
      ahead = null
      return ready ?? make(job, printing)
    },
    prepare(job) {
      const printing = printingOf(job)
      const paper = make(job, printing)
      // It fails again in its turn, or is made anew.
      paper.catch(() => {})
      ahead = { key: keyOf(job, printing), paper }
    },
  }
}

/** Receipts have it on top; a cloud printer's client where it asks for it. */
function showsLogo(content: PaperContent): boolean {
  return content.kind === 'receipt' || ('blocks' in content && content.blocks.some(block => block.type === 'logo'))
}
