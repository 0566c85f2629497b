import { Check } from 'lucide-react'
import { type ComponentProps, type ReactNode, useId } from 'react'

interface CheckboxProps extends Omit<ComponentProps<'input'>, 'type'> {
  label: ReactNode
  description?: ReactNode
}

export function Checkbox({ label, description, className, ...rest }: CheckboxProps) {
  const id = useId()
  return (
    <div className={className}>
      <label className="inline-flex min-h-6 items-start gap-2.5 has-disabled:text-quiet pointer-coarse:min-h-11 pointer-coarse:items-center">
        <span className="relative mt-0.5 grid size-4 shrink-0 place-items-center">
          <input
            {...rest}
            type="checkbox"
            aria-describedby={description ? id : rest['aria-describedby']}
            className="peer size-4 appearance-none rounded-item border border-line-strong bg-surface checked:border-accent checked:bg-accent aria-invalid:border-danger disabled:bg-sunken forced-colors:appearance-auto"
          />
          <Check
            aria-hidden
            strokeWidth={3}
            className="pointer-events-none absolute size-3 text-on-accent opacity-0 peer-checked:opacity-100 forced-colors:hidden"
          />
        </span>
        <span>{label}</span>
      </label>
      {description && (
        <p id={id} className="ms-6.5 text-table text-quiet">
          {description}
        </p>
      )}
    </div>
  )
}
