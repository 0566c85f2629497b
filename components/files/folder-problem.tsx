'use client'

import { useTranslations } from 'next-intl'
import { ErrorState } from '#components/feedback/error-state.tsx'
import { Button } from '#components/ui/button.tsx'
import { useProblemText } from './preview/use-problem-text.ts'
import type { Folder } from './use-folder.ts'

/** In place of a folder that could not be read. */
export function FolderProblem({ folder, onRoot }: { folder: Folder; onRoot: () => void }) {
  const t = useTranslations('files.folderProblem')
  const toText = useProblemText()
  if (!folder.problem) return null
  const { message, raw, requestId } = toText(folder.problem)
  return (
    <div className="grow">
      <ErrorState
        title={t('title')}
        message={message}
        raw={raw ?? undefined}
        requestId={requestId ?? undefined}
        action={
          <>
            <Button onClick={folder.refetch}>{t('retry')}</Button>
            <Button variant="ghost" onClick={onRoot}>
              {t('root')}
            </Button>
          </>
        }
      />
    </div>
  )
}
