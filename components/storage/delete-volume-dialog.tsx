'use client'

import { useLocale, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { ConfirmByName } from '#components/feedback/confirm-by-name.tsx'
import { showToast } from '#components/feedback/toast-queue.ts'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { formatBytes } from '#lib/format.ts'
import { rememberWrites } from '#lib/http/call.ts'
import { routes } from '#lib/routes.ts'
import { deleteVolumeAction } from '#lib/storage/actions.ts'
import type { Volume } from '#lib/storage/schema.ts'
import { useVolumeWrites } from './use-volume-writes.ts'
import { getVolumeLabel } from './volume-state.ts'

interface DeleteVolumeDialogProps {
  volume: Volume
  onClose: () => void
  onDone: () => void
}

/** Says what goes with it and who uses it, and asks for the name. */
export default function DeleteVolumeDialog({ volume, onClose, onDone }: DeleteVolumeDialogProps) {
  const t = useTranslations('storagePage.deleteForm')
  const locale = useLocale()
  const writes = useVolumeWrites(volume.space)
  const label = getVolumeLabel(volume)
  const { space, name, uid, usedBytes, usedAt, requestedBytes, isPrimary, neededBy } = volume
  // What only shows its files ends by itself.
  const mounts = volume.mountedBy.filter(({ isFileServer }) => !isFileServer)

  const consequences: ReactNode[] = [t('all')]
  if (usedBytes !== null && usedAt !== null) {
    consequences.push(
      t.rich('used', { used: formatBytes(usedBytes, locale), time: () => <RelativeTime at={usedAt} /> }),
    )
  }
  consequences.push(t('quota', { size: formatBytes(requestedBytes, locale) }))
  if (isPrimary) consequences.push(t('primary'))

  const confirm = async () => {
    const result = await deleteVolumeAction({ space, name, uid, confirmation: label, isPrimaryConfirmed: isPrimary })
    if (!result.ok) return result.error
    rememberWrites(result.writes)
    writes.expect(volume, { phase: 'deleting' })
    showToast({ title: t('done', { name: label }) })
    onDone()
    return null
  }
  return (
    <ConfirmByName
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('title', { name: label })}
      name={label}
      consequences={consequences}
      dependents={[
        ...mounts.map(({ pod, workload, workloadKind, since }) => ({
          kind: workload ? t('workload') : t('pod'),
          name: workload ?? pod,
          ...(workload && workloadKind ? { href: routes.workload(space, { kind: workloadKind, name: workload }) } : {}),
          note: since && t.rich('since', { time: () => <RelativeTime at={since} /> }),
        })),
        ...neededBy.map((user) => ({
          kind: t('workload'),
          name: user.name,
          href: routes.workload(space, user),
          note: t('needed'),
        })),
      ]}
      isBlocked={mounts.length + neededBy.length > 0}
      {...(mounts.length === 0 ? { blockedText: t('stillNeeded') } : {})}
      confirmLabel={t('submit')}
      onConfirm={confirm}
    />
  )
}
