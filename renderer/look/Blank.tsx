import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFaultWords } from '../door/act.ts'
import type { Tone } from '../theme.ts'
import { Icon, type IconName } from './Icon.tsx'

type BlankProps = { icon: IconName; tone: Tone; title: string; hint?: string; children?: ReactNode }

/** Where a list would be and is not: says why, and what to do. */
export function Blank({ icon, tone, title, hint, children }: BlankProps) {
  return (
    <div className="blank">
      <span className="blank-icon" data-tone={tone}>
        <Icon name={icon} size={40} />
      </span>
      <p className="blank-title">{title}</p>
      {hint !== undefined && <p className="blank-hint">{hint}</p>}
      {children}
    </div>
  )
}

/** What a question without an answer shows: the reason and a way to ask again. */
export function Failed({ title, error, again }: { title: string; error: unknown; again: () => void }) {
  const { t } = useTranslation()
  const words = useFaultWords()
  return (
    <Blank icon="problem" tone="problem" title={title} hint={words(error)}>
      <Button onClick={again}>{t('shell.again')}</Button>
    </Blank>
  )
}

export function Loading() {
  const { t } = useTranslation()
  return (
    <div className="blank" role="status">
      <span className="spinner" aria-hidden="true" />
      <p className="blank-hint">{t('shell.loading')}</p>
    </div>
  )
}
