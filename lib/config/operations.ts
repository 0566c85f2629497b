import { setTimeout as sleep } from 'node:timers/promises'
import { authorize } from '#lib/auth/authorize.ts'
import type { SpaceScope } from '#lib/auth/authorize.ts'
import { can } from '#lib/auth/can.ts'
import { requireSpaceId } from '#lib/auth/space-id.ts'
import { log } from '#lib/log.ts'
import { toConfigFacts, toEntries } from './objects.ts'
import { requireConfig, showConfig } from './operations-context.ts'
import { readConfig } from './operations-read.ts'
import type { ConfigMapContent, ConfigOverview } from './schema.ts'

/**
 * What is configured in a space, by name; the scope is one of "config.read". Secrets are in it only for those who may
 * know of them, and values never.
 */
export async function listConfig(scope: SpaceScope): Promise<ConfigOverview> {
  const { actor, spaceId } = scope
  const hasSecrets = can(actor, 'secret.list', requireSpaceId(spaceId))
  if (hasSecrets) authorize(actor, 'secret.list', spaceId)
  const [maps, secrets] = await Promise.all([
    readConfig(scope, 'config-map'),
    hasSecrets ? readConfig(scope, 'secret') : [],
  ])
  const items = [...maps, ...secrets]
    .map((facts) => showConfig(scope, facts))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
  return { items, hasSecrets }
}

/** Longer than a cluster that is well takes, and short enough for a page to wait. */
const PAGE_WAIT_MS = 1000

/** The same for a page, which shows the rest and asks again later: null while the cluster does not answer. */
export async function findConfig(scope: SpaceScope): Promise<ConfigOverview | null> {
  const known = listConfig(scope).catch((error: unknown) => {
    log.warn({ error }, 'The configuration of a space could not be read')
    return null
  })
  return Promise.race([known, sleep(PAGE_WAIT_MS, null, { ref: false })])
}

/** A ConfigMap with its texts; the scope is one of "config.read". */
export async function getConfigMap(scope: SpaceScope, name: string): Promise<ConfigMapContent> {
  const raw = await requireConfig(scope, { kind: 'config-map', name })
  const facts = toConfigFacts(raw, { kind: 'config-map', space: scope.spaceId })
  return { item: showConfig(scope, facts), entries: toEntries(raw) }
}
