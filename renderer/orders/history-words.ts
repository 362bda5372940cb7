import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { abuseRuleIds } from '../../shared/domain/abuse-rules.ts'
import type { JobState } from '../../shared/domain/print-job.ts'
import type { HistoryView } from '../../shared/domain/views/order-views.ts'
import { zhCN } from '../words/zh-CN.ts'
import { usePrinterName } from './job-title.ts'
import { isMoment } from './order-title.ts'
import { abuseWords } from './Suspicion.tsx'

type Known = keyof typeof zhCN.history
const move = 'move-to-'
const standIn = 'stand-in-'

/** The engine notes what happened in words for programs; here they become words for people. */
export function useHistoryWords(): (entry: HistoryView) => string {
  const { t } = useTranslation()
  const printerName = usePrinterName()
  return ({ what, detail }) => {
    if (what.startsWith(move)) return t('history.move', { printer: printerName(what.slice(move.length)) })
    if (what.startsWith(standIn)) return t('history.standIn', { printer: printerName(what.slice(standIn.length)) })
    if (!isKnown(what)) return detail === null ? what : `${what} · ${detail}`
    const call = callWords(detail ?? '', t)
    const revision = /revision (\d+)/.exec(detail ?? '')?.[1] ?? ''
    // Platforms count in moments, not in revisions: such a number says nothing to anybody.
    if (what === 'revision-taken' && isMoment(Number(revision))) return t('history.revision-news')
    // Why, in a person's own words.
    if (what === 'conflict-dismissed') return `${t('history.conflict-dismissed')} · ${detail}`
    const rule = abuseRuleIds.find(one => detail?.startsWith(`${one}:`) === true)
    if (rule !== undefined) return `${t(`history.${what}`, { revision, printer: '' })} · ${abuseWords(rule).name}`
    const outcome = what === 'outcome-from-journal' ? t(`job.state.${detail as JobState}`) : ''
    return t(`history.${what}`, { revision, printer: '', detail, call, outcome })
  }
}

/** `order.sync p7` */
function callWords(detail: string, t: TFunction): string {
  const [kind = ''] = detail.split(' ')
  return Object.hasOwn(zhCN.outbox.kind, kind) ? t(`outbox.kind.${kind as keyof typeof zhCN.outbox.kind}`) : kind
}

function isKnown(what: string): what is Known {
  return Object.hasOwn(zhCN.history, what)
}
