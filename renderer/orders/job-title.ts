import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { JobView } from '../../shared/domain/views/printing-views.ts'
import { usePrinters } from '../door/queries.ts'
import { timeOf } from '../look/time.ts'
import { useTimezone } from '../shell/shop.ts'

/** 后厨单 · 蒸档 2/3 */
export function useJobTitle(): (job: JobView) => string {
  const { t } = useTranslation()
  return job => {
    const kind = kindOf(job, t)
    const station = job.station === null ? '' : ` · ${job.station}`
    const nOf = job.of > 1 ? ` ${t('job.nOf', job)}` : ''
    const copy = job.copy > 1 ? ` · ${t('job.copy', job)}` : ''
    return `${kind}${station}${nOf}${copy}`
  }
}

/** 后厨单, 告警单, 日结单 */
export function kindOf({ kind, report }: JobView, t: TFunction): string {
  return kind === 'report' && report === 'day' ? t('job.daySlip') : t(`job.kind.${kind}`)
}

/** What its state means, and what happens next. */
export function useJobExplanation(): (job: JobView) => string {
  const { t } = useTranslation()
  const timezone = useTimezone()
  return job => {
    if (job.state === 'held') return t(`job.heldFor.${job.heldFor ?? 'uncertain'}`)
    if (job.state === 'queued' && job.releaseAt !== null) {
      return t('job.releaseAt', { time: timeOf(job.releaseAt, timezone) })
    }
    return t(`job.explain.${seenByPerson(job) ? 'printedHuman' : job.state}`)
  }
}

function seenByPerson(job: JobView): boolean {
  return job.state === 'printed' && job.attempts.at(-1)?.evidence === 'human'
}

/** A printer's name as the shop calls it, or its id where it is gone. */
export function usePrinterName(): (printerId: string) => string {
  const printers = usePrinters().data ?? []
  return printerId => printers.find(printer => printer.id === printerId)?.name ?? printerId
}
