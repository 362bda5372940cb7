import { Progress } from 'antd'
import { type DragEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFaultWords } from '../door/act.ts'
import type { BillAnswer } from '../door/bill-upload.ts'
import { faultOf } from '../door/fault.ts'
import { useBillProgress } from '../door/queries.ts'
import { useScreen } from '../door/screen.ts'
import { Icon } from '../look/Icon.tsx'

type Upload =
  | { step: 'none' }
  | { step: 'sending'; share: number }
  | { step: 'done'; answer: BillAnswer }
  | { step: 'refused'; words: string }

/** A bill is dropped or chosen; how far it is, and what it said, stands in the same place. */
export function BillUpload() {
  const { t } = useTranslation()
  const { door, look } = useScreen()
  const faultWords = useFaultWords()
  const inputId = useId()
  const [upload, setUpload] = useState<Upload>({ step: 'none' })
  const [over, setOver] = useState(false)
  const busy = upload.step === 'sending'

  async function send(file: File | undefined): Promise<void> {
    if (file === undefined || busy) return
    setUpload({ step: 'sending', share: 0 })
    try {
      const answer = await door.uploadBill(file, share => setUpload({ step: 'sending', share }))
      setUpload({ step: 'done', answer })
    } catch (error) {
      const { kind, detail } = faultOf(error)
      setUpload({ step: 'refused', words: kind === 'invalid' ? t('bill.refused', { detail }) : faultWords(error) })
    }
    look(['discrepancies', 'orders'])
  }

  function drop(event: DragEvent): void {
    event.preventDefault()
    setOver(false)
    void send(event.dataTransfer.files[0])
  }

  return (
    <label
      className="bill-drop"
      data-testid="bill-upload"
      data-step={upload.step}
      data-over={over}
      htmlFor={inputId}
      onDragOver={event => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <span className="bill-drop-icon">
        <Icon name={upload.step === 'refused' ? 'problem' : upload.step === 'done' ? 'printed' : 'upload'} size={34} />
      </span>
      <span className="bill-drop-words" role="status">
        <strong>{over ? t('bill.drop') : t('bill.upload')}</strong>
        <BillWords upload={upload} />
      </span>
      <input
        id={inputId}
        className="unseen"
        type="file"
        accept=".zip,.csv,.txt"
        disabled={busy}
        onChange={event => {
          void send(event.target.files?.[0])
          // The same file may be chosen again.
          event.target.value = ''
        }}
      />
    </label>
  )
}

function BillWords({ upload }: { upload: Upload }) {
  const { t } = useTranslation()
  if (upload.step === 'refused') return <span className="bill-refused">{upload.words}</span>
  if (upload.step === 'none') return <span>{t('bill.hint')}</span>
  if (upload.step === 'sending') return <BillProgress share={upload.share} />
  const { differences, known } = upload.answer
  if (known) return <span>{t('bill.known')}</span>
  return <span>{differences === 0 ? t('bill.agrees') : t('bill.differs', { count: differences })}</span>
}

/** First it travels, then it is read and compared: two halves of one bar. */
function BillProgress({ share }: { share: number }) {
  const { t } = useTranslation()
  const isSent = share >= 1
  const compared = useBillProgress(isSent).data?.percent ?? 0
  const sent = Math.floor(share * 100)
  return (
    <span className="bill-progress">
      <span>{isSent ? t('bill.comparing', { percent: compared }) : t('bill.sending', { percent: sent })}</span>
      <Progress percent={Math.floor((sent + compared) / 2)} showInfo={false} status="active" />
    </span>
  )
}
