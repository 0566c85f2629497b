import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Entry } from '#lib/files/protocol/entries.ts'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import type { FileClient } from '../file-client.ts'
import { useFilePlace } from '../file-place.tsx'

export interface FileContent {
  bytes: Uint8Array<ArrayBuffer>
  /** More is in the file. */
  isPart: boolean
  /** Without quotes; null when nobody said which version this is. */
  etag: string | null
}

interface ReadOptions {
  path: string
  /** At most so much from its beginning. */
  limitBytes: number
  /** Of the file, as far as it is known. */
  sizeBytes: number
  signal?: AbortSignal
}

const KEPT_MS = 60_000

/** A file, or its beginning. */
export async function readContent(client: FileClient, options: ReadOptions): Promise<FileContent> {
  const { path, limitBytes, sizeBytes, signal } = options
  const isPart = sizeBytes > limitBytes
  const headers = isPart ? { range: `bytes=0-${limitBytes - 1}` } : undefined
  const response = await client.call(fileRoutes.content(), { query: { path }, headers, signal })
  const bytes = new Uint8Array(await response.arrayBuffer())
  const etag = response.headers.get('etag')?.replaceAll('"', '') ?? null
  return { bytes, isPart: response.status === 206 && isPart, etag }
}

/** What is in a file, read once for each version of it. */
export function useContent({ path, entry, limitBytes }: { path: string; entry: Entry; limitBytes: number }) {
  const { client, volumeUid } = useFilePlace()
  const sizeBytes = entry.sizeBytes ?? 0
  return useQuery({
    queryKey: ['file-content', volumeUid, path, entry.etag, limitBytes],
    queryFn: ({ signal }) => readContent(client, { path, limitBytes, sizeBytes, signal }),
    gcTime: KEPT_MS,
    // A newer version replaces the one that is shown when it is there.
    placeholderData: keepPreviousData,
    retry: 1,
  })
}
