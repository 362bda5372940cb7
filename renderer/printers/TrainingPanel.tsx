import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PrinterView } from '../../shared/domain/views/printing-views.ts'
import type { VirtualPrinterOrder } from '../../shared/domain/virtual-printer.ts'
import { useAct } from '../door/act.ts'
import { Icon, type IconName } from '../look/Icon.tsx'

type Trouble = 'paper' | 'cover' | 'power'
const orders: Record<Trouble, Record<'on' | 'off', VirtualPrinterOrder>> = {
  paper: { on: { paper: 'out' }, off: { paper: 'ok' } },
  cover: { on: { cover: 'open' }, off: { cover: 'closed' } },
  power: { on: { power: 'off' }, off: { power: 'on' } },
}
const icons: Record<Trouble, IconName> = { paper: 'paper', cover: 'cover', power: 'power' }

/** Makes a virtual printer misbehave, so that a shop sees what happens before it happens. */
export function TrainingPanel({ printer }: { printer: PrinterView }) {
  const { t } = useTranslation()
  // A printer without power says nothing of its paper: what was set here is remembered until it is well again.
  const [set, setSet] = useState<Partial<Record<Trouble, boolean>>>({})
  useEffect(() => {
    if (printer.state === 'ready' || printer.state === 'busy') setSet({})
  }, [printer.state])
  const troubled: Record<Trouble, boolean> = {
    paper: set.paper ?? printer.state === 'paper-out',
    cover: set.cover ?? printer.state === 'cover-open',
    power: set.power ?? printer.state === 'offline',
  }
  const act = useAct({
    call: (door, { trouble, on }: { trouble: Trouble; on: boolean }) =>
      door.setVirtualPrinter(printer.id, orders[trouble][on ? 'on' : 'off']),
    done: (_, { trouble, on }) => {
      setSet(known => ({ ...known, [trouble]: on }))
      return null
    },
  })
  return (
    <section className="training" aria-label={t('training.title')}>
      <h3>{t('training.title')}</h3>
      <p className="quiet">{t('training.hint')}</p>
      <div className="training-buttons">
        {(['paper', 'cover', 'power'] as const).map(trouble => (
          <button
            key={trouble}
            type="button"
            className="training-button"
            data-testid={`virtual-${printer.id}-${trouble}`}
            aria-pressed={troubled[trouble]}
            disabled={act.isPending}
            onClick={() => act.mutate({ trouble, on: !troubled[trouble] })}
          >
            <Icon name={icons[trouble]} size={24} />
            {t(`training.${trouble}`)}
          </button>
        ))}
      </div>
    </section>
  )
}
