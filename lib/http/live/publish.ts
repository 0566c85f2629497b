import type { CachedKind } from '#lib/kube/cache.ts'
import { log } from '#lib/log.ts'
import { ADMIN_CHANNEL } from './hub.ts'
import type { LiveHub } from './hub.ts'
import { getHub } from './live.ts'

export interface PublishedKind<T> {
  /** As the pages know it; also the label in metrics. */
  kind: string
  cached: CachedKind<T>
  /** What the space's members see; null is not shown to them. Left out: nothing goes to the space. */
  toDto?: (item: T) => unknown
  /** What administrators see; null is not shown to them. Left out: nothing goes to them. */
  toAdminDto?: (item: T) => unknown
  /** For kinds without a namespace that belong to a space all the same, as a group does. */
  toNamespace?: (item: T) => string | null
}

/** A value of a space that is made of several kinds, as a quota is with what holds it. */
export interface PublishedView {
  kind: string
  /** A change in any of them makes the view anew, a moment later, so that a burst makes it once. */
  sources: readonly CachedKind<unknown>[]
  build: (namespace: string) => unknown
}

export interface LiveKind {
  /** Publishes an item again whose shown form depends on something else; the key is the cache's. */
  announce(key: { namespace?: string; name: string }): void
}

const VIEW_DELAY_MS = 20

// A domain's file may be loaded more than once per process; what it publishes is published once.
const shared = globalThis as typeof globalThis & { moorageLiveKinds?: Map<string, LiveKind> }
shared.moorageLiveKinds ??= new Map()
const published = shared.moorageLiveKinds

/**
 * Sends the changes of a kind to the streams of its spaces, as events `change` whose key is the object's name; on an
 * administrator's stream it is "namespace/name". Fit for module scope.
 */
export function publishKind<T>(definition: PublishedKind<T>, getTarget: () => LiveHub = getHub): LiveKind {
  const { kind, cached, toDto, toAdminDto, toNamespace } = definition
  return once(kind, () => {
    const send = (change: { namespace: string | null; key: string; item: T | undefined; previous: T | undefined }) => {
      const { key, item, previous } = change
      const known = item ?? previous
      const namespace = change.namespace ?? (known === undefined ? null : (toNamespace?.(known) ?? null))
      const name = key.slice(key.indexOf('/') + 1)
      const show = (toShown: (item: T) => unknown) => (item === undefined ? undefined : toShown(item))
      if (toDto && namespace !== null) {
        sendTo(getTarget(), { channel: namespace, kind, key: name, build: () => show(toDto) })
      }
      if (toAdminDto) sendTo(getTarget(), { channel: ADMIN_CHANNEL, kind, key, build: () => show(toAdminDto) })
    }
    cached.subscribe(send)
    return {
      announce({ namespace, name }) {
        const item = cached.get({ namespace, name })
        const key = namespace === undefined ? name : `${namespace}/${name}`
        if (item !== undefined) send({ namespace: namespace ?? null, key, item, previous: undefined })
      },
    }
  })
}

/** Sends a view of a space whenever one of its sources changes there; the event's key is the kind. */
export function publishView(definition: PublishedView, getTarget: () => LiveHub = getHub): void {
  const { kind, sources, build } = definition
  once(kind, () => {
    const waiting = new Set<string>()
    const announce = ({ namespace }: { namespace: string | null }) => {
      if (namespace === null || waiting.has(namespace)) return
      waiting.add(namespace)
      setTimeout(() => {
        waiting.delete(namespace)
        sendTo(getTarget(), { channel: namespace, kind, key: kind, build: () => build(namespace) })
      }, VIEW_DELAY_MS).unref()
    }
    for (const source of sources) source.subscribe(announce)
    return { announce: () => {} }
  })
}

/** For what is made of several kinds: whoever knows what has changed says so. `item` undefined: gone. */
export function publishItem(
  change: { kind: string; namespace: string; key: string; item: unknown },
  getTarget: () => LiveHub = getHub,
): void {
  const { kind, namespace, key, item } = change
  sendTo(getTarget(), { channel: namespace, kind, key, build: () => item })
}

interface Sending {
  channel: string
  kind: string
  key: string
  build: () => unknown
}

function sendTo(hub: LiveHub, { channel, kind, key, build }: Sending): void {
  if (!hub.isWatched(channel)) {
    hub.mark(channel)
    return
  }
  try {
    hub.publish(channel, { kind, key, item: build() ?? undefined })
  } catch (error) {
    // What cannot be shown is as good as missed: who comes back is told to read again.
    hub.mark(channel)
    log.error({ kind, error }, 'A change could not be put into words for the pages')
  }
}

function once(kind: string, start: () => LiveKind): LiveKind {
  const known = published.get(kind)
  if (known) return known
  const started = start()
  published.set(kind, started)
  return started
}
