'use client'

import { useLocale, useTranslations } from 'next-intl'
import { formatBytes } from '#lib/format.ts'
import { NumberInput } from './number-input.tsx'
import { Slider } from './slider.tsx'

const GIB = 1024 ** 3

export interface SizePickerProps {
  /** Whole GiB; null when empty, NaN while the text is not a number. */
  value: number | null
  onChange: (value: number | null) => void
  onBlur?: () => void
  /** The smallest size in GiB; for a volume that grows, its present one. */
  min?: number
  /** The largest that the quota leaves, in GiB. The field takes more, so that the form can say why it does not fit. */
  max: number
  /** What the slider sets; read aloud. */
  label: string
  id?: string
  name?: string
  'aria-labelledby'?: string
  'aria-describedby'?: string
  'aria-invalid'?: boolean
}

/** A slider for the rough size and a field for the exact one. */
export function SizePicker({ value, onChange, onBlur, min = 1, max, label, ...control }: SizePickerProps) {
  const t = useTranslations('ui.size')
  const locale = useLocale()
  const top = Math.max(min, max)
  const isNumber = value !== null && !Number.isNaN(value)
  return (
    <div className="grid gap-2 sm:grid-cols-[1fr_11rem] sm:items-start sm:gap-4">
      <div>
        <Slider
          aria-label={t('slider', { label })}
          aria-valuetext={isNumber ? formatBytes(value * GIB, locale) : undefined}
          min={min}
          max={top}
          step={1}
          disabled={top === min}
          value={isNumber ? Math.min(Math.max(value, min), top) : min}
          onChange={(event) => onChange(event.target.valueAsNumber)}
          className="mt-1.5"
        />
        <div aria-hidden className="flex justify-between text-table text-quiet tabular-nums">
          <span>{formatBytes(min * GIB, locale)}</span>
          <span>{formatBytes(top * GIB, locale)}</span>
        </div>
      </div>
      <NumberInput {...control} value={value} onChange={onChange} onBlur={onBlur} min={min} unit="GiB" />
    </div>
  )
}
