'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useWatch } from 'react-hook-form'
import { z } from 'zod'
import { showToast } from '#components/feedback/toast-queue.ts'
import { ActionForm } from '#components/form/action-form.tsx'
import { FormButtons, FormDialog } from '#components/form/form-dialog.tsx'
import type { QuotaView } from '#lib/quota/schema.ts'
import type { SpaceSummary } from '#lib/spaces/schema.ts'
import { createVolumeAction } from '#lib/storage/actions.ts'
import { createVolumeSchema, type StorageClass, volumeNameSchema, volumeTitleSchema } from '#lib/storage/schema.ts'
import { CreateVolumeFields, type CreateVolumeValues } from './create-volume-fields.tsx'
import { getStorageLeft, QuotaAfter } from './quota-after.tsx'
import { GIB, sizeGiBSchema, toQuantity, toSizeBytes } from './size-schema.ts'
import { useSizeProblem } from './use-size-problem.ts'
import { useVolumeWrites } from './use-volume-writes.ts'
import { getVolumeLabel } from './volume-state.ts'

/** What most people begin with, where the quota leaves that much. */
const FIRST_SIZE_GIB = 10

interface CreateVolumeDialogProps {
  space: SpaceSummary
  userUid: string
  classes: readonly StorageClass[]
  quota: QuotaView
  onClose: () => void
}

function buildSchema(kind: SpaceSummary['kind']): z.ZodType<unknown, CreateVolumeValues> {
  const { storageClass, accessMode } = createVolumeSchema.shape
  const name = kind === 'user' ? volumeNameSchema : volumeTitleSchema
  return z.object({ name, size: sizeGiBSchema, storageClass, accessMode })
}

function toFirstValues(classes: readonly StorageClass[], quota: QuotaView): CreateVolumeValues {
  const [first] = classes
  const leftGiB = Math.floor((getStorageLeft(quota) ?? Infinity) / GIB)
  return {
    name: '',
    size: Math.max(1, Math.min(FIRST_SIZE_GIB, leftGiB)),
    storageClass: first?.name ?? '',
    accessMode: first?.accessModes[0] ?? 'ReadWriteOnce',
  }
}

export default function CreateVolumeDialog({ space, userUid, classes, quota, onClose }: CreateVolumeDialogProps) {
  const t = useTranslations('storagePage.createForm')
  const writes = useVolumeWrites(space.id)
  // One for each time the form is opened, so that sending it twice makes one volume.
  const [launchId] = useState(() => crypto.randomUUID())
  const [schema] = useState(() => buildSchema(space.kind))
  const [first] = useState(() => toFirstValues(classes, quota))
  return (
    <FormDialog size="wide" title={t('title')} onClose={onClose}>
      {(onBusyChange) => (
        <ActionForm
          schema={schema}
          defaultValues={first}
          action={({ name, size, storageClass, accessMode }) =>
            createVolumeAction({ space: space.id, name, size: toQuantity(size), storageClass, accessMode, launchId })
          }
          draft={{ userId: userUid, formId: `create-volume ${space.id}`, fields: Object.keys(first) }}
          onBusyChange={onBusyChange}
          onDone={(result) => {
            writes.take(result)
            const { value } = result
            showToast({
              title: t('done', { name: getVolumeLabel(value) }),
              description: value.phase === 'pending-first-use' ? t('doneText') : undefined,
            })
            onClose()
          }}
        >
          <CreateVolumeContent kind={space.kind} classes={classes} quota={quota} onCancel={onClose} />
        </ActionForm>
      )}
    </FormDialog>
  )
}

interface CreateVolumeContentProps {
  kind: SpaceSummary['kind']
  classes: readonly StorageClass[]
  quota: QuotaView
  onCancel: () => void
}

function CreateVolumeContent({ kind, classes, quota, onCancel }: CreateVolumeContentProps) {
  const t = useTranslations('storagePage.createForm')
  const [size, className] = useWatch<CreateVolumeValues, ['size', 'storageClass']>({ name: ['size', 'storageClass'] })
  const sizeBytes = toSizeBytes(size)
  const chosen = classes.find(({ name }) => name === className)
  const problem = useSizeProblem({ sizeBytes, quota, minimumBytes: chosen?.minimumBytes })
  return (
    <>
      <div className="grid gap-x-8 gap-y-5 md:grid-cols-[minmax(0,1fr)_15rem]">
        <CreateVolumeFields kind={kind} classes={classes} chosen={chosen} quota={quota} sizeProblem={problem} />
        <aside aria-label={t('after')} className="h-fit rounded-box bg-sunken p-4 md:sticky md:top-0">
          <h3 className="mb-3 font-medium">{t('after')}</h3>
          <QuotaAfter quota={quota} change={{ storage: sizeBytes ?? 0, volumes: 1 }} />
        </aside>
      </div>
      <FormButtons onCancel={onCancel} disabledReason={problem}>
        {t('submit')}
      </FormButtons>
    </>
  )
}
