'use client'

import type { ReactNode } from 'react'
import { type ControllerRenderProps, type FieldValues, useController } from 'react-hook-form'
import { Field, type FieldControl, type FieldProps } from './field.tsx'

interface FormFieldProps extends Omit<FieldProps, 'children' | 'error'> {
  /** The path of the value: "size", "mounts.0.path". */
  name: string
  children: (control: FieldControl & ControllerRenderProps<FieldValues, string>) => ReactNode
}

/** A Field of the ActionForm around it: <FormField name="name" label="Name">{(control) => <TextInput {...control} />}</FormField> */
export function FormField({ name, children, ...field }: FormFieldProps) {
  const { field: control, fieldState, formState } = useController({ name })
  // A list that somebody makes longer is checked as a whole, and nobody has been in its new fields yet.
  const isSeen = fieldState.isTouched || formState.isSubmitted
  return (
    <Field {...field} error={isSeen ? fieldState.error?.message : undefined}>
      {(wiring) => children({ ...control, ...wiring })}
    </Field>
  )
}

interface FormToggleProps {
  name: string
  children: (control: Omit<ControllerRenderProps<FieldValues, string>, 'value'> & { checked: boolean }) => ReactNode
}

/** For a Checkbox or a Switch, which bring their own label. */
export function FormToggle({ name, children }: FormToggleProps) {
  const { field } = useController({ name })
  const { value, ...control } = field
  return children({ ...control, checked: Boolean(value) })
}
