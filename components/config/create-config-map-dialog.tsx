'use client'

import type { SpaceId } from '#lib/auth/space-id.ts'
import { createConfigMapAction } from '#lib/config/actions.ts'
import { newConfigMapFieldsSchema } from '#lib/config/schema-input.ts'
import { CreateFrame } from './create-frame.tsx'
import { EntriesEditor } from './entries-editor.tsx'
import { EMPTY_ENTRY } from './entry-values.ts'

interface CreateConfigMapDialogProps {
  space: SpaceId
  userUid: string
  onClose: () => void
}

export default function CreateConfigMapDialog({ space, userUid, onClose }: CreateConfigMapDialogProps) {
  return (
    <CreateFrame
      space={space}
      kind="config-map"
      schema={newConfigMapFieldsSchema}
      defaultValues={{ name: '', entries: [EMPTY_ENTRY] }}
      create={(values, launchId) => createConfigMapAction({ space, launchId, ...values })}
      draft={{ userId: userUid, formId: `create-config-map ${space}`, fields: ['name', 'entries'] }}
      onClose={onClose}
    >
      <EntriesEditor />
    </CreateFrame>
  )
}
