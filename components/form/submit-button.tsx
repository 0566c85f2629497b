'use client'

import { useFormState } from 'react-hook-form'
import { Button, type ButtonProps } from '#components/ui/button.tsx'

/** The one primary button of an ActionForm: busy while the form is sent, so that it is sent once. */
export function SubmitButton(props: Omit<ButtonProps, 'type' | 'isBusy'>) {
  const { isSubmitting } = useFormState()
  return <Button variant="primary" {...props} type="submit" isBusy={isSubmitting} />
}
