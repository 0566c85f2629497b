import { queryOptions } from '@tanstack/react-query'
import type { Entry } from '#lib/files/protocol/entries.ts'
import type { BrowseState } from './browse-state.ts'
import type { FileClient } from './file-client.ts'
import type { FilePlace } from './file-place.tsx'
import { isPassing } from './file-problem.ts'

export const PAGE_ROWS = 200
const SCAN_ROWS = 1000
/** What nobody looks at is forgotten after this. */
const KEPT_MS = 5 * 60_000
const RETRIES_MAX = 4
const RETRY_MS = 800

/** How a folder is listed. */
export type FolderView = Pick<BrowseState, 'path' | 'sort' | 'isDescending' | 'filter' | 'areHiddenShown'>

type Place = Pick<FilePlace, 'volumeUid' | 'client'>

/** Of everything that is known of a volume's files; `part` of one kind of it. */
export function toFilesKey(volumeUid: string, ...part: string[]): readonly string[] {
  return ['files', volumeUid, ...part]
}

/** Servers end and come again; what they refused for a reason is not asked for again. */
export const FILES_RETRY = {
  gcTime: KEPT_MS,
  retry: (failures: number, error: unknown) => failures < RETRIES_MAX && isPassing(error),
  retryDelay: (failures: number) => RETRY_MS * 2 ** failures,
}

export function folderPageQuery({ volumeUid, client }: Place, view: FolderView, page: number) {
  return queryOptions({
    ...FILES_RETRY,
    queryKey: [...toFilesKey(volumeUid, 'list', view.path), toViewKey(view), page] as const,
    queryFn: ({ signal }) =>
      client.list({ ...toListQuery(view), offset: page * PAGE_ROWS, limit: PAGE_ROWS }, { signal }),
  })
}

export function usageQuery({ volumeUid, client }: Place) {
  return queryOptions({
    ...FILES_RETRY,
    queryKey: toFilesKey(volumeUid, 'usage'),
    queryFn: ({ signal }) => client.usage({ signal }),
    refetchInterval: 30_000,
  })
}

export function trashQuery({ volumeUid, client }: Place) {
  return queryOptions({
    ...FILES_RETRY,
    queryKey: toFilesKey(volumeUid, 'trash'),
    queryFn: ({ signal }) => client.trash({ signal }),
    staleTime: 0,
  })
}

/** The folders in a folder: they come first in every list. */
export function subfoldersQuery({ volumeUid, client }: Place, path: string, areHiddenShown: boolean) {
  return queryOptions({
    ...FILES_RETRY,
    queryKey: [...toFilesKey(volumeUid, 'list', path), 'folders', areHiddenShown] as const,
    queryFn: async ({ signal }) => {
      const { entries } = await client.list({ path, hidden: areHiddenShown ? '1' : '0', limit: SCAN_ROWS }, { signal })
      return entries.filter(({ kind }) => kind === 'folder').map(({ name }) => name)
    },
  })
}

function toViewKey({ sort, isDescending, filter, areHiddenShown }: FolderView): string {
  return JSON.stringify([sort, isDescending, filter, areHiddenShown])
}

function toListQuery({ path, sort, isDescending, filter, areHiddenShown }: FolderView) {
  const order = isDescending ? 'desc' : 'asc'
  return { path, sort, order, filter, hidden: areHiddenShown ? '1' : '0' } as const
}

interface ScanRange {
  from: number
  /** Not included. */
  to: number
}

/** Entry by entry with its place, in large pages; for what no page on the screen knows. */
export async function* scanFolder(
  client: FileClient,
  view: FolderView,
  { from, to, signal }: ScanRange & { signal?: AbortSignal },
): AsyncGenerator<{ entry: Entry; place: number }> {
  for (let offset = from; offset < to; offset += SCAN_ROWS) {
    const limit = Math.min(SCAN_ROWS, to - offset)
    const { entries, total } = await client.list({ ...toListQuery(view), offset, limit }, { signal })
    for (const [index, entry] of entries.entries()) yield { entry, place: offset + index }
    if (offset + entries.length >= total) return
  }
}
