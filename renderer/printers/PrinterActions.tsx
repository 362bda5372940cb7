import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PrinterView } from '../../shared/domain/views/printing-views.ts'
import { useAct } from '../door/act.ts'
import { usePrinters } from '../door/queries.ts'
import { Confirm } from '../look/Confirm.tsx'
import { MoveDialog } from '../orders/MoveDialog.tsx'
import { moveWaiting } from './move-waiting.ts'

export function PrinterActions({ printer }: { printer: PrinterView }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState<'pause' | 'move' | null>(null)
  const close = () => setAsking(null)
  const printers = usePrinters().data ?? []
  const printerId = printer.id
  const test = useAct({
    call: ({ rpc }) => rpc.testPage.mutate({ printerId }),
    done: () => t('printer.tested'),
  })
  const pause = useAct({
    call: ({ rpc }) => rpc.pause.mutate({ printerId }),
    done: () => {
      close()
      return t('printer.paused')
    },
  })
  const resume = useAct({
    call: ({ rpc }) => rpc.resume.mutate({ printerId }),
    done: () => t('printer.resumed'),
  })
  const move = useAct({
    call: ({ rpc }, to: string) => moveWaiting(rpc, printerId, to),
    done: ({ moved, left }, to) => {
      close()
      const name = printers.find(one => one.id === to)?.name ?? to
      return left > 0
        ? t('printer.movedSome', { count: moved, left })
        : t('printer.movedAll', { count: moved, printer: name })
    },
  })
  return (
    <div className="printer-actions">
      <Button loading={test.isPending} onClick={() => test.mutate(undefined)}>
        {t('printer.test')}
      </Button>
      {printer.paused ? (
        <Button type="primary" loading={resume.isPending} onClick={() => resume.mutate(undefined)}>
          {t('printer.resume')}
        </Button>
      ) : (
        <Button onClick={() => setAsking('pause')}>{t('printer.pause')}</Button>
      )}
      {printers.length > 1 && (
        <Button disabled={printer.queue === 0} onClick={() => setAsking('move')}>
          {t('printer.moveAll')}
        </Button>
      )}
      <Confirm
        open={asking === 'pause'}
        title={t('printer.pauseAsk', { printer: printer.name })}
        yes={t('printer.pause')}
        busy={pause.isPending}
        onYes={() => pause.mutate(undefined)}
        onNo={close}
      >
        {t('printer.pauseText')}
      </Confirm>
      <MoveDialog
        open={asking === 'move'}
        from={printerId}
        title={t('printer.moveAllAsk', { count: printer.queue })}
        hint={null}
        busy={move.isPending}
        onPick={to => move.mutate(to)}
        onNo={close}
      />
    </div>
  )
}
