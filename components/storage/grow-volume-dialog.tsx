'use client'

import { useLocale, useTranslations } from 'next-intl'
import { useState } from 'react'
import { useWatch } from 'react-hook-form'
import { z } from 'zod'
import { showToast } from '#components/feedback/toast-queue.ts'
import { ActionForm } from '#components/form/action-form.tsx'
import { FormButtons, FormDialog } from '#components/form/form-dialog.tsx'
import { FormField } from '#components/form/form-field.tsx'
import { SizePicker } from '#components/ui/size-picker.tsx'
import { formatBytes } from '#lib/format.ts'
import type { QuotaView } from '#lib/quota/schema.ts'
import { growVolumeAction } from '#lib/storage/actions.ts'
import type { Volume } from '#lib/storage/schema.ts'
import { getStorageLeft, QuotaAfter } from './quota-after.tsx'
import { GIB, type SizeGiB, sizeGiBSchema, toQuantity, toSizeBytes } from './size-schema.ts'
import { SizeProblem } from './size-problem.tsx'
import { useSizeProblem } from './use-size-problem.ts'
import { useVolumeWrites } from './use-volume-writes.ts'
import { getVolumeLabel } from './volume-state.ts'

interface GrowVolumeValues {
  size: SizeGiB
}

const schema: z.ZodType<unknown, GrowVolumeValues> = z.object({ size: sizeGiBSchema })

interface GrowVolumeDialogProps {
  volume: Volume
  quota: QuotaView
  onClose: () => void
}

export default function GrowVolumeDialog({ volume, quota, onClose }: GrowVolumeDialogProps) {
  const t = useTranslations('storagePage.growForm')
  const locale = useLocale()
  const writes = useVolumeWrites(volume.space)
  // The size that it had when the form was opened: what is shown while it is sent is the new one already.
  const [presentBytes] = useState(volume.requestedBytes)

  const grow = async ({ size }: GrowVolumeValues) => {
    const { space, name, uid } = volume
    const wanted = { phase: 'growing', requestedBytes: toSizeBytes(size) ?? presentBytes, waitsForUse: false } as const
    const takeBack = writes.expect(volume, wanted)
    const result = await growVolumeAction({ space, name, uid, size: toQuantity(size) })
    if (!result.ok) takeBack()
    return result
  }
  return (
    <FormDialog title={t('title', { name: getVolumeLabel(volume) })} onClose={onClose}>
      {(onBusyChange) => (
        <ActionForm
          schema={schema}
          defaultValues={{ size: Math.ceil(presentBytes / GIB) }}
          action={grow}
          onBusyChange={onBusyChange}
          onDone={(result) => {
            writes.take(result)
            const size = formatBytes(result.value.requestedBytes, locale)
            showToast({ title: t('started', { name: getVolumeLabel(volume), size }) })
            onClose()
          }}
        >
          <GrowVolumeContent presentBytes={presentBytes} quota={quota} onCancel={onClose} />
        </ActionForm>
      )}
    </FormDialog>
  )
}

interface GrowVolumeContentProps {
  presentBytes: number
  quota: QuotaView
  onCancel: () => void
}

function GrowVolumeContent({ presentBytes, quota, onCancel }: GrowVolumeContentProps) {
  const t = useTranslations('storagePage.growForm')
  const locale = useLocale()
  const sizeBytes = toSizeBytes(useWatch<GrowVolumeValues, 'size'>({ name: 'size' }))
  const problem = useSizeProblem({ sizeBytes, quota, presentBytes })
  const presentGiB = Math.ceil(presentBytes / GIB)
  const leftBytes = getStorageLeft(quota)
  const maxGiB = leftBytes === null ? presentGiB * 4 : Math.floor((presentBytes + leftBytes) / GIB)
  const size = formatBytes(presentBytes, locale)
  return (
    <>
      <FormField
        name="size"
        label={t('size')}
        description={t('sizeText', { size, left: leftBytes === null ? '∞' : formatBytes(leftBytes, locale) })}
      >
        {({ ref: _, ...control }) => <SizePicker {...control} label={t('size')} min={presentGiB} max={maxGiB} />}
      </FormField>
      {/* As it stands at first it is no mistake yet. */}
      <SizeProblem text={sizeBytes === presentBytes ? null : problem} />
      <QuotaAfter quota={quota} change={{ storage: Math.max(0, (sizeBytes ?? presentBytes) - presentBytes) }} />
      <FormButtons onCancel={onCancel} disabledReason={problem}>
        {problem || sizeBytes === null ? t('submitPlain') : t('submit', { size: formatBytes(sizeBytes, locale) })}
      </FormButtons>
    </>
  )
}
