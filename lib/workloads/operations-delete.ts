import { withAudit } from '#lib/audit/audit.ts'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { deleteObject, getObject } from '#lib/kube/verbs.ts'
import { recordWorkloadWrite, requireWorkload } from './operations-context.ts'
import { readLaunchedTogether } from './operations-known.ts'
import { toRef } from './operations-steps.ts'
import type { WorkloadRef } from './schema.ts'

/**
 * Deletes a workload with its pods, its configuration and its addresses; volumes stay. It is shown as long as its pods
 * take to end. Deleting it once more changes nothing.
 */
export async function deleteWorkload(actor: Actor, ref: WorkloadRef): Promise<{ name: string }> {
  const scope = authorize(actor, 'workload.delete', ref.space)
  const live = await requireWorkload(scope, ref)
  const { kind, name } = toRef(live)
  const entry = { actor, action: 'workload.delete', space: scope.spaceId, object: { kind, name } }
  if (live.metadata.deletionTimestamp === undefined) await withAudit(entry, () => remove(live))
  const left = await getObject(getKubeClient(), toRef(live))
  recordWorkloadWrite(ref.kind, left?.metadata.resourceVersion)
  return { name }
}

async function remove(live: KubeObject): Promise<void> {
  const client = getKubeClient()
  const together = await readLaunchedTogether(live)
  const { uid } = live.metadata
  // Its pods first: gone at once, nobody could see what still holds the disk.
  await deleteObject(client, toRef(live), { uid, propagationPolicy: 'Foreground' })
  // A launch that ended half-way has not told the cluster yet what belongs to it.
  for (const object of Object.values(together) as (KubeObject | null)[]) {
    if (!object || object.metadata.ownerReferences?.some((owner) => owner.uid === uid)) continue
    await deleteObject(client, toRef(object), { uid: object.metadata.uid })
  }
}
