import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { isPrinterDetail } from '../../shared/domain/printer-details.ts'
import { troubleWords } from '../../shared/domain/printer-trouble.ts'
import type { PrinterView } from '../../shared/domain/views/printing-views.ts'
import { useBacklogs } from '../door/queries.ts'
import { printerIcons, printerTones, StateTag } from '../look/StateTag.tsx'
import { timeOf } from '../look/time.ts'
import { useTimezone } from '../shell/shop.ts'
import { currentLanguage } from '../words/i18n.ts'
import { Backlog } from './Backlog.tsx'
import { PrinterActions } from './PrinterActions.tsx'
import { TrainingPanel } from './TrainingPanel.tsx'

export function PrinterCard({ printer, focused }: { printer: PrinterView; focused: boolean }) {
  const { t } = useTranslation()
  const timezone = useTimezone()
  const card = useRef<HTMLElement>(null)
  useEffect(() => {
    if (focused) card.current?.scrollIntoView({ block: 'start' })
  }, [focused])
  const backlog = (useBacklogs().data ?? []).find(one => one.printerId === printer.id)
  const tone = printerTones[printer.state]
  const trouble = troubleWords({ ...printer.trouble }, currentLanguage())
  const detailWords = (detail: string) => (isPrinterDetail(detail) ? t(`printer.detail.${detail}`) : detail)
  return (
    <article
      className="printer-card"
      data-testid={`printer-${printer.id}`}
      data-state={printer.state}
      data-tone={tone}
      data-focused={focused}
      ref={card}
    >
      <header>
        <h2>{printer.name}</h2>
        <StateTag big tone={tone} icon={printerIcons[printer.state]} word={t(`printer.state.${printer.state}`)} />
        {printer.paused && <StateTag big tone="waiting" icon="pause" word={t('printer.pausedState')} />}
      </header>
      {trouble !== null ? (
        <p className="printer-detail">
          {trouble.what}
          <br />
          {trouble.how}
        </p>
      ) : (
        printer.detail !== null &&
        printer.detail !== printer.state && <p className="printer-detail">{detailWords(printer.detail)}</p>
      )}
      {printer.paused && <p className="printer-detail">{t('printer.pausedHint')}</p>}
      {backlog !== undefined && <Backlog backlog={backlog} />}
      <dl className="printer-facts">
        <div>
          <dt>{t('printer.queue')}</dt>
          <dd className="printer-queue">{printer.queue}</dd>
        </div>
        <div>
          <dt>{t('printer.lastPrinted')}</dt>
          <dd>{printer.lastPrintedAt === null ? t('printer.never') : timeOf(printer.lastPrintedAt, timezone)}</dd>
        </div>
        <div>
          <dt>{t('printer.connection')}</dt>
          <dd>{printer.virtual ? t('printer.virtualConnection') : printer.connection}</dd>
        </div>
      </dl>
      <Confirms confirmation={printer.confirmation} />
      <PrinterActions printer={printer} />
      {printer.virtual && <TrainingPanel printer={printer} />}
    </article>
  )
}

function Confirms({ confirmation }: { confirmation: PrinterView['confirmation'] }) {
  const { t } = useTranslation()
  if (confirmation === null) return <p className="confirms">{t('printer.confirmsUnknown')}</p>
  return confirmation === 'none' ? (
    <p className="confirms">
      <StateTag tone="sent" word={t('printer.confirmsNot')} />
    </p>
  ) : (
    <p className="confirms">
      <StateTag tone="printed" word={t('printer.confirms')} />
    </p>
  )
}
