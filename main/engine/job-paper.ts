import type { Settings } from '../../shared/domain/settings.ts'
import type { Mark, PaperContent } from '../../shared/domain/ticket.ts'
import type { TicketDocument } from '../../shared/ticket/document.ts'
import { paperDocument } from '../../shared/ticket/paper-document.ts'
import type { PaperPrint } from '../../shared/ticket/paper-print.ts'
import { plainTicket } from '../../shared/ticket/plain-ticket.ts'
import type { JobRow } from '../store/jobs.ts'

/** What the next paper of a job says: the ticket's content, and what is only known when it is printed. */
export function jobDocument(
  job: JobRow,
  content: PaperContent,
  print: Pick<PaperPrint, 'printedAt' | 'printer'> & { late: boolean },
  settings: Settings,
): TicketDocument {
  const full: PaperPrint = {
    ...print,
    timezone: settings.shop.timezone,
    language: settings.shop.language,
    copy: job.copy,
    reprint: job.reprint === 1,
    doubtful: job.doubtful === 1,
    standsInFor: job.stands_in_for,
  }
  return job.plain === 1 ? plainTicket(content, full) : paperDocument(content, full)
}

/** A ticket printed later than this shop calls fresh says 积压. */
export function isLate(job: JobRow, now: number, staleAfterMinutes: number): boolean {
  return job.stale_from !== null && now - job.stale_from > staleAfterMinutes * 60_000
}

/** Which paper a job is at, as people count: the one that is being made or is out, not the one that may follow. */
export function shownCopy(job: JobRow): number {
  const between = job.state === 'uncertain' || (job.state === 'held' && job.unproven > 0)
  return between ? Math.max(1, job.copy - 1) : job.copy
}

/** The words at the top of that paper. */
export function jobMarks(job: JobRow, content: PaperContent): Mark[] {
  const copy = shownCopy(job)
  const again = job.kind === 'reprint' || copy > 1
  return [
    ...(again ? (['补打'] as const) : []),
    ...(again && job.doubtful === 1 ? (['可能重复'] as const) : []),
    ...(job.stands_in_for === null ? [] : (['代打'] as const)),
    ...(job.late === 1 ? (['积压'] as const) : []),
    ...content.marks,
  ]
}
