import { CircleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useId } from 'react'

/** What a control needs to be tied to its label, its description and its error. */
export interface FieldControl {
  id: string
  /** Besides the label's own tie, which lists that hide the page around them cut. */
  'aria-labelledby': string
  'aria-describedby'?: string
  'aria-invalid'?: boolean
}

export interface FieldProps {
  label: string
  /** What to write, before somebody writes it. */
  description?: ReactNode
  /** What is wrong with what stands there, and how it would be right. */
  error?: string
  isOptional?: boolean
  children: (control: FieldControl) => ReactNode
}

/** A label, a control, and what is to be said about it. The error stands at the field and is read with it. */
export function Field({ label, description, error, isOptional = false, children }: FieldProps) {
  const t = useTranslations('ui.field')
  const id = useId()
  const descriptionId = description ? `${id}-description` : null
  const errorId = error ? `${id}-error` : null
  return (
    <div className="grid content-start gap-1.5">
      <div>
        <label id={`${id}-label`} htmlFor={id} className="font-medium">
          {label}
          {isOptional && <span className="font-normal text-quiet"> ({t('optional')})</span>}
        </label>
        {descriptionId && (
          <p id={descriptionId} className="max-w-text text-table text-pretty text-quiet">
            {description}
          </p>
        )}
      </div>
      {children({
        id,
        'aria-labelledby': `${id}-label`,
        'aria-describedby': [descriptionId, errorId].filter(Boolean).join(' ') || undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {errorId && <FieldError id={errorId}>{error}</FieldError>}
    </div>
  )
}

/** What is wrong with a field; of a field that is no Field, tell with `aria-describedby`. */
export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p id={id} className="flex items-start gap-1.5 text-table text-danger">
      <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      <span className="min-w-0 text-pretty">{children}</span>
    </p>
  )
}
