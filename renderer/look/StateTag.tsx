import type { JobState } from '../../shared/domain/print-job.ts'
import type { PrinterState } from '../../shared/domain/printer.ts'
import type { Tone } from '../theme.ts'
import { Icon, type IconName } from './Icon.tsx'

/** A state as colour, icon and word together. */
export function StateTag({
  tone,
  icon,
  word,
  big = false,
}: {
  tone: Tone
  icon?: IconName
  word: string
  big?: boolean
}) {
  return (
    <span className={big ? 'state-tag big' : 'state-tag'} data-tone={tone}>
      <Icon name={icon ?? tone} size={big ? 26 : 20} />
      <span>{word}</span>
    </span>
  )
}

export const jobTones: Record<JobState, Tone> = {
  queued: 'waiting',
  waiting: 'waiting',
  sending: 'printing',
  printed: 'printed',
  sent: 'sent',
  uncertain: 'problem',
  held: 'problem',
  failed: 'problem',
  cancelled: 'cancelled',
}

/** Where several states share a tone, the icon still differs. */
export const jobIcons: Partial<Record<JobState, IconName>> = { held: 'held', queued: 'queue' }

export const printerTones: Record<PrinterState, Tone> = {
  ready: 'printed',
  busy: 'printing',
  'paper-near-end': 'waiting',
  'paper-out': 'problem',
  'cover-open': 'problem',
  offline: 'problem',
  error: 'problem',
  unknown: 'sent',
}

export const printerIcons: Record<PrinterState, IconName> = {
  ready: 'printed',
  busy: 'printing',
  'paper-near-end': 'paper',
  'paper-out': 'paper',
  'cover-open': 'cover',
  offline: 'offline',
  error: 'problem',
  unknown: 'waiting',
}
