import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePrinters } from '../door/queries.ts'
import { Confirm } from '../look/Confirm.tsx'
import { printerIcons, printerTones, StateTag } from '../look/StateTag.tsx'

type MoveDialogProps = {
  open: boolean
  from: string
  title: string
  hint: string | null
  busy: boolean
  onPick: (printerId: string) => void
  onNo: () => void
}

/** The other printers, each with its state, so that nobody moves a ticket from one dead printer to the next. */
export function MoveDialog({ open, from, title, hint, busy, onPick, onNo }: MoveDialogProps) {
  const { t } = useTranslation()
  const [picked, setPicked] = useState<string | null>(null)
  const others = (usePrinters().data ?? []).filter(printer => printer.id !== from)
  const chosen = others.find(printer => printer.id === picked)
  return (
    <Confirm
      open={open}
      title={title}
      yes={t('act.confirmMove')}
      busy={busy}
      disabled={chosen === undefined}
      onYes={() => chosen !== undefined && onPick(chosen.id)}
      onNo={onNo}
    >
      {hint !== null && <p>{hint}</p>}
      {others.length === 0 && <p>{t('act.noOther')}</p>}
      <div className="choices" role="radiogroup" aria-label={t('act.movePick')}>
        {others.map(printer => (
          <label key={printer.id} className="choice" data-picked={picked === printer.id}>
            <input type="radio" name="printer" checked={picked === printer.id} onChange={() => setPicked(printer.id)} />
            <span className="choice-name">{printer.name}</span>
            <StateTag
              tone={printerTones[printer.state]}
              icon={printerIcons[printer.state]}
              word={t(`printer.state.${printer.state}`)}
            />
          </label>
        ))}
      </div>
    </Confirm>
  )
}
