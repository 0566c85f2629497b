import type { Listing, ListQuery } from '#lib/files/protocol/entries.ts'
import { encodeName } from '#lib/files/protocol/wire-path.ts'
import type { FolderHandle } from '../tree/folder.ts'
import { toBytes } from '../tree/read-folder.ts'
import { readEntry } from '../tree/stat.ts'
import { toComparison } from './compare.ts'
import { selectFirst } from './order.ts'
import { isDotted, requireFacts, type Item, type Snapshot, type Snapshots } from './snapshot.ts'
import { toFilterKey, toSortKey } from './sort-key.ts'

/** Up to here a page is picked out; whoever goes further wants the whole list sorted once. */
const PICK_MAX = 2000

export interface ListFolder {
  folder: FolderHandle
  query: ListQuery
  snapshots: Snapshots
  signal: AbortSignal
}

export async function listFolder({ folder, query, snapshots, signal }: ListFolder): Promise<Listing> {
  const snapshot = await snapshots.read(folder, query.path === '')
  if (query.sort === 'size' || query.sort === 'changed') await requireFacts(folder, snapshot, signal)
  const { page, total } = getPage(snapshot, query)
  const entries = await Promise.all(page.map((item) => readPageEntry(folder, item)))
  return {
    path: query.path,
    entries,
    offset: query.offset,
    total,
    hiddenCount: snapshot.items.reduce((count, item) => count + (isDotted(item.raw) ? 1 : 0), 0),
    version: snapshot.version,
  }
}

function getPage(snapshot: Snapshot, query: ListQuery): { page: Item[]; total: number } {
  const { sort, order, hidden, offset, limit } = query
  const key = `${sort}:${order}:${hidden}`
  const filter = toFilterKey(Buffer.from(query.filter).toString('latin1'))
  const end = offset + limit
  const sorted = snapshot.sorted.get(key)
  if (sorted) {
    const matching = filter === '' ? sorted : sorted.filter((item) => isMatch(item, filter))
    return { page: matching.slice(offset, end), total: matching.length }
  }
  const shown = hidden === '1' ? snapshot.items : snapshot.items.filter((item) => !isDotted(item.raw))
  const compare = toComparison(sort, order)
  if (filter === '' && offset > 0) {
    for (const item of shown) item.key ??= toSortKey(item.raw)
    const all = shown.toSorted(compare)
    snapshot.sorted.set(key, all)
    return { page: all.slice(offset, end), total: all.length }
  }
  const matching = filter === '' ? shown : shown.filter((item) => isMatch(item, filter))
  const first = end <= PICK_MAX ? selectFirst(matching, end, compare) : matching.toSorted(compare)
  return { page: first.slice(offset, end), total: matching.length }
}

function isMatch(item: Item, filter: string): boolean {
  return toFilterKey(item.raw).includes(filter)
}

/** An entry that went meanwhile is still shown with what is known, so that a page has as many as it says. */
async function readPageEntry(folder: FolderHandle, item: Item) {
  const name = toBytes(item.raw)
  const entry = await readEntry(folder, name).catch(() => null)
  return (
    entry ?? {
      name: encodeName(name),
      kind: item.kind,
      sizeBytes: item.kind === 'file' ? (item.fact?.sizeBytes ?? 0) : null,
      changedAt: new Date(0).toISOString(),
      etag: null,
      permissions: 0,
      linkTarget: null,
    }
  )
}
