import type { SpaceScope } from '#lib/auth/authorize.ts'
import { publishView } from '#lib/http/live/publish.ts'
import { claimsKind, podsKind } from '#lib/storage/operations-cache.ts'
import { quotasKind } from './operations-cache.ts'
import { readOrigins } from './operations-origins.ts'
import type { QuotaView } from './schema.ts'
import { toQuotaView } from './status.ts'

/** How much of what a space may use is used, and by what; from the cache. */
export function getQuota(scope: SpaceScope): QuotaView {
  return readQuota(scope.namespace)
}

/** The same for whoever has a scope of another action already. */
export function readQuota(namespace: string): QuotaView {
  return toQuotaView({
    quotas: quotasKind.list(namespace),
    claims: claimsKind.list(namespace),
    pods: podsKind.list(namespace),
    origins: readOrigins(namespace),
  })
}

publishView({ kind: 'quota', sources: [quotasKind, claimsKind, podsKind], build: readQuota })
