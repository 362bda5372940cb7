import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAct } from '../door/act.ts'
import type { Door } from '../door/door.ts'
import { Confirm } from '../look/Confirm.tsx'
import { NoteInput } from '../look/NoteInput.tsx'
import { rememberPerson, usePerson } from '../look/person.ts'
import { WhoInput } from '../look/WhoInput.tsx'

type DismissProps = {
  open: boolean
  /** what it means here */
  text: string
  call: (door: Door, word: { by: string; note: string }) => Promise<unknown>
  onDone: () => void
}

/** A named person says why something that was kept aside needs nobody any more. */
export function DismissDialog({ open, text, call, onDone }: DismissProps) {
  const { t } = useTranslation()
  const [by, setBy] = usePerson(open)
  const [note, setNote] = useState('')
  const word = { by: by.trim(), note: note.trim() }
  const dismiss = useAct({
    call: door => call(door, word),
    done: () => {
      rememberPerson(word.by)
      onDone()
      return t('aside.dismissDone')
    },
  })
  return (
    <Confirm
      open={open}
      title={t('aside.dismissAsk')}
      yes={t('aside.dismiss')}
      busy={dismiss.isPending}
      disabled={word.by === '' || word.note === ''}
      onYes={() => dismiss.mutate(undefined)}
      onNo={onDone}
    >
      <p>{text}</p>
      <NoteInput label={t('aside.note')} hint={t('aside.noteHint')} longest={200} value={note} onChange={setNote} />
      <WhoInput label={t('aside.who')} hint={t('aside.whoHint')} value={by} onChange={setBy} />
    </Confirm>
  )
}
