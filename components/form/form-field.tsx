'use client'

import type { ReactNode } from 'react'
import { type ControllerRenderProps, type FieldValues, useController } from 'react-hook-form'
import { Field, type FieldControl, type FieldProps } from './field.tsx'
import { useFieldControl } from './use-field-control.ts'

interface FormFieldProps extends Omit<FieldProps, 'children' | 'error'> {
  /** The path of the value: "size", "mounts.0.path". */
  name: string
  children: (control: FieldControl & ControllerRenderProps<FieldValues, string>) => ReactNode
}

/** A Field of the ActionForm around it: <FormField name="name" label="Name">{(control) => <TextInput {...control} />}</FormField> */
export function FormField({ name, children, ...field }: FormFieldProps) {
  const { control, error } = useFieldControl(name)
  return (
    <Field {...field} error={error}>
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
