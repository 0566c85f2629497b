import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { FieldValues, UseFormReturn } from 'react-hook-form'
import { clearDraft, type DraftPlace, readDraft, removeOldDrafts, writeDraft } from './form-draft.ts'

const WRITE_DELAY_MS = 300

const subscribeToNothing = () => () => {}

interface FormDraft {
  /** What was written before has been put back into the form. */
  isRestored: boolean
  /** Forgets the draft; what stands in the form stays. */
  forget: () => void
}

/** Reads once, in the browser: what the form itself writes later is no news to it. */
function createReader(key: string | undefined) {
  let draft: ReturnType<typeof readDraft> | undefined
  return () => {
    if (draft === undefined) draft = key ? readDraft(localStorage, JSON.parse(key) as DraftPlace, Date.now()) : null
    return draft
  }
}

/** Keeps what is written in a form until it is sent, also over a reload and a new sign-in. */
export function useFormDraft<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  place: DraftPlace | undefined,
): FormDraft {
  const [isForgotten, setIsForgotten] = useState(false)
  const key = place && JSON.stringify(place)
  const read = useMemo(() => createReader(key), [key])
  const draft = useSyncExternalStore(subscribeToNothing, read, () => null)
  useEffect(() => {
    if (draft) form.reset({ ...form.getValues(), ...draft }, { keepDefaultValues: true })
  }, [form, draft])
  useEffect(() => {
    if (!key) return
    const kept = JSON.parse(key) as DraftPlace
    removeOldDrafts(localStorage, Date.now())
    let timer: ReturnType<typeof setTimeout> | undefined
    const unsubscribe = form.subscribe({
      formState: { values: true, isDirty: true },
      callback: ({ values, isDirty, isSubmitSuccessful }) => {
        clearTimeout(timer)
        if (!isDirty || isSubmitSuccessful) return
        timer = setTimeout(() => writeDraft(localStorage, kept, { values, nowMs: Date.now() }), WRITE_DELAY_MS)
      },
    })
    return () => {
      clearTimeout(timer)
      unsubscribe()
    }
  }, [form, key])
  return {
    isRestored: draft !== null && !isForgotten,
    forget: () => {
      setIsForgotten(true)
      if (place) clearDraft(localStorage, place)
    },
  }
}
