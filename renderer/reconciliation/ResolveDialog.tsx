import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DifferenceView } from '../../shared/domain/views/difference-views.ts'
import { useAct } from '../door/act.ts'
import { Confirm } from '../look/Confirm.tsx'
import { NoteInput } from '../look/NoteInput.tsx'
import { rememberPerson, usePerson } from '../look/person.ts'
import { WhoInput } from '../look/WhoInput.tsx'

type ResolveProps = { difference: DifferenceView; open: boolean; note: string; onDone: () => void }

/** A named person says what became of it. */
export function ResolveDialog({ difference, open, note: begun, onDone }: ResolveProps) {
  const { t } = useTranslation()
  const [by, setBy] = usePerson(open)
  const [note, setNote] = useState(begun)
  useEffect(() => {
    if (open) setNote(begun)
  }, [open, begun])
  const resolve = useAct({
    call: ({ rpc }) =>
      rpc.resolveDiscrepancy.mutate({ discrepancyId: difference.id, by: by.trim(), note: note.trim() }),
    done: () => {
      rememberPerson(by.trim())
      onDone()
      return t('difference.resolved')
    },
  })
  return (
    <Confirm
      open={open}
      title={t('difference.resolveAsk')}
      yes={t('difference.resolve')}
      busy={resolve.isPending}
      disabled={by.trim() === '' || note.trim() === ''}
      onYes={() => resolve.mutate(undefined)}
      onNo={onDone}
    >
      <p>{t('difference.resolveText')}</p>
      <NoteInput
        label={t('difference.note')}
        hint={t('difference.noteHint')}
        longest={500}
        value={note}
        onChange={setNote}
      />
      <WhoInput label={t('difference.who')} hint={t('difference.whoHint')} value={by} onChange={setBy} />
    </Confirm>
  )
}
