import type { SpaceScope } from '#lib/auth/authorize.ts'
import { namespacesKind } from '#lib/auth/cached-kinds.ts'
import { publishKind } from '#lib/http/live/publish.ts'
import { forgetUsage, onUsage } from '#lib/usage/operations.ts'
import { cronJobsKind, deploymentsKind, jobsKind } from '#lib/workloads/operations-cache.ts'
import type { Claim } from './objects-claims.ts'
import { claimsKind, podsKind } from './operations-cache.ts'
import { toWorkloadClaims } from './objects-users.ts'
import { listOfferedClasses, showClaim } from './operations-context.ts'
import type { StorageClass, Volume } from './schema.ts'

/** The volumes of a space, its first one first, then by name; from the cache. */
export function listVolumes({ namespace, spaceId }: SpaceScope): Volume[] {
  return claimsKind
    .list(namespace)
    .map((claim) => showClaim(claim, spaceId))
    .toSorted((a, b) => Number(b.isPrimary) - Number(a.isPrimary) || a.name.localeCompare(b.name, 'en'))
}

/** The kinds of storage that the administrator offers, the default first. */
export function listStorageClasses(_scope: SpaceScope): StorageClass[] {
  return listOfferedClasses()
}

function toDto(claim: Claim): Volume | null {
  const spaceId = namespacesKind.get({ name: claim.namespace })?.spaceId
  return spaceId ? showClaim(claim, spaceId) : null
}

const published = publishKind({
  kind: 'volumes',
  cached: claimsKind,
  toDto,
  // In a list of all spaces the name alone would not do.
  toAdminDto: (claim) => {
    const volume = toDto(claim)
    return volume && { ...volume, name: `${claim.namespace}/${claim.name}` }
  },
})

function watchSurroundings(): void {
  onUsage((ref) => published.announce(ref))
  // Who has a volume mounted is shown with it.
  podsKind.subscribe(({ item, previous }) => {
    for (const pod of [item, previous]) {
      for (const name of pod?.claims ?? []) published.announce({ namespace: pod?.namespace, name })
    }
  })
  // And what mounts it at its next start.
  for (const kind of [deploymentsKind, jobsKind, cronJobsKind]) {
    kind.subscribe(({ item, previous }) => {
      const before = previous ? toWorkloadClaims([previous]) : []
      const after = item ? toWorkloadClaims([item]) : []
      if (JSON.stringify(before) === JSON.stringify(after)) return
      const namespace = (item ?? previous)?.namespace
      for (const { claims } of [...before, ...after]) for (const name of claims) published.announce({ namespace, name })
    })
  }
  claimsKind.subscribe(({ item, previous }) => {
    if (previous && item?.uid !== previous.uid) forgetUsage(previous)
  })
}

// Next.js may load this file more than once per process; a change is announced once.
const shared = globalThis as typeof globalThis & { moorageStorageIsWatched?: boolean }
if (!shared.moorageStorageIsWatched) watchSurroundings()
shared.moorageStorageIsWatched = true
