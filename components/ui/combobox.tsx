'use client'

import dynamic from 'next/dynamic'
import { INPUT_CLASS } from './input-class.ts'

export interface ComboboxOption {
  value: string
  label: string
  /** A second line below the label. */
  description?: string
}

export interface ComboboxProps {
  options: ComboboxOption[]
  value: string | null
  onChange: (value: string | null) => void
  onBlur?: () => void
  placeholder?: string
  /** What stands in the list when nothing fits. */
  emptyText?: string
  id?: string
  name?: string
  'aria-label'?: string
  'aria-labelledby'?: string
  'aria-describedby'?: string
  'aria-invalid'?: boolean
}

/** One of many, found by typing. It comes after the first paint, because its code is large. */
export const Combobox = dynamic<ComboboxProps>(() => import('./combobox-box.tsx'), {
  ssr: false,
  loading: () => <div aria-hidden className={INPUT_CLASS} />,
})
