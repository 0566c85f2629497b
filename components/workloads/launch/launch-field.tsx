'use client'

import { Lock } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { type ControllerRenderProps, type FieldValues, get, useFormState, useWatch } from 'react-hook-form'
import { Field, type FieldControl, FieldError, type FieldProps } from '#components/form/field.tsx'
import { useFieldControl } from '#components/form/use-field-control.ts'
import { TextArea } from '#components/ui/text-area.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { useIsFixed, useRefusals } from './launch-context.tsx'
import type { LaunchField as FieldName } from './launch-sections.ts'
import type { LaunchValues } from './launch-values.ts'
import { useFindingTexts } from './use-finding-texts.ts'
import { useLaunchTexts } from './use-launch-texts.ts'

interface LaunchFieldProps extends Omit<FieldProps, 'children' | 'error'> {
  /** The path of the value, as findings name it: "memory", "mounts.0.path". */
  name: string
  children: (control: FieldControl & ControllerRenderProps<FieldValues, string>) => ReactNode
}

/** A field with what its schema says, and what the pre-flight does: before the launch, and beside it. */
export function LaunchField({ name, children, ...field }: LaunchFieldProps) {
  const { control, error: problem } = useFieldControl(name)
  const texts = useFindingTexts()
  const refusals = useRefusals(name)
  const error = problem ?? (refusals.map((finding) => texts.getSentence(finding)).join(' ') || undefined)
  return (
    <Field {...field} error={error}>
      {(wiring) => children({ ...control, ...wiring })}
    </Field>
  )
}

/** What stands against something that is no control of its own: a row, a whole table. */
export function PlaceProblem({ path }: { path: string }) {
  const { errors } = useFormState({ name: path })
  const texts = useFindingTexts()
  const refusals = useRefusals(path)
  const error: unknown = get(errors, path)
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : null
  const sentences = [
    ...(typeof message === 'string' && message !== '' ? [message] : []),
    ...refusals.map((finding) => texts.getSentence(finding)),
  ]
  return sentences.map((sentence) => <FieldError key={sentence}>{sentence}</FieldError>)
}

/** Shows what the template holds fast, and what may be changed otherwise. */
export function Fixable({ name, children }: { name: FieldName; children: ReactNode }) {
  const isFixed = useIsFixed(name)
  return isFixed ? <FixedField name={name} /> : children
}

function FixedField({ name }: { name: FieldName }) {
  const t = useTranslations('launchPage')
  const texts = useLaunchTexts()
  const values = useWatch<LaunchValues>() as LaunchValues
  const lines = texts.describe(name, values)
  const text = lines.length === 0 ? t('values.nothing') : lines.join('\n')
  const fixed = (
    <span className="inline-flex items-center gap-1.5">
      <Lock aria-hidden className="size-3.5 shrink-0" />
      {t('fixed')}
    </span>
  )
  return (
    <div className="grid gap-1.5">
      <Field label={texts.getLabel(name)} description={fixed}>
        {(control) =>
          text.includes('\n') || text.length > 80 ? (
            <TextArea {...control} isMono readOnly rows={Math.min(lines.length + 1, 8)} value={text} />
          ) : (
            <TextInput {...control} isMono readOnly value={text} />
          )
        }
      </Field>
      <PlaceProblem path={name} />
    </div>
  )
}
