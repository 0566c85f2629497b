'use client'

import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { CallError } from '#lib/http/call.ts'
import type { FileMode } from '#lib/files/protocol/tokens.ts'
import { volumesQuery } from '#lib/storage/queries.ts'
import type { Volume } from '#lib/storage/schema.ts'
import { AccessView } from './access-view.tsx'
import { FileBrowser } from './file-browser.tsx'
import { type FilePlace, FilePlaceProvider } from './file-place.tsx'
import { FileTasksProvider } from './file-tasks.tsx'
import { UploadProvider } from './upload/upload-provider.tsx'
import { UploadTray } from './upload/upload-tray.tsx'
import { useFileAccess } from './use-file-access.ts'

export interface FileBoardProps {
  volumes: Volume[]
  volume: Volume
  label: string
  mode: FileMode
  canGrow: boolean
  userUid: string
}

/** The files of one volume, from the moment its file server is asked for. */
export function FileBoard({ volumes, volume, label, mode, canGrow, userUid }: FileBoardProps) {
  const { space, name, uid } = volume
  const { access, problem, client, keeper } = useFileAccess(space, name)
  const { data: known } = useQuery({ ...volumesQuery(space), initialData: volumes })
  const place = useMemo<FilePlace>(
    () => ({ space, volume: name, volumeUid: uid, label, mode, userUid, client, keeper }),
    [space, name, uid, label, mode, userUid, client, keeper],
  )
  const latest = known.find((one) => one.uid === uid) ?? volume
  // Once files are on the screen they stay there: a server that ends and comes again is no reason to lose one's place.
  const isReady = access?.state === 'ready'
  const [wasReady, setWasReady] = useState(isReady)
  if (isReady && !wasReady) setWasReady(true)
  return (
    <FilePlaceProvider value={place}>
      <UploadProvider>
        <FileTasksProvider>
          <div data-wide className="-mx-4 -mt-6 -mb-16 flex h-[calc(100dvh-3.5rem)] min-h-96 flex-col sm:-mx-6">
            {wasReady && access?.state !== 'blocked' && !isFinal(problem) ? (
              <FileBrowser volume={latest} volumes={known} canGrow={canGrow} />
            ) : (
              <AccessView access={access} problem={problem} onRetry={keeper.doubt} onTakeOver={keeper.takeOver} />
            )}
          </div>
          <UploadTray />
        </FileTasksProvider>
      </UploadProvider>
    </FilePlaceProvider>
  )
}

function isFinal(problem: unknown): boolean {
  return problem instanceof CallError && (problem.view.code === 'NOT_FOUND' || problem.view.code === 'FORBIDDEN')
}
