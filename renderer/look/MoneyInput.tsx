import { Input } from 'antd'
import { fenOf } from '../../shared/domain/money.ts'

/** Yuan as people type them; `null` while it is no sum of money. The text is the caller's, so that what is half typed stays. */
export function MoneyInput({
  id,
  text,
  onText,
  autoFocus = false,
}: {
  id: string
  text: string
  onText: (text: string) => void
  autoFocus?: boolean
}) {
  const wrong = text.trim() !== '' && fenOf(text) === null
  return (
    <Input
      id={id}
      size="large"
      prefix="¥"
      inputMode="decimal"
      autoComplete="off"
      autoFocus={autoFocus}
      maxLength={9}
      value={text}
      status={wrong ? 'error' : ''}
      onChange={event => onText(event.target.value)}
    />
  )
}
