import type { QueryClient } from '@tanstack/react-query'
import { toLiveKey } from '#lib/http/live/query-key.ts'
import type { LiveChange, LiveNews } from './live-message.ts'

/** What is kept in lists. */
interface Named {
  name: string
  kind?: string
  uid?: string
  resourceVersion?: string
}

/** Writes news into what the browser knows, so that whoever shows it shows the new. */
export function patchQueries(queries: QueryClient, news: LiveNews): void {
  if (news.kind === 'resync') {
    void queries.invalidateQueries({ queryKey: ['live'] })
    return
  }
  const { change } = news
  const key = toLiveKey(change.space, change.kind)
  queries.setQueryData(key, (known: unknown) => patchValue(known, change))
  // What is known of one item beyond its line in the list is not sent.
  void queries.invalidateQueries({ queryKey: [...key, change.key] })
}

/** Undefined while a list is not known: nobody shows it then, and who does later reads it. */
export function patchValue(known: unknown, { kind, key, item }: Omit<LiveChange, 'space'>): unknown {
  // A view is sent as a whole, and its key is its kind.
  if (key === kind) return item
  if (!Array.isArray(known)) return undefined
  const items = known as Named[]
  // Where one list holds several kinds, a name alone would not do.
  const place = items.findIndex(({ name, kind: itemKind }) => key === name || key === `${itemKind}/${name}`)
  const next = item as Named | null
  if (place === -1) return next ? [...items, next] : known
  if (!next) return items.toSpliced(place, 1)
  return isOlder(next, items[place]) ? known : items.with(place, next)
}

/** The answer to an own write may be faster here than the news of what was before it. */
function isOlder(next: Named, known: Named | undefined): boolean {
  if (next.uid !== known?.uid || !next.resourceVersion || !known?.resourceVersion) return false
  // Versions grow, and are as long as numbers of 64 bits: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
  return /^\d+$/.test(`${next.resourceVersion}${known.resourceVersion}`)
    ? BigInt(next.resourceVersion) < BigInt(known.resourceVersion)
    : false
}
