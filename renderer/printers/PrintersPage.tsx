import { useTranslation } from 'react-i18next'
import { usePrinters } from '../door/queries.ts'
import { Blank, Failed, Loading } from '../look/Blank.tsx'
import { PrinterCard } from './PrinterCard.tsx'

export function PrintersPage({ focus }: { focus: string | null }) {
  const { t } = useTranslation()
  const printers = usePrinters()
  return (
    <main className="page">
      <div className="page-scroll">
        {printers.data === undefined ? (
          printers.isError ? (
            <Failed title={t('printer.failed')} error={printers.error} again={() => void printers.refetch()} />
          ) : (
            <Loading />
          )
        ) : printers.data.length === 0 ? (
          <Blank icon="printers" tone="problem" title={t('printer.none')} hint={t('printer.noneHint')} />
        ) : (
          <div className="printer-cards">
            {printers.data.map(printer => (
              <PrinterCard key={printer.id} printer={printer} focused={printer.id === focus} />
            ))}
          </div>
        )}
      </div>
    </main>
  )
}
