import { Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Shift } from '../../shared/domain/drawer.ts'
import { fenOf } from '../../shared/domain/money.ts'
import { useAct } from '../door/act.ts'
import { Confirm } from '../look/Confirm.tsx'
import { MoneyInput } from '../look/MoneyInput.tsx'
import { lastPerson, rememberPerson } from '../look/person.ts'
import { WhoInput } from '../look/WhoInput.tsx'
import { CashCount } from './CashCount.tsx'
import { type CountText, countOf, emptyCount } from './count.ts'

/** 交接班: counted, how much stays, who goes on. */
export function HandOver({ shift, onDone }: { shift: Shift; onDone: () => void }) {
  const { t } = useTranslation()
  const id = useId()
  const [text, setText] = useState<CountText>(emptyCount)
  const [left, setLeft] = useState('')
  const [to, setTo] = useState('')
  const [note, setNote] = useState('')
  const [by, setBy] = useState(lastPerson() || shift.openedBy)
  const count = countOf(text)
  const stays = left.trim() === '' ? (count?.counted ?? null) : fenOf(left)
  const wrong = count === null || stays === null || stays > count.counted
  const end = useAct({
    call: ({ rpc }) =>
      rpc.handOver.mutate({
        ...{ shiftId: shift.id, by: by.trim(), ...count },
        ...(stays === null ? {} : { left: stays }),
        ...(to.trim() === '' ? {} : { to: to.trim() }),
        ...(note.trim() === '' ? {} : { note: note.trim() }),
      }),
    done: () => {
      rememberPerson(to.trim() || by.trim())
      onDone()
      return t('drawer.handedOver')
    },
  })
  return (
    <Confirm
      open
      title={t('drawer.handOverTitle')}
      yes={t('drawer.handOver')}
      busy={end.isPending}
      disabled={wrong || by.trim() === ''}
      onYes={() => end.mutate(undefined)}
      onNo={onDone}
    >
      <CashCount expected={shift.expected} text={text} onText={setText} />
      <label htmlFor={`${id}-left`} className="who">
        {t('drawer.left')}
        <MoneyInput id={`${id}-left`} text={left} onText={setLeft} />
      </label>
      <WhoInput label={t('drawer.who')} hint={t('closing.whoHint')} value={by} onChange={setBy} />
      <WhoInput label={t('drawer.to')} hint={t('closing.whoHint')} value={to} onChange={setTo} />
      <label htmlFor={`${id}-note`} className="who">
        {t('drawer.note')}
        <Input
          id={`${id}-note`}
          size="large"
          maxLength={200}
          value={note}
          onChange={event => setNote(event.target.value)}
        />
      </label>
    </Confirm>
  )
}
