import { Input, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DifferenceView } from '../../shared/domain/views/difference-views.ts'
import { useAct } from '../door/act.ts'
import { useOrderSources } from '../door/queries.ts'
import { Confirm } from '../look/Confirm.tsx'
import { price } from '../look/money.ts'
import { NoteInput } from '../look/NoteInput.tsx'
import { stage } from '../look/stage.ts'
import { readDishes } from './dish-lines.ts'

type EnterProps = { difference: DifferenceView; open: boolean; onDone: () => void }

/** An order that only the bill knows: somebody asks the customer what it was, and the kitchen gets it at once. */
export function EnterOrderDialog({ difference, open, onDone }: EnterProps) {
  const { t } = useTranslation()
  const [pickupId, sourceId] = [useId(), useId()]
  const sources = useOrderSources().data ?? []
  const fitting = sources.filter(one => one.platform === difference.facts.platform)
  const [text, setText] = useState('')
  const [pickupNo, setPickupNo] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const offered = fitting.length > 0 ? fitting : sources
  const source = chosen ?? (offered.length === 1 ? (offered[0]?.id ?? null) : null)
  const dishes = readDishes(text)
  const enter = useAct({
    call: ({ rpc }) =>
      rpc.enterOrder.mutate({
        ...{ discrepancyId: difference.id, source: source ?? '', dishes },
        ...(pickupNo.trim() === '' ? {} : { pickupNo: pickupNo.trim() }),
      }),
    done: ({ result }) => {
      onDone()
      return result === 'accepted' ? t('difference.entered') : t('difference.enteredAgain')
    },
  })
  return (
    <Confirm
      open={open}
      title={t('difference.enterTitle')}
      yes={t('difference.act.enter')}
      busy={enter.isPending}
      disabled={dishes.length === 0 || source === null}
      onYes={() => enter.mutate(undefined)}
      onNo={onDone}
    >
      <p>{t('difference.enterText', { amount: price(difference.actual ?? 0) })}</p>
      <NoteInput
        label={t('difference.dishes')}
        hint={t('difference.dishesHint')}
        longest={2000}
        rows={4}
        value={text}
        onChange={setText}
      />
      <label className="who" htmlFor={pickupId}>
        {t('difference.pickupNo')}
        <Input
          id={pickupId}
          size="large"
          maxLength={40}
          value={pickupNo}
          onChange={event => setPickupNo(event.target.value)}
        />
      </label>
      {offered.length > 1 && (
        <label className="who" htmlFor={sourceId}>
          {t('difference.fromSource')}
          <Select
            id={sourceId}
            size="large"
            getPopupContainer={stage}
            value={source}
            options={offered.map(one => ({ value: one.id, label: one.id }))}
            onChange={setChosen}
          />
        </label>
      )}
    </Confirm>
  )
}
