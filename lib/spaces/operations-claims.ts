import type { KubeObject } from '#lib/kube/object.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { getObject, patchObject } from '#lib/kube/verbs.ts'
import { log } from '#lib/log.ts'
import { toCachedQuota } from '#lib/quota/objects.ts'
import type { CachedQuota } from '#lib/quota/objects.ts'
import { waitForQuota } from '#lib/quota/operations-cache.ts'
import { FIELD_MANAGER } from './objects-marks.ts'
import { RECOUNT_KEY, STORAGE_QUOTA } from './objects-quota.ts'
import { retryWhile, writeSpaceObject } from './operations-write.ts'
import type { WantedSpace } from './schema.ts'

/** A new quota is counted within 20 ms, unless hundreds are made at once: the cluster counts 20 in a second. */
const FIRST_COUNT_WAIT_MS = 100
const COUNT_LIMIT_MS = 300_000
/** What admission adds to a count that was made may reach the watch a moment after the claim. */
const COUNT_WAIT_MS = 100
const RECOUNTS_MAX = 5

/**
 * Makes the volumes of a space. A quota that was never counted limits nothing yet, and a claim that is made just while
 * it is counted may be missed: so the first count is awaited before, and looked at afterwards, for which nobody waits.
 */
export async function ensureClaims(
  space: WantedSpace,
  { claims, isQuotaNew }: { claims: KubeObject[]; isQuotaNew: boolean },
): Promise<KubeObject[]> {
  if (claims.length === 0) return []
  const ref = { namespace: space.namespace, name: STORAGE_QUOTA }
  if (isQuotaNew) await waitForQuota(ref, { isWanted: isCounted, timeoutMs: FIRST_COUNT_WAIT_MS })
  const made: KubeObject[] = []
  // One after another: at the same time they would only hinder each other in the count.
  for (const claim of claims) {
    made.push(await retryWhile(['forbidden', 'quota-uncounted'], () => writeSpaceObject(space, claim)))
  }
  if (isQuotaNew) void ensureCount(ref, space.volumes.length).catch((error: unknown) => warn(ref, error))
  return made
}

interface QuotaRef {
  namespace: string
  name: string
}

function isCounted(quota: CachedQuota): boolean {
  return quota.isCounted
}

async function ensureCount(ref: QuotaRef, volumes: number): Promise<void> {
  const isWanted = (quota: CachedQuota) => getUsedVolumes(quota) >= volumes
  for (let recounts = 0; recounts < RECOUNTS_MAX; recounts += 1) {
    // The cluster may count now and write it down seconds later; asking once more before that would only cost.
    await waitForQuota(ref, { isWanted: ({ isRecounted }) => isRecounted, timeoutMs: COUNT_LIMIT_MS })
    if (await waitForQuota(ref, { isWanted, timeoutMs: COUNT_WAIT_MS })) return
    // The watch may be what lags.
    const quota = await getObject(getKubeClient(), { apiVersion: 'v1', kind: 'ResourceQuota', ...ref })
    if (!quota || isWanted(toCachedQuota(quota))) return
    await recount(quota)
  }
  warn(ref)
}

function getUsedVolumes({ amounts }: CachedQuota): number {
  return amounts.find(({ resource }) => resource === 'volumes')?.used ?? 0
}

function warn(quota: QuotaRef, error?: unknown): void {
  log.warn({ quota, error }, 'The cluster does not count the claims of a space')
}

/** The cluster counts a quota anew when `spec.hard` changes, and only then. */
async function recount({ metadata, spec }: KubeObject): Promise<void> {
  const { name, namespace = '', uid } = metadata
  const { hard } = spec as { hard: Record<string, string> }
  const next = (Number(hard[RECOUNT_KEY]) || 0) + 1
  await patchObject(
    getKubeClient(),
    { apiVersion: 'v1', kind: 'ResourceQuota', namespace, name },
    { patch: { metadata: { uid }, spec: { hard: { [RECOUNT_KEY]: String(next) } } }, fieldManager: FIELD_MANAGER },
  )
}
