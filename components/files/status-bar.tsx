'use client'

import { useLocale, useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { Spinner } from '#components/ui/spinner.tsx'
import { formatCount } from '#lib/format.ts'
import { useFileTasks } from './file-tasks.tsx'
import type { Browse } from './use-browse.ts'
import type { Choice } from './use-choice.ts'
import type { Folder } from './use-folder.ts'

interface StatusBarProps {
  browse: Browse
  folder: Folder
  choice: Choice
}

/** How much is here, how much of it is chosen, and what is being done. */
export function StatusBar({ browse, folder, choice }: StatusBarProps) {
  const t = useTranslations('files.status')
  const locale = useLocale()
  const { running } = useFileTasks()
  const total = folder.total ?? 0
  return (
    <footer className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-4 border-t border-line px-4 py-1 text-table text-quiet">
      <output aria-live="polite">
        {folder.total !== null && t('items', { count: total })}
        {choice.count > 0 && ` · ${t('chosen', { shown: formatCount(choice.count, locale) })}`}
      </output>
      {folder.hiddenCount > 0 && !browse.state.areHiddenShown && (
        <span className="max-sm:hidden">{t('hidden', { count: folder.hiddenCount })}</span>
      )}
      {running && (
        <span className="ms-auto flex items-center gap-2">
          <Spinner />
          <span>
            {running.label}
            {running.totalItems !== null &&
              running.totalItems > 1 &&
              ` ${t('progress', {
                done: formatCount(running.doneItems, locale),
                total: formatCount(running.totalItems, locale),
              })}`}
          </span>
          <Button size="small" variant="ghost" onClick={running.cancel}>
            {t('cancel')}
          </Button>
        </span>
      )}
    </footer>
  )
}
