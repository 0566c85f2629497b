'use client'

import { useMessages } from 'next-intl'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo } from 'react'
import { ZipDialogHost } from '../download/zip-dialog-host.tsx'
import { useFilePlace } from '../file-place.tsx'
import { readPicked } from './picked-items.ts'
import { changeUploadPresence } from './upload-presence.ts'

export interface Uploads {
  /**
   * Puts what was dropped, pasted or chosen into a folder (a path of the wire). Called within the event that brought it.
   * Resolves when all of it has been looked through, not when it is sent.
   */
  addFiles: (source: DataTransfer | Iterable<File>, targetPath: string) => Promise<void>
}

const loadRegistry = () => import('./upload-registry.ts')
const UploadContext = createContext<Uploads | null>(null)

/**
 * Around the pages of one volume, inside FilePlaceProvider: uploads go on while people move between folders and pages,
 * and what is to be downloaded as a zip is asked about.
 */
export function UploadProvider({ children }: { children: ReactNode }) {
  const place = useFilePlace()
  const messages = useMessages()
  useEffect(() => changeUploadPresence(() => ({ messages })), [messages])
  useEffect(() => {
    let leave = () => {}
    let isLeft = false
    // When the code does not come, there are no uploads to show either; the first drop asks for it again.
    void loadRegistry()
      .then(({ enterPage }) => {
        if (!isLeft) leave = enterPage(place)
      })
      .catch(() => {})
    return () => {
      isLeft = true
      leave()
    }
  }, [place])
  const addFiles = useCallback(
    async (source: DataTransfer | Iterable<File>, targetPath: string) => {
      const reading = readPicked(source)
      changeUploadPresence(({ readingCount }) => ({ readingCount: readingCount + 1 }))
      try {
        const [{ openQueue }, picked] = await Promise.all([loadRegistry(), reading])
        const queue = openQueue(place)
        // What an earlier visit left is known first, so that dropping the same again goes on with it.
        await queue.restore()
        queue.add(picked, targetPath)
      } finally {
        changeUploadPresence(({ readingCount }) => ({ readingCount: readingCount - 1 }))
      }
    },
    [place],
  )
  const uploads = useMemo(() => ({ addFiles }), [addFiles])
  return (
    <UploadContext value={uploads}>
      {children}
      <ZipDialogHost />
    </UploadContext>
  )
}

export function useUploads(): Uploads {
  const uploads = useContext(UploadContext)
  if (!uploads) throw new TypeError('Uploads need an UploadProvider around them')
  return uploads
}
