'use client'

import { FolderOpen, Info, Maximize2, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { MenuEntry } from '#components/ui/menu.tsx'
import { routes } from '#lib/routes.ts'
import type { Volume } from '#lib/storage/schema.ts'
import type { VolumeTask } from './storage-board.tsx'
import type { StorageRights } from './storage-rights.ts'
import { getVolumeLabel } from './volume-state.ts'

interface VolumeActionsInput {
  rights: StorageRights
  onOpen: (volume: Volume) => void
  onTask: (task: VolumeTask) => void
}

/** What the menu of a volume offers; what cannot be done now says why. */
export function useVolumeActions({ rights, onOpen, onTask }: VolumeActionsInput): (volume: Volume) => MenuEntry[] {
  const t = useTranslations('storagePage')
  const getGrowProblem = useGrowProblem()
  return (volume) => [
    ...(rights.canReadFiles
      ? [
          {
            kind: 'link' as const,
            id: 'files',
            label: t('details.files'),
            icon: <FolderOpen />,
            href: routes.files(volume.space, volume.name),
          },
        ]
      : []),
    { kind: 'action', id: 'open', label: t('details.facts'), icon: <Info />, onSelect: () => onOpen(volume) },
    ...(rights.canGrow
      ? [
          {
            kind: 'action' as const,
            id: 'grow',
            label: t('details.grow'),
            icon: <Maximize2 />,
            disabledReason: getGrowProblem(volume),
            onSelect: () => onTask({ kind: 'grow', volume }),
          },
        ]
      : []),
    ...(rights.canDelete
      ? [
          { kind: 'separator' as const, id: 'end' },
          {
            kind: 'action' as const,
            id: 'delete',
            tone: 'danger' as const,
            label: t('details.delete', { name: getVolumeLabel(volume) }),
            icon: <Trash2 />,
            onSelect: () => onTask({ kind: 'delete', volume }),
          },
        ]
      : []),
  ]
}

/** Why a volume cannot grow now; null when it can. */
export function useGrowProblem(): (volume: Volume) => string | null {
  const t = useTranslations('storagePage.growForm')
  return ({ canGrow, phase, storageClass }) => {
    if (canGrow) return null
    if (phase === 'pending' || phase === 'pending-first-use') return t('cannotPending')
    return phase === 'bound' ? t('cannotClass', { class: storageClass }) : t('cannot')
  }
}
