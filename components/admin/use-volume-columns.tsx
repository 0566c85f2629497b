'use client'

import { useTranslations } from 'next-intl'
import type { TableColumn } from '#components/data-table/table-column.ts'
import { getUsedShare, getVolumeLabel, getVolumeState } from '#components/storage/volume-state.ts'
import { VolumeUsed } from '#components/storage/volume-used.tsx'
import { VolumeUsers } from '#components/storage/volume-users.tsx'
import { Bytes } from '#components/ui/amount.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { StateDot } from '#components/ui/state-dot.tsx'
import type { VolumeSort } from '#lib/maintenance/schema.ts'
import type { Volume } from '#lib/storage/schema.ts'

/** Those that the server sorts by have the names that it knows. */
export function useVolumeColumns(): TableColumn<Volume>[] {
  const t = useTranslations('admin.volumes')
  const words = useTranslations('storagePage')
  const sorted = (id: VolumeSort, column: Omit<TableColumn<Volume>, 'id' | 'isSortable'>): TableColumn<Volume> => ({
    id,
    ...column,
  })
  return [
    sorted('name', {
      header: t('columns.name'),
      value: getVolumeLabel,
      cell: (volume) => <span className="inline-block max-w-64 truncate align-bottom">{getVolumeLabel(volume)}</span>,
    }),
    sorted('space', {
      header: t('columns.space'),
      value: ({ space }) => space,
      isMono: true,
    }),
    {
      id: 'state',
      isSortable: false,
      header: t('columns.state'),
      value: ({ phase }) => words(`phases.${phase}`),
      cell: (volume) => <StateDot state={getVolumeState(volume)} label={words(`phases.${volume.phase}`)} />,
    },
    sorted('share', {
      header: t('columns.share'),
      value: getUsedShare,
      cell: (volume) => <VolumeUsed volume={volume} />,
    }),
    sorted('used', {
      header: t('columns.used'),
      align: 'end',
      isHiddenAtFirst: true,
      value: ({ usedBytes }) => usedBytes,
      cell: ({ usedBytes }) =>
        usedBytes === null ? <span className="text-quiet">–</span> : <Bytes value={usedBytes} />,
    }),
    sorted('size', {
      header: t('columns.size'),
      align: 'end',
      value: ({ capacityBytes, requestedBytes }) => capacityBytes ?? requestedBytes,
      cell: ({ capacityBytes, requestedBytes }) => <Bytes value={capacityBytes ?? requestedBytes} />,
    }),
    {
      id: 'class',
      isSortable: false,
      header: t('columns.class'),
      value: ({ storageClass }) => storageClass || words('noClass'),
    },
    {
      id: 'users',
      isSortable: false,
      header: t('columns.users'),
      value: ({ mountedBy }) => mountedBy.map(({ pod, workload }) => workload ?? pod).join(' '),
      cell: ({ space, mountedBy }) => <VolumeUsers space={space} mountedBy={mountedBy} />,
    },
    sorted('created', {
      header: t('columns.created'),
      isHiddenAtFirst: true,
      value: ({ createdAt }) => createdAt,
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    }),
  ]
}
