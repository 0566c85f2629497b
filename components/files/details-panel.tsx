'use client'

import { X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Bytes } from '#components/ui/amount.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { KeyValueList } from '#components/ui/key-value-list.tsx'
import { ExactTime } from '#components/ui/relative-time.tsx'
import { joinPath, toDisplayName } from '#lib/files/protocol/wire-path.ts'
import { toDisplayPath } from './display-path.ts'
import { getLook } from './entry-texts.ts'
import { FilePicture } from './file-picture.tsx'
import type { Browse } from './use-browse.ts'
import type { Choice } from './use-choice.ts'
import { useFolderSizes } from './use-folder-size.ts'

interface DetailsPanelProps {
  browse: Browse
  choice: Choice
  onClose: () => void
}

/** All that is known of the chosen one. */
export function DetailsPanel({ browse, choice, onClose }: DetailsPanelProps) {
  const t = useTranslations('files')
  const { single: entry, count } = choice
  const path = entry ? joinPath(browse.state.path, entry.name) : null
  return (
    <aside
      aria-label={t('details.title')}
      className="w-80 shrink-0 overflow-y-auto border-s border-line bg-surface p-4 max-md:fixed max-md:inset-x-0 max-md:bottom-0 max-md:z-40 max-md:max-h-[60dvh] max-md:w-full max-md:border-s-0 max-md:border-t max-md:shadow-float"
    >
      <div className="mb-3 flex items-start gap-3">
        {entry && <FilePicture look={getLook(entry)} isLarge />}
        <h2 className="min-w-0 grow font-semibold break-words">
          {entry ? toDisplayName(entry.name) : t('details.title')}
        </h2>
        <IconButton size="small" label={t('details.close')} icon={<X />} onClick={onClose} />
      </div>
      {entry && path !== null ? (
        <KeyValueList
          items={[
            { label: t('details.kind'), value: t(`kinds.${getLook(entry)}`) },
            ...(entry.sizeBytes !== null
              ? [{ label: t('details.size'), value: <Bytes value={entry.sizeBytes} /> }]
              : []),
            ...(entry.kind === 'folder'
              ? [{ label: t('details.size'), value: <FolderSize key={path} path={path} /> }]
              : []),
            { label: t('details.changed'), value: <ExactTime at={entry.changedAt} /> },
            {
              label: t('details.path'),
              value: (
                <>
                  {toDisplayPath(path)} <CopyButton text={toDisplayPath(path)} label={t('details.copyPath')} />
                </>
              ),
            },
            { label: t('details.permissions'), value: toPermissionText(entry.permissions) },
            ...(entry.linkTarget ? [{ label: t('details.target'), value: entry.linkTarget }] : []),
          ]}
        />
      ) : (
        <p className="text-quiet">{count > 1 ? t('details.many', { count }) : t('details.none')}</p>
      )}
    </aside>
  )
}

function FolderSize({ path }: { path: string }) {
  const t = useTranslations('files.details')
  const [isCounting, setIsCounting] = useState(false)
  const { lines, isDone } = useFolderSizes(isCounting ? path : null)
  if (!isCounting) {
    return (
      <Button size="small" onClick={() => setIsCounting(true)}>
        {t('count')}
      </Button>
    )
  }
  const whole = lines.get(path)
  const known =
    whole ?? sumLines([...lines.values()].filter((line) => line.kind === 'folder' || isChild(line.path, path)))
  return (
    <span aria-live="polite">
      <Bytes value={known.sizeBytes} />{' '}
      <span className="text-quiet">{isDone ? t('files', { count: known.fileCount }) : t('counting')}</span>
    </span>
  )
}

function isChild(path: string, folder: string): boolean {
  return path.lastIndexOf('/') === folder.length
}

function sumLines(lines: readonly { sizeBytes: number; fileCount: number }[]) {
  return lines.reduce(
    (sum, line) => ({ sizeBytes: sum.sizeBytes + line.sizeBytes, fileCount: sum.fileCount + line.fileCount }),
    { sizeBytes: 0, fileCount: 0 },
  )
}

/** As ls writes them: "rw-r--r--". */
function toPermissionText(permissions: number): string {
  return [6, 3, 0]
    .map((shift) => {
      const bits = (permissions >> shift) & 7
      return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${bits & 1 ? 'x' : '-'}`
    })
    .join('')
}
