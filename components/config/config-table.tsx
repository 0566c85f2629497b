'use client'

import { FileCog, KeyRound } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useMemo } from 'react'
import { DataTable } from '#components/data-table/data-table.tsx'
import type { TableColumn } from '#components/data-table/table-column.ts'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { Bytes } from '#components/ui/amount.tsx'
import type { MenuEntry } from '#components/ui/menu.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { ConfigItem, ConfigKind } from '#lib/config/schema.ts'
import { ConfigName } from './config-name.tsx'
import { ConfigUsers } from './config-users.tsx'

interface ConfigTableProps {
  kind: ConfigKind
  items: readonly ConfigItem[]
  getActions: (item: ConfigItem) => MenuEntry[]
  isLoading: boolean
  problem: ReactNode
}

export function ConfigTable({ kind, items, getActions, isLoading, problem }: ConfigTableProps) {
  const t = useTranslations('config')
  const columns = useColumns(kind)
  return (
    <DataTable
      label={t(`tabs.${kind}`)}
      columns={columns}
      rows={items}
      getRowId={({ uid }) => uid}
      getRowActions={getActions}
      isLoading={isLoading}
      problem={problem}
      empty={
        <EmptyState
          icon={kind === 'secret' ? <KeyRound /> : <FileCog />}
          title={t(`empty.${kind}.title`)}
          text={t(`empty.${kind}.text`)}
        />
      }
    />
  )
}

function useColumns(kind: ConfigKind): TableColumn<ConfigItem>[] {
  const t = useTranslations('config')
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('columns.name'),
        value: ({ name }) => name,
        cell: (item) => <ConfigName item={item} />,
      },
      ...(kind === 'secret'
        ? [
            {
              id: 'type',
              header: t('columns.type'),
              width: 'w-40',
              value: ({ secretType }: ConfigItem) => t(`types.${secretType ?? 'other'}`),
            },
          ]
        : []),
      {
        id: 'entries',
        header: t('columns.entries'),
        width: 'w-28',
        align: 'end',
        value: ({ keys }) => keys.length,
        cell: ({ keys }) => <span data-tip={keys.map(({ name }) => name).join(', ') || undefined}>{keys.length}</span>,
      },
      {
        id: 'size',
        header: t('columns.size'),
        width: 'w-28',
        align: 'end',
        isHiddenOnPhone: true,
        value: ({ sizeBytes }) => sizeBytes,
        cell: ({ sizeBytes }) => <Bytes value={sizeBytes} />,
      },
      {
        id: 'users',
        header: t('columns.users'),
        value: ({ usedBy }) => usedBy.map(({ name }) => name).join(' '),
        cell: (item) => <ConfigUsers item={item} />,
      },
      {
        id: 'changed',
        header: kind === 'secret' ? t('columns.rotated') : t('columns.changed'),
        width: 'w-44',
        value: ({ changedAt, createdAt }) => Date.parse(changedAt ?? createdAt),
        cell: ({ changedAt, createdAt }) => <RelativeTime at={changedAt ?? createdAt} />,
      },
    ],
    [t, kind],
  )
}
