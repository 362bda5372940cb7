import { Input } from 'antd'
import { useId } from 'react'

/** Whose word it is: what is counted or closed stands in that name. */
export function WhoInput({
  label,
  hint,
  value,
  onChange,
}: {
  label: string
  hint: string
  value: string
  onChange: (name: string) => void
}) {
  const id = useId()
  return (
    <label className="who" htmlFor={id}>
      {label}
      <Input
        id={id}
        size="large"
        maxLength={64}
        placeholder={hint}
        value={value}
        onChange={event => onChange(event.target.value)}
      />
    </label>
  )
}
