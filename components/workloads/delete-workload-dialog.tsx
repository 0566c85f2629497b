'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { ConfirmByName } from '#components/feedback/confirm-by-name.tsx'
import { Loading, Skeleton } from '#components/feedback/skeleton.tsx'
import { showToast } from '#components/feedback/toast-queue.ts'
import { deletePreviewQuery } from '#lib/workloads/queries.ts'
import type { Workload } from '#lib/workloads/schema.ts'
import { ObjectList } from './object-list.tsx'
import { useWorkloadWrites } from './use-workload-writes.ts'

interface DeleteWorkloadDialogProps {
  workload: Workload
  onClose: () => void
  /** It is on its way out. */
  onDone?: () => void
}

/** Says what goes with it and what stays, and asks for the name. */
export default function DeleteWorkloadDialog({ workload, onClose, onDone }: DeleteWorkloadDialogProps) {
  const t = useTranslations('workloadsPage.deleteForm')
  const { space, kind, name } = workload
  const writes = useWorkloadWrites()
  const { data: preview, isError } = useQuery(deletePreviewQuery(space, workload))

  const confirm = async () => {
    const result = await writes.run('delete', workload)
    if (!result.ok) return result.error
    showToast({ title: t('done', { name }) })
    onDone?.()
    return null
  }
  const objects = preview ? (
    <>
      {t('goes')}
      <ObjectList objects={preview.goes} />
    </>
  ) : isError ? (
    t('unknown')
  ) : (
    <Loading>
      <Skeleton className="h-3.5 w-4/5" />
    </Loading>
  )
  return (
    <ConfirmByName
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('title', { name })}
      name={name}
      consequences={[
        t(`ends.${kind}`),
        objects,
        ...(preview && preview.stays.length > 0
          ? [
              <>
                {t('stays')}
                <ObjectList objects={preview.stays} />
              </>,
            ]
          : []),
      ]}
      confirmLabel={t('submit', { name })}
      onConfirm={confirm}
    />
  )
}
