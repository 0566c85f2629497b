'use client'

import { SearchX } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useMemo, useState } from 'react'
import { DataTable } from '#components/data-table/data-table.tsx'
import type { TableColumn } from '#components/data-table/table-column.ts'
import { Banner } from '#components/feedback/banner.tsx'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { Bytes } from '#components/ui/amount.tsx'
import { Button } from '#components/ui/button.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { getLastName, getParentPath, toDisplayName } from '#lib/files/protocol/wire-path.ts'
import { toDisplayPath } from './display-path.ts'
import { getLook } from './entry-texts.ts'
import type { SearchLine } from './file-client.ts'
import { useFilePlace } from './file-place.tsx'
import { FilePicture } from './file-picture.tsx'
import { useProblemText } from './preview/use-problem-text.ts'
import type { Browse } from './use-browse.ts'

const TELL_MS = 150
const FOUND_MAX = 5000

/** What has the text in its name, here and below, as it is found. */
export function SearchView({ browse }: { browse: Browse }) {
  const t = useTranslations('files.search')
  const { client } = useFilePlace()
  const toText = useProblemText()
  const { path, search, areHiddenShown } = browse.state
  const [found, setFound] = useState<{ lines: SearchLine[]; isDone: boolean; problem: unknown }>({
    lines: [],
    isDone: false,
    problem: null,
  })
  useEffect(() => {
    const closing = new AbortController()
    const { signal } = closing
    const lines: SearchLine[] = []
    let toldAtMs = 0
    const run = async () => {
      for await (const line of client.search({ path, text: search, hidden: areHiddenShown ? '1' : '0' }, { signal })) {
        lines.push(line)
        if (lines.length >= FOUND_MAX) break
        if (Date.now() - toldAtMs < TELL_MS) continue
        toldAtMs = Date.now()
        setFound({ lines: [...lines], isDone: false, problem: null })
      }
      setFound({ lines: [...lines], isDone: true, problem: null })
    }
    void run().catch((problem: unknown) => {
      if (!signal.aborted) setFound({ lines: [...lines], isDone: true, problem })
    })
    return () => closing.abort()
  }, [client, path, search, areHiddenShown])

  const columns = useMemo<TableColumn<SearchLine>[]>(
    () => [
      {
        id: 'name',
        header: t('name'),
        value: (line) => toDisplayName(getLastName(line.path)),
        cell: (line) => (
          <span className="inline-flex max-w-full items-center gap-2">
            <FilePicture
              look={getLook({ kind: line.kind === 'folder' ? 'folder' : 'file', name: getLastName(line.path) })}
            />
            <span className="truncate">{toDisplayName(getLastName(line.path))}</span>
          </span>
        ),
      },
      { id: 'folder', header: t('folder'), value: (line) => toDisplayPath(getParentPath(line.path)) },
      {
        id: 'size',
        header: t('size'),
        align: 'end',
        width: 'w-28',
        value: (line) => line.sizeBytes,
        cell: (line) => (line.sizeBytes === null ? null : <Bytes value={line.sizeBytes} />),
      },
      {
        id: 'changed',
        header: t('changed'),
        width: 'w-40',
        value: (line) => line.changedAt,
        cell: (line) => <RelativeTime at={line.changedAt} />,
      },
    ],
    [t],
  )
  return (
    <div className="min-h-0 grow overflow-y-auto p-4">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <output aria-live="polite">
          {found.isDone
            ? t('found', { count: found.lines.length, text: search })
            : t('searching', { count: found.lines.length, text: search })}
        </output>
        <Button size="small" onClick={() => browse.go({ search: '' })}>
          {t('end')}
        </Button>
      </div>
      {found.problem !== null && (
        <div className="mb-3">
          <Banner tone="danger" role="alert">
            {toText(found.problem).message}
          </Banner>
        </div>
      )}
      <DataTable
        label={t('label')}
        prefix="found"
        columns={columns}
        rows={found.lines}
        getRowId={(line) => line.path}
        getRowHref={(line) =>
          browse.getHref({
            search: '',
            path: line.kind === 'folder' ? line.path : getParentPath(line.path),
            marked: line.kind === 'folder' ? null : getLastName(line.path),
          })
        }
        pageSize="all"
        isLoading={!found.isDone && found.lines.length === 0}
        empty={<EmptyState icon={<SearchX />} title={t('none', { text: search })} text={t('noneText')} />}
      />
    </div>
  )
}
