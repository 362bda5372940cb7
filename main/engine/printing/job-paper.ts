import { saysReprint } from '../../../shared/domain/print-job.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import type { Mark, PaperContent } from '../../../shared/domain/ticket.ts'
import type { TicketDocument } from '../../../shared/ticket/document.ts'
import { paperDocument } from '../../../shared/ticket/paper-document.ts'
import type { PaperPrint } from '../../../shared/ticket/paper-print.ts'
import { plainTicket } from '../../../shared/ticket/plain-ticket.ts'
import { type JobRow, printJob } from '../../store/jobs.ts'

/** What is only known when a job goes to paper; a doubt may be another job's of the same ticket. */
export type Printing = Pick<PaperPrint, 'printedAt' | 'copy' | 'doubtful' | 'late' | 'printer' | 'logo'>

/** What the next paper of a job says. */
export function jobDocument(
  job: JobRow,
  content: PaperContent,
  printing: Printing,
  settings: Settings,
): TicketDocument {
  const print: PaperPrint = {
    ...printing,
    timezone: settings.shop.timezone,
    language: settings.shop.language,
    reprint: job.reprint === 1,
    standsInFor: job.stands_in_for,
  }
  return job.plain === 1 ? plainTicket(content, print) : paperDocument(content, print)
}

/** The words at the top of that paper, as REST names them. */
export function paperMarks(
  job: JobRow,
  content: PaperContent,
  { copy, doubtful, late }: Pick<Printing, 'copy' | 'doubtful' | 'late'>,
): Mark[] {
  return [
    ...(saysReprint(printJob(job), copy) ? (['补打'] as const) : []),
    ...(doubtful ? (['可能重复'] as const) : []),
    ...(job.stands_in_for === null ? [] : (['代打'] as const)),
    ...(late ? (['积压'] as const) : []),
    ...content.marks,
  ]
}
