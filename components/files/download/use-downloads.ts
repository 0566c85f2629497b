'use client'

import { useTranslations } from 'next-intl'
import { useCallback } from 'react'
import { showToast } from '#components/feedback/toast-queue.ts'
import { createFileLink } from '#lib/files/actions.ts'
import { toDisplayName, getLastName } from '#lib/files/protocol/wire-path.ts'
import { useFilePlace } from '../file-place.tsx'
import { startDownload } from './start-download.ts'
import { setZipRequest } from './zip-requests.ts'

export interface Downloads {
  /** One file, by the browser itself. */
  downloadFile: (path: string) => Promise<void>
  /** Folders and selections, after a dialog that says how much it is; needs a ZipDialogHost on the page. */
  downloadZip: (paths: readonly string[]) => void
}

export function useDownloads(): Downloads {
  const t = useTranslations('files.download')
  const place = useFilePlace()
  const { space, volume } = place
  const downloadFile = useCallback(
    async (path: string) => {
      const result = await createFileLink({ space, volume, use: 'download', path }).catch(() => null)
      if (result?.ok) {
        startDownload(result.value.url)
        return
      }
      const title = t('failed', { name: toDisplayName(getLastName(path)) })
      showToast({ title, description: result?.error.message ?? t('noAnswer'), tone: 'danger' })
    },
    [space, volume, t],
  )
  const downloadZip = useCallback((paths: readonly string[]) => setZipRequest({ place, paths }), [place])
  return { downloadFile, downloadZip }
}
