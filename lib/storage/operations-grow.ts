import { withAudit } from '#lib/audit/audit.ts'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import { AppError } from '#lib/errors.ts'
import { applyObject } from '#lib/kube/apply.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { formatQuantity } from '#lib/kube/quantity.ts'
import { requireObject } from '#lib/kube/verbs.ts'
import { readQuota } from '#lib/quota/operations.ts'
import { FIELD_MANAGER } from '#lib/spaces/objects-marks.ts'
import { toClaim } from './objects-claims.ts'
import type { Claim } from './objects-claims.ts'
import {
  atField,
  findClass,
  requireClaim,
  requireCounted,
  requireSame,
  showWritten,
  throwRefusal,
} from './operations-context.ts'
import type { GrowVolumeInput, Volume } from './schema.ts'
import { checkGrowth } from './status-checks.ts'

const ATTEMPTS = 4

/** Makes a volume larger, never smaller; the answer comes when the wish is written, and the volume grows from then on. */
export async function growVolume(actor: Actor, input: GrowVolumeInput): Promise<Volume> {
  const scope = authorize(actor, 'volume.grow', input.space)
  const claim = requireClaim(scope, input)
  requireGrowth(claim, input.size)
  const entry = {
    actor,
    action: 'volume.grow',
    space: scope.spaceId,
    object: { kind: 'PersistentVolumeClaim', name: claim.name },
    before: { size: formatQuantity(BigInt(claim.requestedBytes)) },
    after: { size: formatQuantity(BigInt(input.size)) },
  }
  return showWritten(await withAudit(entry, () => grow(claim, input)), scope)
}

function requireGrowth(claim: Claim, sizeBytes: number): void {
  const quota = readQuota(claim.namespace)
  const refusal = checkGrowth(claim, { sizeBytes, storageClass: findClass(claim.storageClass), quota })
  if (refusal && !refusal.isQuota) throwRefusal(refusal)
  requireCounted(quota)
  if (refusal) throwRefusal(refusal)
}

/** With the version that was looked at: of two wishes at the same time, the smaller one must not undo the larger. */
async function grow(known: Claim, { uid, size }: GrowVolumeInput): Promise<KubeObject> {
  let claim = known
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await applySize(claim, size)
    } catch (error) {
      if (error instanceof AppError && error.code === 'QUOTA_EXCEEDED') throw atField(error, 'size')
      if (getKubeCase(error) !== 'changed-meanwhile' || attempt >= ATTEMPTS) throw error
    }
    const { namespace, name } = claim
    const ref = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name }
    claim = toClaim(await requireObject(getKubeClient(), ref))
    requireSame(claim, uid)
    requireGrowth(claim, size)
  }
}

function applySize({ namespace, name, uid, resourceVersion }: Claim, sizeBytes: number): Promise<KubeObject> {
  const wish: KubeObject = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { namespace, name, uid, resourceVersion },
    spec: { resources: { requests: { storage: formatQuantity(BigInt(sizeBytes)) } } },
  }
  return applyObject(getKubeClient(), wish, { fieldManager: FIELD_MANAGER, force: true })
}
