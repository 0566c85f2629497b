import { type ComponentProps, type ReactNode, useId } from 'react'
import { classNames } from './class-names.ts'

interface SwitchProps extends Omit<ComponentProps<'input'>, 'type' | 'role'> {
  label: ReactNode
  description?: ReactNode
}

// No `aria-checked`: the checkbox below the role says itself whether it is on.
const ROLE = 'switch'

/** On or off, at once. What counts only after a button is a Checkbox. */
export function Switch({ label, description, className, ...rest }: SwitchProps) {
  const id = useId()
  return (
    <div className={classNames('flex items-start justify-between gap-4', className)}>
      <div className="min-w-0">
        <label htmlFor={`${id}-switch`} className="font-medium">
          {label}
        </label>
        {description && (
          <p id={id} className="text-table text-pretty text-quiet">
            {description}
          </p>
        )}
      </div>
      <input
        {...rest}
        id={`${id}-switch`}
        type="checkbox"
        role={ROLE}
        aria-describedby={description ? id : rest['aria-describedby']}
        className={classNames(
          'relative h-5 w-9 shrink-0 appearance-none rounded-full border border-line-strong bg-sunken transition-colors',
          'before:absolute before:start-0.5 before:top-1/2 before:size-3.5 before:-translate-y-1/2 before:rounded-full before:bg-line-strong before:transition-transform',
          'checked:border-accent checked:bg-accent checked:before:translate-x-4 checked:before:bg-on-accent',
          'cursor-pointer disabled:cursor-not-allowed forced-colors:appearance-auto pointer-coarse:my-1.5',
        )}
      />
    </div>
  )
}
