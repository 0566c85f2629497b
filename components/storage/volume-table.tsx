'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useMemo } from 'react'
import { DataTable } from '#components/data-table/data-table.tsx'
import type { TableColumn } from '#components/data-table/table-column.ts'
import type { MenuEntry } from '#components/ui/menu.tsx'
import { StateDot } from '#components/ui/state-dot.tsx'
import type { Volume } from '#lib/storage/schema.ts'
import { useAccessModeTexts } from './use-access-mode-texts.ts'
import { VolumeName } from './volume-name.tsx'
import { VolumeSize } from './volume-size.tsx'
import { getUsedShare, getVolumeLabel, getVolumeState } from './volume-state.ts'
import { VolumeUsed } from './volume-used.tsx'
import { VolumeUsers } from './volume-users.tsx'

interface VolumeTableProps {
  volumes: readonly Volume[]
  getActions: (volume: Volume) => MenuEntry[]
  empty: ReactNode
}

export function VolumeTable({ volumes, getActions, empty }: VolumeTableProps) {
  const t = useTranslations('storagePage')
  const { getLabel } = useAccessModeTexts()
  const columns = useMemo<TableColumn<Volume>[]>(
    () => [
      {
        id: 'name',
        header: t('columns.name'),
        value: getVolumeLabel,
        cell: (volume) => <VolumeName volume={volume} />,
      },
      {
        id: 'state',
        width: 'w-44',
        header: t('columns.state'),
        value: ({ phase }) => t(`phases.${phase}`),
        cell: (volume) => <StateDot state={getVolumeState(volume)} label={t(`phases.${volume.phase}`)} />,
      },
      {
        id: 'used',
        // Wide enough for every age of the number: columns do not move while it grows.
        width: 'w-72',
        header: t('columns.used'),
        value: getUsedShare,
        cell: (volume) => <VolumeUsed volume={volume} />,
      },
      {
        id: 'size',
        width: 'w-36',
        header: t('columns.size'),
        align: 'end',
        value: ({ requestedBytes }) => requestedBytes,
        cell: (volume) => <VolumeSize volume={volume} />,
      },
      { id: 'class', header: t('columns.class'), value: ({ storageClass }) => storageClass || t('noClass') },
      {
        id: 'access',
        header: t('columns.access'),
        value: ({ accessModes }) => accessModes.map(getLabel).join(', '),
        isHiddenOnPhone: true,
      },
      {
        id: 'users',
        header: t('columns.users'),
        value: ({ mountedBy }) => mountedBy.map(({ pod, workload }) => workload ?? pod).join(' '),
        cell: (volume) => <VolumeUsers space={volume.space} mountedBy={volume.mountedBy} />,
      },
    ],
    [t, getLabel],
  )
  return (
    <DataTable
      label={t('listLabel')}
      columns={columns}
      rows={volumes}
      getRowId={({ uid }) => uid}
      getRowActions={getActions}
      empty={empty}
    />
  )
}
