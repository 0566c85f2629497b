'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { ActionForm } from '#components/form/action-form.tsx'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { rememberWrites } from '#lib/http/call.ts'
import type { ActionResult } from '#lib/http/result.ts'
import { routes } from '#lib/routes.ts'
import { updateWorkload } from '#lib/workloads/actions.ts'
import { editFormQuery } from '#lib/workloads/queries.ts'
import type { EditForm, LaunchOffer, OfferedTemplate } from '#lib/workloads/schema-offer.ts'
import type { HandEdit } from '#lib/workloads/schema-update.ts'
import type { Workload } from '#lib/workloads/schema.ts'
import { EditFrame } from './edit-frame.tsx'
import type { Conflict } from './edit-notes.tsx'
import type { LaunchPlace } from './launch-context.tsx'
import { leaveFields, listLeftFields, listOverwritten, toHandEditConflict } from './hand-edit-choices.ts'
import { loadLaunchSchema } from './load-launch-schema.ts'
import { type LaunchValues, toLaunchFields, toLaunchValues } from './launch-values.ts'
import { listDraftFields } from './list-draft-fields.ts'

interface EditWorkloadFormProps {
  space: SpaceId
  userUid: string
  offer: LaunchOffer
  template: OfferedTemplate | null
  form: EditForm
}

/** What somebody else made of it; the form shows it and changes nothing by itself. */
export interface EditNews {
  now: LaunchValues
}

/** The same form over a workload that is there. */
export function EditWorkloadForm({ space, userUid, offer, template, form: first }: EditWorkloadFormProps) {
  const router = useRouter()
  const queries = useQueryClient()
  const [form, setForm] = useState(first)
  const [base, setBase] = useState(() => toLaunchValues(first.fields))
  const [news, setNews] = useState<EditNews | null>(null)
  const [conflict, setConflict] = useState<Conflict | null>(null)
  const { kind, name, launchId } = first.fields
  const [place] = useState<LaunchPlace>(() => ({ space, offer, template, editUid: first.uid, launchId }))

  const save = async (values: LaunchValues): Promise<ActionResult<Workload>> => {
    const byHand = conflict?.kind === 'by-hand' ? conflict : null
    if (!byHand) setConflict(null)
    const left = byHand ? listLeftFields(byHand, values) : []
    const fields = toLaunchFields(leaveFields(values, base, left), place)
    const overwrite = byHand ? listOverwritten(byHand) : []
    const { uid, resourceVersion } = form
    const result = await updateWorkload({ fields, uid, resourceVersion, overwrite })
    if (!result.ok && result.error.messageKey === 'workloads.changedSince') {
      const now = await queries.fetchQuery(editFormQuery(space, { kind, name })).catch(() => null)
      if (now) {
        setForm(now)
        setNews({ now: toLaunchValues(now.fields) })
      }
    }
    if (!result.ok && result.error.messageKey === 'workloads.handEdits') {
      setConflict(toHandEditConflict((result.error.data ?? []) as HandEdit[], values))
      // The note says it all, and is where to go.
      return { ok: false, error: { ...result.error, fields: {} } }
    }
    return result
  }
  return (
    <ActionForm<LaunchValues, Workload>
      schema={() => loadLaunchSchema(place)}
      defaultValues={base}
      action={save}
      draft={{
        userId: userUid,
        formId: `edit ${space} ${kind}/${name} ${first.uid}`,
        fields: listDraftFields(kind, ['name', ...(template?.fixed ?? [])]),
        hidden: ['secretValue'],
      }}
      onDone={({ writes }) => {
        rememberWrites(writes)
        router.push(routes.workload(space, { kind, name }))
      }}
    >
      <EditFrame
        place={{ ...place, offer }}
        form={form}
        base={base}
        onBase={setBase}
        news={news}
        onNewsTaken={() => setNews(null)}
        conflict={conflict}
        onConflict={setConflict}
      />
    </ActionForm>
  )
}
