import { Input, Segmented } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fenOf } from '../../shared/domain/money.ts'
import { useAct } from '../door/act.ts'
import { Confirm } from '../look/Confirm.tsx'
import { MoneyInput } from '../look/MoneyInput.tsx'
import { lastPerson, rememberPerson } from '../look/person.ts'
import { WhoInput } from '../look/WhoInput.tsx'

/** Cash that moves beside sales: change fetched, vegetables paid. */
export function MoveCash({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const id = useId()
  const [way, setWay] = useState<'in' | 'out'>('out')
  const [text, setText] = useState('')
  const [reason, setReason] = useState('')
  const [by, setBy] = useState(lastPerson)
  const fen = fenOf(text) ?? 0
  const move = useAct({
    call: ({ rpc }) => rpc.moveCash.mutate({ by: by.trim(), amount: way === 'in' ? fen : -fen, reason: reason.trim() }),
    done: () => {
      rememberPerson(by.trim())
      onDone()
      return t('drawer.moved')
    },
  })
  return (
    <Confirm
      open
      title={t('drawer.moveTitle')}
      yes={t(way === 'in' ? 'drawer.putIn' : 'drawer.takeOut')}
      busy={move.isPending}
      disabled={fen === 0 || reason.trim() === '' || by.trim() === ''}
      onYes={() => move.mutate(undefined)}
      onNo={onDone}
    >
      <Segmented
        block
        value={way}
        options={[
          { value: 'out', label: t('drawer.takeOut') },
          { value: 'in', label: t('drawer.putIn') },
        ]}
        onChange={one => setWay(one === 'in' ? 'in' : 'out')}
      />
      <label htmlFor={`${id}-fen`} className="who">
        {t('drawer.amount')}
        <MoneyInput id={`${id}-fen`} text={text} onText={setText} autoFocus />
      </label>
      <label htmlFor={`${id}-why`} className="who">
        {t('drawer.reason')}
        <Input
          id={`${id}-why`}
          size="large"
          maxLength={200}
          placeholder={t('drawer.reasonHint')}
          value={reason}
          onChange={event => setReason(event.target.value)}
        />
      </label>
      <WhoInput label={t('drawer.who')} hint={t('closing.whoHint')} value={by} onChange={setBy} />
    </Confirm>
  )
}
