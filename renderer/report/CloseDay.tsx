import { Checkbox, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DayView } from '../../shared/domain/views/day-views.ts'
import { useAct } from '../door/act.ts'
import { usePrinters } from '../door/queries.ts'
import { Confirm } from '../look/Confirm.tsx'
import { price } from '../look/money.ts'
import { lastPerson, rememberPerson } from '../look/person.ts'
import { WhoInput } from '../look/WhoInput.tsx'
import { CashCount } from './CashCount.tsx'
import { type CountText, countOf, emptyCount } from './count.ts'

/** 日结 in one dialog: what is still open, the drawer, who; then it is frozen and its slip prints. */
export function CloseDay({ view, onDone }: { view: DayView; onDone: () => void }) {
  const { t } = useTranslation()
  const noteId = useId()
  const printers = usePrinters().data ?? []
  const { report } = view
  const waiting = printers.reduce((sum, printer) => sum + printer.queue, 0)
  const last = report.cash.shifts.at(-1)
  // A drawer that was counted when the last shift ended need not be counted again.
  const handlesCash =
    last === undefined ? report.cash.expected !== 0 : last.counted === null || report.cash.outside !== 0
  const inDrawer =
    last === undefined
      ? report.cash.expected
      : last.counted === null
        ? last.expected
        : (last.left ?? 0) + report.cash.outside
  const [counts, setCounts] = useState(handlesCash)
  const [text, setText] = useState<CountText>(emptyCount)
  const [by, setBy] = useState(lastPerson)
  const [note, setNote] = useState('')
  const count = countOf(text)
  const close = useAct({
    call: ({ rpc }) => {
      const words = note.trim() === '' ? {} : { note: note.trim() }
      const cash = counts && count !== null ? { cash: count } : {}
      return rpc.closeDay.mutate({ day: view.day, by: by.trim(), ...words, ...cash })
    },
    done: () => {
      rememberPerson(by.trim())
      onDone()
      return t('closing.done')
    },
  })
  const lacks = by.trim() === '' || (counts && count === null)
  const left: string[] = [
    ...(view.over ? [] : [t('closing.notOver')]),
    ...(report.openDifferences > 0 ? [t('closing.open', { count: report.openDifferences })] : []),
    ...(waiting > 0 ? [t('closing.waiting', { count: waiting })] : []),
    ...(report.owed.count > 0 ? [t('closing.owed', { count: report.owed.count })] : []),
  ]
  return (
    <Confirm
      open
      title={t('closing.title', { day: view.day })}
      yes={t('closing.yes')}
      busy={close.isPending}
      disabled={lacks}
      onYes={() => close.mutate(undefined)}
      onNo={onDone}
    >
      <p className="closing-sum">
        {t('report.ordersCount', { count: report.orders })} · {t('report.net')}{' '}
        <b>{price(report.sales - report.refunded)}</b>
      </p>
      {left.length === 0 ? (
        <p className="quiet">{t('closing.calm')}</p>
      ) : (
        <ul className="closing-left">
          {left.map(one => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      )}
      <Checkbox checked={counts} onChange={event => setCounts(event.target.checked)}>
        {t('closing.count')}
      </Checkbox>
      {counts && <CashCount expected={inDrawer} text={text} onText={setText} />}
      <WhoInput label={t('closing.who')} hint={t('closing.whoHint')} value={by} onChange={setBy} />
      <label className="who" htmlFor={noteId}>
        {t('closing.note')}
        <Input id={noteId} size="large" maxLength={200} value={note} onChange={event => setNote(event.target.value)} />
      </label>
      {lacks && <p className="quiet">{t('closing.need')}</p>}
    </Confirm>
  )
}
