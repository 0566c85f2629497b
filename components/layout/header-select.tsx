interface HeaderSelectProps {
  label: string
  value: string
  options: { value: string; text: string; lang?: string }[]
  onChange: (value: string) => void
}

export function HeaderSelect({ label, value, options, onChange }: HeaderSelectProps) {
  return (
    <select
      aria-label={label}
      title={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="h-9 rounded-box border border-transparent bg-surface px-2 text-text-quiet hover:border-line hover:text-text pointer-coarse:h-11"
    >
      {options.map((option) => (
        <option key={option.value} value={option.value} lang={option.lang}>
          {option.text}
        </option>
      ))}
    </select>
  )
}
