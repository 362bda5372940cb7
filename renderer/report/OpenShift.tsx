import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fenOf, yuan } from '../../shared/domain/money.ts'
import { useAct } from '../door/act.ts'
import { Confirm } from '../look/Confirm.tsx'
import { MoneyInput } from '../look/MoneyInput.tsx'
import { lastPerson, rememberPerson } from '../look/person.ts'
import { WhoInput } from '../look/WhoInput.tsx'

/** 开班, with what the shift before has left as a proposal. */
export function OpenShift({ left, onDone }: { left: number | null; onDone: () => void }) {
  const { t } = useTranslation()
  const id = useId()
  const [text, setText] = useState(left === null ? '' : yuan(left))
  const [by, setBy] = useState(lastPerson)
  const float = fenOf(text)
  const open = useAct({
    call: ({ rpc }) => rpc.openShift.mutate({ by: by.trim(), float: float ?? 0 }),
    done: () => {
      rememberPerson(by.trim())
      onDone()
      return t('drawer.opened')
    },
  })
  return (
    <Confirm
      open
      title={t('drawer.openTitle')}
      yes={t('drawer.open')}
      busy={open.isPending}
      disabled={float === null || by.trim() === ''}
      onYes={() => open.mutate(undefined)}
      onNo={onDone}
    >
      <label htmlFor={id} className="who">
        {t('drawer.float')}
        <MoneyInput id={id} text={text} onText={setText} autoFocus />
      </label>
      <WhoInput label={t('drawer.who')} hint={t('closing.whoHint')} value={by} onChange={setBy} />
    </Confirm>
  )
}
