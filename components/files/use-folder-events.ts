'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useFilePlace } from './file-place.tsx'
import { toFilesKey } from './folder-query.ts'
import { isAbort } from './read-lines.ts'

const RETRY_MS = 2000
const GATHER_MS = 250
/** A tab that nobody looks at lets its file server end. */
const HIDDEN_MS = 5 * 60_000

/** Reads a folder again when somebody else, or a pod, changes it, for as long as it is on the screen. */
export function useFolderEvents(path: string): void {
  const { client, keeper, volumeUid } = useFilePlace()
  const queries = useQueryClient()
  useEffect(() => {
    const closing = new AbortController()
    let connection = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    let hiddenTimer: ReturnType<typeof setTimeout> | undefined
    const readSoon = () => {
      // A burst of changes is read once.
      timer ??= setTimeout(() => {
        timer = undefined
        void queries.invalidateQueries({ queryKey: toFilesKey(volumeUid, 'list', path) })
        void queries.invalidateQueries({ queryKey: toFilesKey(volumeUid, 'usage') })
      }, GATHER_MS)
    }
    const follow = async () => {
      let isFirst = true
      while (!closing.signal.aborted) {
        if (document.visibilityState === 'hidden') await untilVisible(closing.signal)
        connection = new AbortController()
        try {
          const signal = AbortSignal.any([closing.signal, connection.signal])
          for await (const event of client.events([path], { signal })) {
            // What happened between two connections, nobody has told.
            if (event !== 'open' || !isFirst) readSoon()
            isFirst = false
          }
        } catch (error) {
          if (closing.signal.aborted) return
          if (!isAbort(error)) keeper.doubt()
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      }
    }
    const onVisibility = () => {
      clearTimeout(hiddenTimer)
      if (document.visibilityState === 'hidden') hiddenTimer = setTimeout(() => connection.abort(), HIDDEN_MS)
    }
    document.addEventListener('visibilitychange', onVisibility)
    void follow()
    return () => {
      document.removeEventListener('visibilitychange', onVisibility)
      clearTimeout(timer)
      clearTimeout(hiddenTimer)
      closing.abort()
    }
  }, [client, keeper, volumeUid, queries, path])
}

function untilVisible(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      if (document.visibilityState === 'hidden' && !signal.aborted) return
      document.removeEventListener('visibilitychange', finish)
      resolve()
    }
    document.addEventListener('visibilitychange', finish)
    signal.addEventListener('abort', finish)
  })
}
