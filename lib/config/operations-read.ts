import type { SpaceScope } from '#lib/auth/authorize.ts'
import { collectList } from '#lib/kube/list.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { isHidden, toConfigFacts } from './objects.ts'
import type { ConfigFacts } from './objects.ts'
import type { ConfigKind } from './schema.ts'

const PLURALS = { 'config-map': 'configmaps', secret: 'secrets' } as const
/** An object has up to 1 MiB, and its values are dropped page by page. */
const PAGE_SIZE = 50

// Next.js may load this file more than once per process; people who look at the same moment are answered by one read.
const shared = globalThis as typeof globalThis & { moorageConfigReads?: Map<string, Promise<ConfigFacts[]>> }
const reads = (shared.moorageConfigReads ??= new Map<string, Promise<ConfigFacts[]>>())

/** Those of a space, asked of the cluster: they are not kept in memory for everybody. */
export function readConfig(scope: Pick<SpaceScope, 'namespace' | 'spaceId'>, kind: ConfigKind): Promise<ConfigFacts[]> {
  const { namespace, spaceId: space } = scope
  const key = `${namespace}/${kind}`
  const known = reads.get(key)
  if (known) return known
  const reading = collectList({
    client: getKubeClient(),
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/${PLURALS[kind]}`,
    pageSize: PAGE_SIZE,
    // In a list, the objects do not say of what kind they are.
    take: (raw) => toConfigFacts(raw, { kind, space }),
  }).then(({ items }) => items.filter(({ name }) => !isHidden(name)))
  reads.set(key, reading)
  const forget = () => reads.get(key) === reading && reads.delete(key)
  reading.then(forget, forget)
  return reading
}

/** After a write: who reads now must not be answered by a read that began before it. */
export function forgetConfig(namespace: string): void {
  for (const kind of ['config-map', 'secret'] as const) reads.delete(`${namespace}/${kind}`)
}
