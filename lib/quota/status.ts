import type { QuotaOverrides } from '#lib/env/quota-overrides.ts'
import type { QuotaRole } from '#lib/env/quota-roles.ts'
import type { Claim } from '#lib/storage/objects-claims.ts'
import type { Pod } from '#lib/storage/objects-pods.ts'
import type { CachedQuota } from './objects.ts'
import type { QuotaHolder, QuotaItem, QuotaOrigin, QuotaResource, QuotaView } from './schema.ts'

/** From where on a person should know, and from where on something soon will not fit. */
const HIGH_SHARE = 0.75
const FULL_SHARE = 0.95

export type QuotaLevel = 'fine' | 'high' | 'full'

/** Of one; nothing used is 0 even when nothing is allowed, and Infinity is more than nothing of nothing. */
export function getShare({ used, limit }: Pick<QuotaItem, 'used' | 'limit'>): number {
  return used === 0 ? 0 : used / limit
}

export function getLevel(item: Pick<QuotaItem, 'used' | 'limit'>): QuotaLevel {
  const share = getShare(item)
  if (share >= FULL_SHARE) return 'full'
  return share >= HIGH_SHARE ? 'high' : 'fine'
}

/** The three ResourceQuotas of a space as one list, with who holds what. */
export function toQuotaView(space: {
  quotas: readonly CachedQuota[]
  claims: readonly Claim[]
  pods: readonly Pod[]
  origins?: QuotaOrigins
}): QuotaView {
  const counted = space.quotas.filter((quota) => quota.isManaged && quota.amounts.length > 0)
  const items = counted.flatMap(({ amounts }) =>
    amounts.map((amount): QuotaItem => {
      const origin = space.origins?.[amount.resource]
      return { ...amount, holders: listHolders(amount.resource, space), ...(origin ? { origin } : {}) }
    }),
  )
  return {
    items: items.toSorted((a, b) => getShare(b) - getShare(a)),
    isComplete: counted.length === QUOTAS_SHOWN && counted.every(({ isCounted }) => isCounted),
  }
}

type QuotaOrigins = Partial<Record<QuotaResource, QuotaOrigin>>

/** Whose number counts where several are given: an administrator's own before that of the role. */
export function listOrigins(own: QuotaOverrides, role: QuotaRole | null): QuotaOrigins {
  return {
    ...(role ? toOrigins(role.quota, { kind: 'role', group: role.group }) : {}),
    ...toOrigins(own, { kind: 'own' }),
  }
}

function toOrigins({ ephemeralStorage, ...quota }: QuotaOverrides, origin: QuotaOrigin): QuotaOrigins {
  const given = { ...quota, 'ephemeral-storage': ephemeralStorage } satisfies Partial<Record<QuotaResource, unknown>>
  return Object.fromEntries(
    Object.entries(given).flatMap(([resource, value]) => (value === undefined ? [] : [[resource, origin]])),
  )
}

/** That of the file servers is not: nobody has to manage it. */
const QUOTAS_SHOWN = 2

const VOLUME_AMOUNTS: Partial<Record<QuotaResource, (claim: Claim) => number>> = {
  storage: (claim) => claim.requestedBytes,
  volumes: () => 1,
}

const POD_AMOUNTS: Partial<Record<QuotaResource, (pod: Pod) => number>> = {
  pods: () => 1,
  cpu: ({ limits }) => limits.cpuMillicores,
  memory: ({ limits }) => limits.memoryBytes,
  gpu: ({ limits }) => limits.gpus,
  'ephemeral-storage': ({ limits }) => limits.ephemeralBytes,
}

function listHolders(
  resource: QuotaResource,
  { claims, pods }: { claims: readonly Claim[]; pods: readonly Pod[] },
): QuotaHolder[] {
  const ofVolume = VOLUME_AMOUNTS[resource]
  const ofPod = POD_AMOUNTS[resource]
  // Ephemeral storage is the one thing that file servers and workloads share.
  const counts = (pod: Pod) => !pod.isFinished && (resource === 'ephemeral-storage' || !pod.hasFilesPriority)
  const holders: QuotaHolder[] = [
    ...(ofVolume
      ? claims.map((claim) => ({ kind: 'volume' as const, name: claim.name, amount: ofVolume(claim) }))
      : []),
    ...(ofPod ? pods.filter(counts).map((pod) => toPodHolder(pod, ofPod(pod))) : []),
  ]
  return holders
    .filter(({ amount }) => amount > 0)
    .toSorted((a, b) => b.amount - a.amount || a.name.localeCompare(b.name, 'en'))
}

function toPodHolder({ name, workload, workloadKind }: Pod, amount: number): QuotaHolder {
  return {
    kind: 'pod',
    name,
    ...(workload !== null && workloadKind !== null ? { workload: { kind: workloadKind, name: workload } } : {}),
    amount,
  }
}

export interface QuotaShortage {
  resource: QuotaResource
  unit: QuotaItem['unit']
  used: number
  limit: number
  asked: number
  /** What is missing for it to fit. */
  missing: number
}

/** What of the amounts asked for does not fit any more; what the quota does not name fits. */
export function listShortages(
  items: readonly QuotaItem[],
  asked: Partial<Record<QuotaResource, number>>,
): QuotaShortage[] {
  return items.flatMap(({ resource, unit, used, limit }) => {
    const amount = asked[resource] ?? 0
    const missing = used + amount - limit
    return amount > 0 && missing > 0 ? [{ resource, unit, used, limit, asked: amount, missing }] : []
  })
}
