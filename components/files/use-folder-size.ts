'use client'

import { useEffect, useState } from 'react'
import { useFilePlace } from './file-place.tsx'
import { FileProblemError } from './file-problem.ts'
import type { SizeLine } from '#lib/files/protocol/requests.ts'

export interface FolderSizes {
  lines: ReadonlyMap<string, SizeLine>
  isDone: boolean
  problem: unknown
}

const NOTHING: FolderSizes = { lines: new Map(), isDone: false, problem: null }
/** More than one is drawn at once. */
const TELL_MS = 200
const AGAIN_MS = 2000

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
    let timer: ReturnType<typeof setTimeout> | undefined
    const start = () =>
      void count().catch((problem: unknown) => {
        if (signal.aborted) return
        tell({ problem })
        // Of a server that is away the page says that it is asked again.
        if (isAway(problem)) timer = setTimeout(start, AGAIN_MS)
      })
    start()
    return () => {
      clearTimeout(timer)
      closing.abort()
    }
  }, [client, path, round])
  return state.of === path ? state : NOTHING
}

function isAway(problem: unknown): boolean {
  return problem instanceof FileProblemError && ['UNREACHABLE', 'NOT_READY', 'STOPPING'].includes(problem.code)
}
