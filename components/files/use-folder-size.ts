'use client'

import { useEffect, useState } from 'react'
import { useFilePlace } from './file-place.tsx'
import type { SizeLine } from '#lib/files/protocol/requests.ts'

export interface FolderSizes {
  lines: ReadonlyMap<string, SizeLine>
  isDone: boolean
  problem: unknown
}

const NOTHING: FolderSizes = { lines: new Map(), isDone: false, problem: null }
/** More than one is drawn at once. */
const TELL_MS = 200

/** Counts what is in a folder while somebody looks; null: counts nothing. `round` counts again. */
export function useFolderSizes(path: string | null, round = 0): FolderSizes {
  const { client } = useFilePlace()
  const [state, setState] = useState<FolderSizes & { of: string | null }>({ ...NOTHING, of: null })
  useEffect(() => {
    if (path === null) return
    const closing = new AbortController()
    const { signal } = closing
    const lines = new Map<string, SizeLine>()
    let toldAtMs = 0
    const tell = (part: Partial<FolderSizes> = {}) =>
      setState({ lines: new Map(lines), isDone: false, problem: null, of: path, ...part })
    const count = async () => {
      for await (const line of client.sizes(path, { signal })) {
        lines.set(line.path, line)
        if (Date.now() - toldAtMs < TELL_MS) continue
        toldAtMs = Date.now()
        tell()
      }
      tell({ isDone: true })
    }
    void count().catch((problem: unknown) => {
      if (!signal.aborted) tell({ problem })
    })
    return () => closing.abort()
  }, [client, path, round])
  return state.of === path ? state : NOTHING
}
