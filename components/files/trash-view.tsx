'use client'

import { useQuery } from '@tanstack/react-query'
import { RotateCcw, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { DataTable } from '#components/data-table/data-table.tsx'
import type { TableColumn } from '#components/data-table/table-column.ts'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { ErrorState } from '#components/feedback/error-state.tsx'
import { Bytes } from '#components/ui/amount.tsx'
import { Button } from '#components/ui/button.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { TrashItem } from '#lib/files/protocol/entries.ts'
import { getLastName, getParentPath, toDisplayName } from '#lib/files/protocol/wire-path.ts'
import { toDisplayPath } from './display-path.ts'
import { getLook } from './entry-texts.ts'
import { FilePicture } from './file-picture.tsx'
import { useFilePlace } from './file-place.tsx'
import { useFileTasks } from './file-tasks.tsx'
import ForGoodDialog from './for-good-dialog.tsx'
import { trashQuery } from './folder-query.ts'
import { useProblemText } from './preview/use-problem-text.ts'
import { SideView } from './side-view.tsx'
import type { Browse } from './use-browse.ts'

/** What was deleted and can be had again. */
export default function TrashView({ browse }: { browse: Browse }) {
  const t = useTranslations('files.trash')
  const place = useFilePlace()
  const tasks = useFileTasks()
  const toText = useProblemText()
  const { data, error, isPending, refetch } = useQuery(trashQuery(place))
  // All of it, or one.
  const [asking, setAsking] = useState<TrashItem | 'all' | null>(null)
  const items = data?.items ?? []
  const readOnly = place.mode === 'ro' ? t('readOnly') : null
  const columns = useMemo<TableColumn<TrashItem>[]>(
    () => [
      {
        id: 'name',
        header: t('name'),
        value: ({ from }) => toDisplayName(getLastName(from)),
        cell: ({ from, kind }) => (
          <span className="inline-flex max-w-full items-center gap-2">
            <FilePicture look={getLook({ kind, name: getLastName(from) })} />
            <span className="truncate">{toDisplayName(getLastName(from))}</span>
          </span>
        ),
      },
      { id: 'from', header: t('from'), value: ({ from }) => toDisplayPath(getParentPath(from)) },
      {
        id: 'size',
        header: t('size'),
        align: 'end',
        width: 'w-28',
        value: ({ sizeBytes }) => sizeBytes,
        cell: ({ sizeBytes }) => (sizeBytes === null ? null : <Bytes value={sizeBytes} />),
      },
      {
        id: 'deleted',
        header: t('deleted'),
        width: 'w-44',
        value: ({ deletedAt }) => deletedAt,
        cell: ({ deletedAt }) => <RelativeTime at={deletedAt} />,
      },
    ],
    [t],
  )
  return (
    <SideView
      browse={browse}
      messages="files.trash"
      actions={
        <Button
          icon={<Trash2 />}
          disabledReason={readOnly ?? (items.length === 0 ? t('isEmpty') : null)}
          onClick={() => setAsking('all')}
        >
          {t('empty')}
        </Button>
      }
    >
      <DataTable
        label={t('label')}
        prefix="trash"
        columns={columns}
        rows={items}
        getRowId={({ id }) => id}
        isLoading={isPending}
        pageSize="all"
        problem={
          error ? (
            <ErrorState
              message={toText(error).message}
              raw={toText(error).raw ?? undefined}
              action={<Button onClick={() => void refetch()}>{t('retry')}</Button>}
            />
          ) : undefined
        }
        empty={<EmptyState icon={<Trash2 />} title={t('nothing')} text={t('nothingText')} />}
        getRowActions={(item) => [
          {
            kind: 'action',
            id: 'restore',
            label: t('restore'),
            icon: <RotateCcw />,
            disabledReason: readOnly,
            onSelect: () => void tasks.restore([item.id]),
          },
          {
            kind: 'action',
            id: 'for-good',
            label: t('deleteForGood'),
            icon: <Trash2 />,
            tone: 'danger',
            disabledReason: readOnly,
            onSelect: () => setAsking(item),
          },
        ]}
      />
      {asking && (
        <ForGoodDialog
          count={asking === 'all' ? items.length : 1}
          name={asking === 'all' ? null : toDisplayName(getLastName(asking.from))}
          onClose={() => setAsking(null)}
          onConfirm={() => void tasks.emptyTrash(asking === 'all' ? undefined : [asking.id])}
        />
      )}
    </SideView>
  )
}
