'use client'

import { type ReactNode, useId } from 'react'
import type { ControllerRenderProps, FieldValues } from 'react-hook-form'
import { type FieldControl, FieldError } from '#components/form/field.tsx'
import { useFieldControl } from '#components/form/use-field-control.ts'
import { classNames } from '#components/ui/class-names.ts'
import { useRefusals } from './launch-context.tsx'
import { useFindingTexts } from './use-finding-texts.ts'

interface CellFieldProps {
  name: string
  label: string
  /** In the first row the label heads the column; below it is only read aloud, but on a phone, where cells lie below each other. */
  isFirst: boolean
  children: (control: FieldControl & ControllerRenderProps<FieldValues, string>) => ReactNode
}

/** A field in a row of several. */
export function CellField({ name, label, isFirst, children }: CellFieldProps) {
  const id = useId()
  const { control, error: problem } = useFieldControl(name)
  const texts = useFindingTexts()
  const refusals = useRefusals(name)
  const error = problem ?? (refusals.map((finding) => texts.getSentence(finding)).join(' ') || undefined)
  return (
    <div className="grid min-w-0 content-start gap-1">
      <label id={`${id}-label`} htmlFor={id} className={classNames('text-table font-medium', !isFirst && 'sm:sr-only')}>
        {label}
      </label>
      {children({
        ...control,
        id,
        'aria-labelledby': `${id}-label`,
        'aria-describedby': error ? `${id}-error` : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  )
}
