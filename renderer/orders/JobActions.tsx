import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { JobView } from '../../shared/domain/views/printing-views.ts'
import { useAct } from '../door/act.ts'
import { Confirm } from '../look/Confirm.tsx'
import { mintKey } from './idempotency-key.ts'
import { actsOn, type JobAct, mayBeOnPaper } from './job-acts.ts'
import { usePrinterName } from './job-title.ts'
import { MoveDialog } from './MoveDialog.tsx'

/** What a press meant: its key stays the same until it is answered, so that pressing twice prints once. */
type Intent = { act: JobAct; key: string }

/** Buttons of one job. What costs paper, or keeps paper from coming, asks once before it does it. */
export function JobActions({ job }: { job: JobView }) {
  const { t } = useTranslation()
  const [intent, setIntent] = useState<Intent | null>(null)
  const act = useJobAct(() => setIntent(null))
  const possible = actsOn(job)
  if (possible.length === 0) return null

  const doubtful = mayBeOnPaper(job)
  const labels: Record<JobAct, string> = {
    printed: t('act.printed'),
    'not-printed': t('act.notPrinted'),
    release: job.state === 'waiting' ? t('act.releaseNow') : doubtful ? t('act.releaseAgain') : t('act.release'),
    reprint: t('act.reprint'),
    move: t('act.move'),
    cancel: t('act.cancel'),
  }
  const press = (pressed: JobAct) => {
    const made = { act: pressed, key: mintKey() }
    const asks = pressed !== 'printed' && !(pressed === 'release' && job.state === 'waiting')
    if (asks) setIntent(made)
    else act.mutate({ job, intent: made })
  }
  const close = () => setIntent(null)
  const yes = () => intent !== null && act.mutate({ job, intent })

  return (
    <div className="job-actions">
      {possible.map(one => (
        <Button
          key={one}
          type={one === 'printed' || (one === 'release' && !doubtful) ? 'primary' : 'default'}
          danger={one === 'cancel'}
          disabled={act.isPending}
          onClick={() => press(one)}
        >
          {labels[one]}
        </Button>
      ))}
      <Confirm
        open={intent?.act === 'reprint'}
        title={t('act.reprintAsk')}
        yes={t('act.print')}
        busy={act.isPending}
        onYes={yes}
        onNo={close}
      >
        {t('act.reprintText')}
      </Confirm>
      <Confirm
        open={intent?.act === 'not-printed'}
        title={t('act.notPrintedAsk')}
        yes={t('act.print')}
        busy={act.isPending}
        onYes={yes}
        onNo={close}
      >
        {t('act.notPrintedText')}
      </Confirm>
      <Confirm
        open={intent?.act === 'release'}
        title={t('act.releaseAsk')}
        yes={t('act.print')}
        busy={act.isPending}
        onYes={yes}
        onNo={close}
      >
        {doubtful ? t('act.releaseDoubtText') : t('act.releaseText')}
      </Confirm>
      <Confirm
        open={intent?.act === 'cancel'}
        title={t('act.cancelAsk')}
        yes={t('act.confirmCancel')}
        danger
        busy={act.isPending}
        onYes={yes}
        onNo={close}
      >
        {t('act.cancelText')}
      </Confirm>
      <MoveDialog
        open={intent?.act === 'move'}
        from={job.printerId}
        title={t('act.moveAsk')}
        hint={doubtful ? t('act.moveDoubt') : null}
        busy={act.isPending}
        onPick={printerId => intent !== null && act.mutate({ job, intent, printerId })}
        onNo={close}
      />
    </div>
  )
}

function useJobAct(done: () => void) {
  const { t } = useTranslation()
  const printerName = usePrinterName()
  return useAct({
    call: async (
      { rpc },
      { job: { jobId }, intent, printerId }: { job: JobView; intent: Intent; printerId?: string },
    ) => {
      switch (intent.act) {
        case 'reprint':
          await rpc.reprint.mutate({ jobId, idempotencyKey: intent.key })
          return t('act.reprinted')
        case 'printed':
          await rpc.resolve.mutate({ jobId, as: 'printed' })
          return t('act.printedDone')
        case 'not-printed':
          await rpc.resolve.mutate({ jobId, as: 'not-printed' })
          return t('act.notPrintedDone')
        case 'release':
          await rpc.release.mutate({ jobId })
          return t('act.released')
        case 'cancel':
          await rpc.cancel.mutate({ jobId })
          return t('act.cancelled')
        case 'move':
          if (printerId === undefined) return null
          await rpc.move.mutate({ jobId, printerId })
          return t('act.moved', { printer: printerName(printerId) })
      }
    },
    done: words => {
      done()
      return words
    },
  })
}
