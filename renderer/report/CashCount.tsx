import { Input, Segmented } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { faces } from '../../shared/domain/drawer.ts'
import { MoneyInput } from '../look/MoneyInput.tsx'
import { price } from '../look/money.ts'
import { type CountText, countOf } from './count.ts'

/** Notes and coins one by one, or their sum; says at once how it stands against what should be there. */
export function CashCount({
  expected,
  text,
  onText,
}: {
  expected: number
  text: CountText
  onText: (text: CountText) => void
}) {
  const { t } = useTranslation()
  const id = useId()
  const count = countOf(text)
  const difference = count === null ? null : count.counted - expected
  return (
    <div className="cash-count">
      <Segmented
        block
        value={text.by}
        options={[
          { value: 'pieces', label: t('closing.byPieces') },
          { value: 'sum', label: t('closing.bySum') },
        ]}
        onChange={by => onText({ ...text, by: by === 'sum' ? 'sum' : 'pieces' })}
      />
      {text.by === 'sum' ? (
        <label htmlFor={id} className="who">
          {t('closing.sum')}
          <MoneyInput id={id} text={text.sum} onText={sum => onText({ ...text, sum })} />
        </label>
      ) : (
        <div className="faces">
          {faces.map(face => (
            <label key={face} htmlFor={`${id}-${face}`}>
              <span>{t('closing.face', { face: face / 100 })}</span>
              <Input
                id={`${id}-${face}`}
                data-testid={`face-${face}`}
                inputMode="numeric"
                autoComplete="off"
                maxLength={5}
                placeholder="0"
                value={text.pieces[face] ?? ''}
                onChange={event => onText({ ...text, pieces: { ...text.pieces, [face]: event.target.value } })}
              />
            </label>
          ))}
        </div>
      )}
      <p className="count-verdict" data-testid="count-verdict">
        <span>{t('closing.expected', { amount: price(expected) })}</span>
        {count !== null && difference !== null && (
          <>
            <span>{t('closing.counted', { amount: price(count.counted) })}</span>
            <b data-tone={difference === 0 ? 'printed' : 'problem'}>
              {difference === 0
                ? t('closing.exact')
                : t(difference > 0 ? 'closing.over' : 'closing.short', { amount: price(Math.abs(difference)) })}
            </b>
          </>
        )}
      </p>
    </div>
  )
}
