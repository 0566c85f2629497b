import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'

export interface RadioOption {
  value: string
  label: string
  description?: ReactNode
  isDisabled?: boolean
}

interface RadioGroupProps extends Omit<ComponentProps<'input'>, 'type' | 'value' | 'defaultValue'> {
  name: string
  label: string
  /** Keeps the label for screen readers, where a Field or a title already shows it. */
  isLabelHidden?: boolean
  options: RadioOption[]
  value?: string
  defaultValue?: string
}

/** One of a few that are worth explaining. Each is a box of its own, and all of the box can be pressed. */
export function RadioGroup({
  name,
  label,
  isLabelHidden,
  options,
  value,
  defaultValue,
  className,
  ...rest
}: RadioGroupProps) {
  return (
    <fieldset className={classNames('grid gap-2', className)}>
      <legend className={isLabelHidden ? 'sr-only' : 'mb-1.5 font-medium'}>{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className={classNames(
            'flex gap-3 rounded-box border border-line-control bg-surface px-3 py-2.5 transition-colors',
            'has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
            option.isDisabled ? 'bg-sunken text-quiet' : 'hover:border-line-strong',
          )}
        >
          <input
            {...rest}
            type="radio"
            name={name}
            value={option.value}
            disabled={option.isDisabled}
            {...(value === undefined
              ? { defaultChecked: defaultValue === option.value }
              : { checked: value === option.value })}
            className="mt-0.5 size-4 shrink-0 accent-accent outline-none"
          />
          <span className="min-w-0 wrap-anywhere">
            <span className="block font-medium">{option.label}</span>
            {option.description && (
              <span className="block text-table text-pretty text-quiet">{option.description}</span>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
