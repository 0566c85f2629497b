'use client'

import { useEffect } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import type { EditForm } from '#lib/workloads/schema-offer.ts'
import { ChangesCard } from './changes-card.tsx'
import { type Conflict, EditNotes } from './edit-notes.tsx'
import type { EditNews } from './edit-workload-form.tsx'
import { leaveFields, listLeftFields } from './hand-edit-choices.ts'
import { LaunchAside } from './launch-aside.tsx'
import type { LaunchPlace } from './launch-context.tsx'
import { LaunchFrame } from './launch-frame.tsx'
import type { LaunchField } from './launch-sections.ts'
import type { LaunchValues } from './launch-values.ts'
import { listChanges } from './list-changes.ts'
import { mergeValues } from './merge-values.ts'

interface EditFrameProps {
  place: LaunchPlace
  form: EditForm
  /** What is there, as the form was filled in. */
  base: LaunchValues
  onBase: (base: LaunchValues) => void
  news: EditNews | null
  onNewsTaken: () => void
  conflict: Conflict | null
  onConflict: (conflict: Conflict | null) => void
}

export function EditFrame(props: EditFrameProps) {
  const { place, form, base, onBase, news, onNewsTaken, conflict, onConflict } = props
  const { getValues, reset, setValue } = useFormContext<LaunchValues>()
  const values = useWatch<LaunchValues>() as LaunchValues

  useEffect(() => {
    if (!news) return
    onNewsTaken()
    const merged = mergeValues(base, getValues(), news.now)
    onBase(news.now)
    // What is there now is what the form compares with; what was changed here stays on top of it.
    reset(news.now)
    for (const field of listChanges(news.now, merged.values)) {
      setValue(field, merged.values[field], { shouldDirty: true })
    }
    onConflict({ kind: 'changed', theirs: merged.theirs, both: merged.both })
  }, [news, base, getValues, reset, setValue, onBase, onNewsTaken, onConflict])

  const takeTheirs = (fields: readonly LaunchField[]) => {
    for (const field of fields) setValue(field, base[field], { shouldDirty: true, shouldValidate: true })
    onConflict(null)
  }
  const saved = conflict?.kind === 'by-hand' ? leaveFields(values, base, listLeftFields(conflict, values)) : values
  return (
    <LaunchFrame
      place={place}
      notes={
        <EditNotes form={form} conflict={conflict} base={base} onConflict={onConflict} onTakeTheirs={takeTheirs} />
      }
      aside={
        <LaunchAside changed={listChanges(base, saved).length}>
          <ChangesCard before={base} after={saved} />
        </LaunchAside>
      }
    />
  )
}
