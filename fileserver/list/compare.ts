import type { SortKey } from '#lib/files/protocol/entries.ts'
import type { Item } from './snapshot.ts'
import { compareNatural, compareText } from './sort-key.ts'

/** Folders first in either order; what is equal by one column is ordered by name. */
export function toComparison(sort: SortKey, order: 'asc' | 'desc'): (one: Item, other: Item) => number {
  const sign = order === 'asc' ? 1 : -1
  const compare = BY[sort]
  return (one, other) => {
    if ((one.kind === 'folder') !== (other.kind === 'folder')) return one.kind === 'folder' ? -1 : 1
    return sign * compare(one, other) || byName(one, other)
  }
}

function byName(one: Item, other: Item): number {
  const order =
    one.key !== null && other.key !== null ? compareText(one.key, other.key) : compareNatural(one.raw, other.raw)
  return order || compareText(one.raw, other.raw)
}

const BY: Record<SortKey, (one: Item, other: Item) => number> = {
  name: byName,
  // The size of a folder itself says nothing.
  size: (one, other) => getSize(one) - getSize(other),
  changed: (one, other) => (one.fact?.changedMs ?? 0) - (other.fact?.changedMs ?? 0),
  kind: (one, other) =>
    compareText(one.kind, other.kind) || compareText(getExtension(one.raw), getExtension(other.raw)),
}

function getSize(item: Item): number {
  return item.kind === 'file' ? (item.fact?.sizeBytes ?? 0) : 0
}

function getExtension(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : ''
}
