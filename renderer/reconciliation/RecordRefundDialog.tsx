import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sumFen } from '../../shared/domain/money.ts'
import { refundsToRecord } from '../../shared/domain/recorded-refund.ts'
import type { DifferenceView } from '../../shared/domain/views/difference-views.ts'
import { useAct } from '../door/act.ts'
import { Confirm } from '../look/Confirm.tsx'
import { price } from '../look/money.ts'
import { NoteInput } from '../look/NoteInput.tsx'
import { rememberPerson, usePerson } from '../look/person.ts'
import { timeOf } from '../look/time.ts'
import { WhoInput } from '../look/WhoInput.tsx'
import { useTimezone } from '../shell/shop.ts'

type RecordProps = { difference: DifferenceView; open: boolean; onDone: () => void }

/** What the bill says went back, as it will stand on the order; a named person puts it there. */
export function RecordRefundDialog({ difference, open, onDone }: RecordProps) {
  const { t } = useTranslation()
  const timezone = useTimezone()
  const [by, setBy] = usePerson(open)
  const [note, setNote] = useState('')
  useEffect(() => {
    if (open) setNote('')
  }, [open])
  const refunds = refundsToRecord(difference.facts, difference.actual)
  const sum = price(sumFen(refunds.map(one => one.amount)))
  const name = difference.facts.pickupNo || difference.orderId || ''
  const record = useAct({
    call: ({ rpc }) =>
      rpc.recordRefund.mutate({
        ...{ discrepancyId: difference.id, by: by.trim() },
        ...(note.trim() === '' ? {} : { note: note.trim() }),
      }),
    done: ({ state }) => {
      rememberPerson(by.trim())
      onDone()
      return state === 'cleared'
        ? t('difference.recordedAgrees', { amount: sum })
        : t('difference.recorded', { amount: sum })
    },
  })
  return (
    <Confirm
      open={open}
      title={t('difference.recordTitle', { amount: sum, order: name })}
      yes={t('difference.act.markRefunded')}
      busy={record.isPending}
      disabled={by.trim() === '' || refunds.length === 0}
      onYes={() => record.mutate(undefined)}
      onNo={onDone}
    >
      <p>{t('difference.recordText')}</p>
      {refunds.map(one => (
        <dl className="difference-origin" key={`${one.refundNo} ${one.at} ${one.amount}`}>
          <dt>{t('difference.wentBack')}</dt>
          <dd>{price(one.amount)}</dd>
          <dt>{t('difference.refundedAt')}</dt>
          <dd>{timeOf(new Date(one.at).toISOString(), timezone)}</dd>
          {one.refundNo !== '' && (
            <>
              <dt>{t('difference.refundNo')}</dt>
              <dd>{one.refundNo}</dd>
            </>
          )}
        </dl>
      ))}
      <WhoInput label={t('difference.whoRecords')} hint={t('difference.whoHint')} value={by} onChange={setBy} />
      <NoteInput
        label={t('difference.noteOptional')}
        hint={t('difference.refundHint')}
        longest={500}
        value={note}
        onChange={setNote}
      />
    </Confirm>
  )
}
