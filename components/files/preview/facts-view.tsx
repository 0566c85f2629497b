'use client'

import { Download, FileQuestion } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { Button } from '#components/ui/button.tsx'
import { KeyValueList } from '#components/ui/key-value-list.tsx'
import { ExactTime } from '#components/ui/relative-time.tsx'
import { formatBytes } from '#lib/format.ts'
import { toDisplayName } from '#lib/files/protocol/wire-path.ts'
import { useDownloads } from '../download/use-downloads.ts'
import type { PreviewViewProps } from './preview-view.ts'

/** What is known of an entry that cannot be looked into here. */
export default function FactsView({ path, entry }: PreviewViewProps) {
  const t = useTranslations('files.preview')
  const locale = useLocale()
  const { downloadFile } = useDownloads()
  const { kind, sizeBytes, changedAt, permissions, linkTarget } = entry
  const isFile = kind === 'file'
  const facts = [
    { label: t('facts.path'), value: path.split('/').map(toDisplayName).join(' / ') },
    { label: t('facts.kind'), value: t(`kinds.${kind}`) },
    ...(sizeBytes === null ? [] : [{ label: t('facts.size'), value: formatBytes(sizeBytes, locale) }]),
    { label: t('facts.changed'), value: <ExactTime at={changedAt} /> },
    { label: t('facts.permissions'), value: (permissions & 0o777).toString(8).padStart(3, '0') },
    ...(linkTarget === null ? [] : [{ label: t('facts.target'), value: linkTarget }]),
  ]
  return (
    <div className="mx-auto grid max-w-text gap-4 p-5">
      <EmptyState
        icon={<FileQuestion />}
        title={t(isFile ? 'noPreview' : 'noContent')}
        text={t(isFile ? 'noPreviewText' : 'noContentText')}
        action={
          isFile && (
            <Button icon={<Download />} onClick={() => void downloadFile(path)}>
              {t('download')}
            </Button>
          )
        }
      />
      <KeyValueList items={facts} />
    </div>
  )
}
