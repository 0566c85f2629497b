'use client'

import { EyeOff, FolderOpen, SearchX } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { Button } from '#components/ui/button.tsx'
import type { Browse } from './use-browse.ts'
import type { FileActions } from './use-file-actions.tsx'
import type { Folder } from './use-folder.ts'

interface EmptyFolderProps {
  browse: Browse
  folder: Folder
  actions: FileActions
}

/** Nothing is in the folder, or nothing that is shown. */
export function EmptyFolder({ browse, folder, actions }: EmptyFolderProps) {
  const t = useTranslations('files.empty')
  const { filter } = browse.state
  if (filter !== '') {
    return (
      <EmptyState
        icon={<SearchX />}
        title={t('noMatch', { filter })}
        text={t('noMatchText')}
        action={
          <>
            <Button onClick={() => browse.go({ search: filter, filter: '' })}>{t('searchBelow')}</Button>
            <Button variant="ghost" onClick={() => browse.go({ filter: '' }, 'replace')}>
              {t('clear')}
            </Button>
          </>
        }
      />
    )
  }
  if (folder.hiddenCount > 0) {
    return (
      <EmptyState
        icon={<EyeOff />}
        title={t('onlyHidden')}
        text={t('onlyHiddenText', { count: folder.hiddenCount })}
        action={<Button onClick={() => browse.go({ areHiddenShown: true }, 'replace')}>{t('showHidden')}</Button>}
      />
    )
  }
  return (
    <EmptyState
      icon={<FolderOpen />}
      title={t('title')}
      text={actions.readOnlyReason ?? t('text')}
      action={
        actions.readOnlyReason === null && <Button onClick={() => actions.setMaking('folder')}>{t('newFolder')}</Button>
      }
    />
  )
}
