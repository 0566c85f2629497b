'use client'

import { Minus, Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ComponentProps, type KeyboardEvent, useState } from 'react'
import { classNames } from './class-names.ts'
import { INPUT_CLASS } from './input-class.ts'
import { parseNumber, stepNumber } from './parse-number.ts'

export interface NumberInputProps extends Omit<
  ComponentProps<'input'>,
  'value' | 'onChange' | 'min' | 'max' | 'step' | 'type'
> {
  /** Null when empty, NaN while the text is not a number. */
  value: number | null
  onChange: (value: number | null) => void
  min?: number
  max?: number
  step?: number
  /** The unit behind the number, as in "GiB". */
  unit?: string
}

/**
 * A text field for numbers, because the browser's own swallows what it cannot read: this one keeps it, so that the
 * message at the field speaks of what stands there. Arrow keys and the two buttons step.
 */
export function NumberInput({
  value,
  onChange,
  min,
  max,
  step = 1,
  unit,
  className,
  readOnly,
  ...rest
}: NumberInputProps) {
  const t = useTranslations('ui.number')
  const [text, setText] = useState(toText(value))
  // The value may be set from outside: by a slider beside it, by a kept draft.
  const shown = Object.is(parseNumber(text), value) ? text : toText(value)

  const write = (next: string) => {
    setText(next)
    onChange(parseNumber(next))
  }
  const stepBy = (by: number) => write(toText(stepNumber(value, by, { min, max })))
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    rest.onKeyDown?.(event)
    if (readOnly || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    stepBy((event.key === 'ArrowUp' ? step : -step) * (event.shiftKey ? 10 : 1))
  }
  const stepClass =
    'grid w-8 place-items-center text-quiet hover:bg-hover hover:text-ink disabled:text-line-strong disabled:hover:bg-transparent [&_svg]:size-3.5'
  return (
    <span className={classNames('relative block', className)}>
      <input
        {...rest}
        type="text"
        inputMode={step % 1 === 0 ? 'numeric' : 'decimal'}
        autoComplete="off"
        readOnly={readOnly}
        value={shown}
        onChange={(event) => write(event.target.value)}
        onKeyDown={onKeyDown}
        className={classNames(INPUT_CLASS, unit ? 'pe-[7.25rem]' : 'pe-[4.75rem]')}
      />
      <span className="absolute inset-y-px end-px flex overflow-hidden rounded-e-[7px]">
        {unit && (
          <span aria-hidden className="grid place-items-center px-2 text-quiet">
            {unit}
          </span>
        )}
        {/* The arrow keys do the same in the field itself, so these need no stop of their own. */}
        <button
          type="button"
          tabIndex={-1}
          aria-label={t('less')}
          disabled={readOnly || (value !== null && min !== undefined && value <= min)}
          onClick={() => stepBy(-step)}
          className={classNames(stepClass, 'border-s border-line')}
        >
          <Minus aria-hidden />
        </button>
        <button
          type="button"
          tabIndex={-1}
          aria-label={t('more')}
          disabled={readOnly || (value !== null && max !== undefined && value >= max)}
          onClick={() => stepBy(step)}
          className={classNames(stepClass, 'border-s border-line')}
        >
          <Plus aria-hidden />
        </button>
      </span>
    </span>
  )
}

function toText(value: number | null): string {
  return value === null || Number.isNaN(value) ? '' : String(value)
}
