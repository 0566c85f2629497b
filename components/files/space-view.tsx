'use client'

import { FolderOpen, PackageOpen, RotateCw, Trash2 } from 'lucide-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Banner } from '#components/feedback/banner.tsx'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { Bytes } from '#components/ui/amount.tsx'
import { Button } from '#components/ui/button.tsx'
import { FULLNESS } from '#components/storage/volume-state.ts'
import { Card } from '#components/ui/card.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { ButtonLink, Link } from '#components/ui/link.tsx'
import { Meter } from '#components/ui/meter.tsx'
import type { SizeLine } from '#lib/files/protocol/requests.ts'
import { getLastName, getParentPath, toDisplayName } from '#lib/files/protocol/wire-path.ts'
import { routes } from '#lib/routes.ts'
import { toDisplayPath } from './display-path.ts'
import { useFilePlace } from './file-place.tsx'
import { useFileTasks } from './file-tasks.tsx'
import ForGoodDialog from './for-good-dialog.tsx'
import { trashQuery, usageQuery } from './folder-query.ts'
import { useProblemText } from './preview/use-problem-text.ts'
import { SideView } from './side-view.tsx'
import type { Browse } from './use-browse.ts'
import { useFolderSizes } from './use-folder-size.ts'

const SHOWN = 20
/** The file server's own, which nobody opens or deletes; the trash has a button. */
const OWN = new Set(['.moorage', '.trash'])

/** What takes the room, and every way to get some back; works where not a byte is free. */
export default function SpaceView({ browse, canGrow }: { browse: Browse; canGrow: boolean }) {
  const t = useTranslations('files.space')
  const place = useFilePlace()
  const tasks = useFileTasks()
  const toText = useProblemText()
  const { data: usage } = useQuery(usageQuery(place))
  const { data: trash } = useQuery(trashQuery(place))
  const [round, setRound] = useState(0)
  const { path } = browse.state
  const { lines, isDone, problem } = useFolderSizes(path, round)
  const [asking, setAsking] = useState<SizeLine | 'trash' | null>(null)
  const readOnly = place.mode === 'ro' ? t('readOnly') : null
  const all = [...lines.values()].filter((line) => line.path !== path && line.sizeBytes > 0 && !OWN.has(line.path))
  const isHere = (line: SizeLine) => getParentPath(line.path) === path
  const here = sortLargest(all.filter((line) => line.kind === 'folder' && isHere(line)))
  const files = sortLargest(all.filter((line) => line.kind === 'file'))
  const trashCount = trash?.total ?? 0
  const confirm = async (what: SizeLine | 'trash') => {
    await (what === 'trash' ? tasks.emptyTrash() : tasks.removeForGood([what.path]))
    setRound((before) => before + 1)
  }
  return (
    <SideView
      browse={browse}
      messages="files.space"
      actions={
        <Button icon={<RotateCw />} isBusy={!isDone && problem === null} onClick={() => setRound(round + 1)}>
          {t('again')}
        </Button>
      }
    >
      <div className="grid gap-6">
        {problem !== null && (
          <Banner tone="danger" role="alert">
            {toText(problem).message}
          </Banner>
        )}
        <div className="grid gap-6 lg:grid-cols-2">
          <Card>
            {usage && (
              <Meter
                label={t('used')}
                used={usage.usedBytes}
                limit={usage.usedBytes + usage.freeBytes}
                unit="bytes"
                highShare={FULLNESS.high}
              />
            )}
          </Card>
          <Card>
            <div className="flex flex-wrap gap-2">
              <Button
                icon={<Trash2 />}
                disabledReason={readOnly ?? (trashCount === 0 ? t('trashEmpty') : null)}
                onClick={() => setAsking('trash')}
              >
                {t('emptyTrash', { count: trashCount })}
              </Button>
              {canGrow && (
                <ButtonLink href={routes.storage(place.space, { volume: place.volume })} icon={<PackageOpen />}>
                  {t('grow')}
                </ButtonLink>
              )}
            </div>
            <p className="mt-2 text-table text-quiet">{t('waysText')}</p>
          </Card>
        </div>
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <SizeList
            title={path === '' ? t('folders') : t('foldersIn', { folder: toDisplayPath(path) })}
            lines={here}
            browse={browse}
            isDone={isDone}
            readOnly={readOnly}
            onDelete={setAsking}
          />
          <SizeList
            title={t('files')}
            lines={files}
            browse={browse}
            isDone={isDone}
            readOnly={readOnly}
            onDelete={setAsking}
          />
        </div>
      </div>
      {asking && (
        <ForGoodDialog
          count={asking === 'trash' ? trashCount : 1}
          name={asking === 'trash' ? null : toDisplayName(getLastName(asking.path))}
          onClose={() => setAsking(null)}
          onConfirm={() => void confirm(asking)}
        />
      )}
    </SideView>
  )
}

function sortLargest(lines: SizeLine[]): SizeLine[] {
  return lines.toSorted((a, b) => b.sizeBytes - a.sizeBytes).slice(0, SHOWN)
}

interface SizeListProps {
  title: string
  lines: SizeLine[]
  browse: Browse
  isDone: boolean
  readOnly: string | null
  onDelete: (line: SizeLine) => void
}

function SizeList({ title, lines, browse, isDone, readOnly, onDelete }: SizeListProps) {
  const t = useTranslations('files.space')
  const largest = lines[0]?.sizeBytes ?? 0
  return (
    <Card title={title} isFlush>
      {lines.length === 0 ? (
        isDone ? (
          <EmptyState icon={<FolderOpen />} title={t('nothing')} />
        ) : (
          <p className="px-5 py-6 text-quiet">{t('counting')}</p>
        )
      ) : (
        <ul className="divide-y divide-line border-t border-line">
          {lines.map((line) => {
            const isFolder = line.kind === 'folder'
            const name = toDisplayName(getLastName(line.path))
            const href = isFolder
              ? browse.getHref({ path: line.path, show: 'space' })
              : browse.getHref({ path: getParentPath(line.path), show: 'files', marked: getLastName(line.path) })
            return (
              <li key={line.path} className="grid grid-cols-[minmax(0,1fr)_auto_auto] items-center gap-x-4 px-5 py-2">
                <div className="min-w-0">
                  <Link variant="quiet" href={href} className="block truncate">
                    {name}
                  </Link>
                  <span className="block truncate text-table text-quiet">
                    {isFolder ? t('fileCount', { count: line.fileCount }) : toDisplayPath(getParentPath(line.path))}
                  </span>
                </div>
                <div className="w-28 text-end text-table">
                  <Bytes value={line.sizeBytes} />
                  <Meter label={name} used={line.sizeBytes} limit={Math.max(1, largest * 1.4)} unit="bytes" isBare />
                </div>
                <IconButton
                  size="small"
                  label={t('delete', { name })}
                  icon={<Trash2 />}
                  disabledReason={readOnly}
                  onClick={() => onDelete(line)}
                />
              </li>
            )
          })}
        </ul>
      )}
    </Card>
  )
}
