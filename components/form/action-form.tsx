'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useRef, useState } from 'react'
import { type DefaultValues, type FieldPath, type FieldValues, FormProvider, useForm } from 'react-hook-form'
import type { z } from 'zod'
import { Banner } from '#components/feedback/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import type { ActionResult, ErrorView } from '#lib/http/result.ts'
import type { DraftPlace } from './form-draft.ts'
import { FormProblem } from './form-problem.tsx'
import { createLateResolver, createSchemaResolver } from './schema-resolver.ts'
import { useErrorSentences } from './use-error-sentences.ts'
import { useFormDraft } from './use-form-draft.ts'

interface ActionFormProps<Values extends FieldValues, T> {
  /** The schema of the action, from lib/<domain>/schema.ts; a function brings one that is too large for the page. */
  schema: z.ZodType<unknown, Values> | (() => Promise<z.ZodType<unknown, Values>>)
  defaultValues: DefaultValues<Values>
  /** A server action; gets the form's values, which it parses itself. */
  action: (values: Values) => Promise<ActionResult<T>>
  onDone?: (result: Extract<ActionResult<T>, { ok: true }>) => void
  /** Which fields are kept until the form is sent. Never name one that holds a secret. */
  draft?: DraftPlace
  /** For a button outside the form, as in the footer of a dialog: <SubmitButton form={id}>. */
  id?: string
  onBusyChange?: (isBusy: boolean) => void
  children: ReactNode
}

/** A form over a server action: errors at their fields, a sentence above, and only one submission at a time. */
export function ActionForm<Values extends FieldValues, T>(props: ActionFormProps<Values, T>) {
  const { schema, defaultValues, action, onDone, draft: place, id, onBusyChange, children } = props
  const t = useTranslations('ui.form')
  const translate = useErrorSentences()
  const resolver =
    typeof schema === 'function' ? createLateResolver(schema, translate) : createSchemaResolver(schema, translate)
  const form = useForm<Values>({ defaultValues, resolver, mode: 'onTouched' })
  const draft = useFormDraft(form, place)
  const [problem, setProblem] = useState<ErrorView | null>(null)
  // State comes too late for the second click of a double click.
  const isSending = useRef(false)

  const send = async (values: Values) => {
    setProblem(null)
    const result = await callAction(action, { values, lostMessage: t('lost') })
    if (result.ok) {
      draft.forget()
      onDone?.(result)
      return
    }
    const fields = Object.entries(result.error.fields ?? {})
    for (const [index, [path, message]] of fields.entries()) {
      form.setError(path as FieldPath<Values>, { type: 'server', message }, { shouldFocus: index === 0 })
    }
    setProblem(result.error)
  }
  const submit = async (event: React.SubmitEvent) => {
    event.preventDefault()
    // A dialog's form lies inside the page's form for React, though not in the document.
    event.stopPropagation()
    if (isSending.current) return
    isSending.current = true
    onBusyChange?.(true)
    try {
      await form.handleSubmit(send)(event)
    } finally {
      isSending.current = false
      onBusyChange?.(false)
    }
  }
  return (
    <FormProvider {...form}>
      <form id={id} noValidate onSubmit={(event) => void submit(event)} className="grid scroll-mt-20 gap-5">
        {draft.isRestored && (
          <Banner
            isNews
            actions={
              <Button
                size="small"
                onClick={() => {
                  draft.forget()
                  form.reset()
                }}
              >
                {t('discard')}
              </Button>
            }
          >
            {t('restored')}
          </Banner>
        )}
        {problem && <FormProblem error={problem} />}
        {children}
      </form>
    </FormProvider>
  )
}

/** An action that never answered (the network is away, a new version was installed) is a problem like any other. */
async function callAction<Values, T>(
  action: (values: Values) => Promise<ActionResult<T>>,
  { values, lostMessage }: { values: Values; lostMessage: string },
): Promise<ActionResult<T>> {
  try {
    return await action(values)
  } catch {
    return { ok: false, error: { code: 'UNAVAILABLE', message: lostMessage, requestId: '' } }
  }
}
