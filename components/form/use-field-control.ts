'use client'

import { useState } from 'react'
import { type ControllerRenderProps, type FieldValues, useController } from 'react-hook-form'

/** The control of one field, and what is wrong with it once somebody may be told. */
export function useFieldControl(name: string): {
  control: ControllerRenderProps<FieldValues, string>
  error: string | undefined
} {
  const { field, fieldState, formState } = useController({ name })
  const [isWritten, setIsWritten] = useState(false)
  const onChange: typeof field.onChange = (...event) => {
    setIsWritten(true)
    field.onChange(...event)
  }
  // A list that somebody makes longer is checked as a whole, and nobody has been in its new fields yet.
  // Who only passes an empty one is not told off either: the line would move what that very click was meant for.
  const isPassed = fieldState.isTouched && (isWritten || field.value !== '')
  const isSeen = isPassed || formState.isSubmitted
  return { control: { ...field, onChange }, error: isSeen ? fieldState.error?.message : undefined }
}
