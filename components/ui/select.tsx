import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'
import { INPUT_CLASS } from './input-class.ts'

export interface SelectOption {
  value: string
  label: string
  /** Shown, but cannot be chosen: the label says why. */
  isDisabled?: boolean
}

interface SelectProps extends Omit<ComponentProps<'select'>, 'children'> {
  options: SelectOption[]
  /** The first entry, which stands for nothing chosen. */
  placeholder?: string
}

/** One of a few. The browser's own list, which every phone shows in its own way; for many options take a Combobox. */
export function Select({ options, placeholder, className, ...rest }: SelectProps) {
  return (
    <span className={classNames('relative block', className)}>
      <select {...rest} className={classNames(INPUT_CLASS, 'appearance-none truncate pe-9')}>
        {placeholder !== undefined && <option value="">{placeholder}</option>}
        {options.map(({ value, label, isDisabled }) => (
          <option key={value} value={value} disabled={isDisabled}>
            {label}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden className="pointer-events-none absolute inset-y-0 end-3 my-auto size-4 text-quiet" />
    </span>
  )
}
