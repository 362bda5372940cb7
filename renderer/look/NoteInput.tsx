import { Input } from 'antd'
import { useId } from 'react'

/** Words of a person that stay with what was done. */
export function NoteInput({
  label,
  hint,
  longest,
  value,
  onChange,
  rows = 2,
}: {
  label: string
  hint: string
  /** characters */
  longest: number
  value: string
  onChange: (text: string) => void
  rows?: number
}) {
  const id = useId()
  return (
    <label className="who" htmlFor={id}>
      {label}
      <Input.TextArea
        id={id}
        rows={rows}
        maxLength={longest}
        placeholder={hint}
        value={value}
        onChange={event => onChange(event.target.value)}
      />
    </label>
  )
}
