import { Input, Segmented } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fenOf } from '../../shared/domain/money.ts'
import { useAct } from '../door/act.ts'
import { Confirm } from '../look/Confirm.tsx'
import { MoneyInput } from '../look/MoneyInput.tsx'
import { lastPerson, rememberPerson } from '../look/person.ts'
import { WhoInput } from '../look/WhoInput.tsx'

/** What a person knows of a closed day that no order tells. */
export function Correct({ day, onDone }: { day: string; onDone: () => void }) {
  const { t } = useTranslation()
  const id = useId()
  const [way, setWay] = useState<'plus' | 'minus'>('minus')
  const [text, setText] = useState('')
  const [reason, setReason] = useState('')
  const [by, setBy] = useState(lastPerson)
  const fen = fenOf(text)
  const correct = useAct({
    call: ({ rpc }) =>
      rpc.correctDay.mutate({
        day,
        by: by.trim(),
        reason: reason.trim(),
        sales: (way === 'plus' ? 1 : -1) * (fen ?? 0),
      }),
    done: () => {
      rememberPerson(by.trim())
      onDone()
      return t('report.correctDone')
    },
  })
  return (
    <Confirm
      open
      title={t('report.correct')}
      yes={t('report.correct')}
      busy={correct.isPending}
      disabled={fen === null || reason.trim() === '' || by.trim() === ''}
      onYes={() => correct.mutate(undefined)}
      onNo={onDone}
    >
      <p className="quiet">{t('report.correctHint')}</p>
      <Segmented
        block
        aria-label={t('report.correctSign')}
        value={way}
        options={[
          { value: 'minus', label: t('report.minus') },
          { value: 'plus', label: t('report.plus') },
        ]}
        onChange={one => setWay(one === 'plus' ? 'plus' : 'minus')}
      />
      <label htmlFor={`${id}-fen`} className="who">
        {t('report.correctAmount')}
        <MoneyInput id={`${id}-fen`} text={text} onText={setText} />
      </label>
      <label htmlFor={`${id}-why`} className="who">
        {t('report.correctReason')}
        <Input
          id={`${id}-why`}
          size="large"
          maxLength={200}
          value={reason}
          onChange={event => setReason(event.target.value)}
        />
      </label>
      <WhoInput label={t('drawer.who')} hint={t('closing.whoHint')} value={by} onChange={setBy} />
    </Confirm>
  )
}
