type ChipsProps<Value extends string> = {
  label: string
  value: Value | null
  /** the word for "no filter" */
  all: string
  options: { value: Value; label: string }[]
  onChange: (value: Value | null) => void
}

/** A filter whose choices all lie open: one touch, nothing to unfold. */
export function Chips<Value extends string>({ label, value, all, options, onChange }: ChipsProps<Value>) {
  const chip = (one: Value | null, word: string) => (
    <button
      key={one ?? ''}
      type="button"
      className="chip"
      aria-pressed={value === one}
      onClick={() => onChange(one === value ? null : one)}
    >
      {word}
    </button>
  )
  return (
    <fieldset className="chips">
      <legend className="unseen">{label}</legend>
      {chip(null, all)}
      {options.map(option => chip(option.value, option.label))}
    </fieldset>
  )
}
