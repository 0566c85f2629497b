import { withAudit } from '#lib/audit/audit.ts'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import type { SpaceScope } from '#lib/auth/authorize.ts'
import { groupsKind } from '#lib/auth/cached-kinds.ts'
import { requireSpaceId } from '#lib/auth/space-id.ts'
import { AppError } from '#lib/errors.ts'
import { recordWrite } from '#lib/http/request-scope.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { deleteObject, getObject, listObjects } from '#lib/kube/verbs.ts'
import { formatGroupVolumeName, toGroupVolumeSeed } from '#lib/spaces/objects.ts'
import type { Claim } from './objects-claims.ts'
import { toPod } from './objects-pods.ts'
import { claimsKind } from './operations-cache.ts'
import { requireClaim, toInputError } from './operations-context.ts'
import type { DeleteVolumeInput } from './schema.ts'
import { listDependents, listMounts } from './status.ts'

/**
 * Deletes a volume with everything on it. Throws CONFLICT with the names of what uses it, and INVALID_INPUT when its
 * name was not typed. What only shows its files does not count: it ends by itself, and the volume goes then.
 */
export async function deleteVolume(actor: Actor, input: DeleteVolumeInput): Promise<{ name: string }> {
  const scope = authorize(actor, 'volume.delete', input.space)
  const claim = requireClaim(scope, input)
  requireConfirmed(claim, input)
  requireNotOfGroup(scope, claim)
  const { name } = claim
  const entry = {
    actor,
    action: 'volume.delete',
    space: scope.spaceId,
    object: { kind: 'PersistentVolumeClaim', name },
    before: { sizeBytes: claim.requestedBytes, title: claim.title },
  }
  await withAudit(entry, () => remove(claim))
  return { name }
}

function requireConfirmed(claim: Claim, { confirmation, isPrimaryConfirmed }: DeleteVolumeInput): void {
  const typed = confirmation.trim()
  if (typed !== claim.name && typed !== claim.title) {
    const text = `Type ${claim.title ?? claim.name} to confirm.`
    const params = { name: claim.title ?? claim.name }
    throw toInputError({ confirmation: { messageKey: 'storage.confirmationWrong', params, text } })
  }
  if (claim.isPrimary && !isPrimaryConfirmed) {
    const text = 'This is the first volume of the space; confirm that it may go too.'
    throw toInputError({ isPrimaryConfirmed: { messageKey: 'storage.primaryUnconfirmed', text } })
  }
}

function requireNotOfGroup({ kind, spaceId }: SpaceScope, claim: Claim): void {
  const group = kind === 'group' ? groupsKind.get({ name: requireSpaceId(spaceId).name }) : undefined
  const isListed = group?.volumes.some(
    ({ name }) => formatGroupVolumeName(group.id, toGroupVolumeSeed(group.uid, name)) === claim.name,
  )
  if (!isListed) return
  throw new AppError(
    'CONFLICT',
    'The group is set up to have this volume and would get an empty one again; an administrator takes it off its list first.',
    { messageKey: 'storage.ofGroup' },
  )
}

async function remove(claim: Claim): Promise<void> {
  const { namespace, name, uid } = claim
  const client = getKubeClient()
  // Asked of the cluster itself: the cache may not know of a pod that was made a moment ago.
  const pods = await listObjects(client, { apiVersion: 'v1', kind: 'Pod', namespace })
  const dependents = listDependents(listMounts(name, pods.map(toPod)))
  if (dependents.length > 0) {
    const users = [...new Set(dependents.map(({ pod, workload }) => workload ?? pod))].join(', ')
    throw new AppError('CONFLICT', `"${name}" is used by ${users}. Stop that first.`, {
      messageKey: 'storage.inUse',
      params: { name: claim.title ?? name, users, count: dependents.length },
    })
  }
  const ref = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name }
  await deleteObject(client, ref, { uid })
  // While something still shows its files, it stays for a while: the next read should say so.
  const left = await getObject(client, ref)
  recordWrite({ kind: claimsKind.name, resourceVersion: left?.metadata.resourceVersion })
}
