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
import { FILE_SERVER_LABEL } from '#lib/spaces/objects-marks.ts'
import { formatGroupVolumeName, toGroupVolumeSeed } from '#lib/spaces/objects.ts'
import { toCronJobFacts, toDeploymentFacts, toJobFacts } from '#lib/workloads/objects-controllers.ts'
import type { Claim } from './objects-claims.ts'
import { toPod } from './objects-pods.ts'
import { toWorkloadClaims } from './objects-users.ts'
import { claimsKind } from './operations-cache.ts'
import { requireClaim, toInputError } from './operations-context.ts'
import type { DeleteVolumeInput } from './schema.ts'
import { listDependents, listMounts, listNeeding } from './status.ts'

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
  await requireUnused(claim)
  const ref = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name }
  await deleteObject(client, ref, { uid })
  // While something still shows its files, it stays for a while: the next read should say so.
  const left = await getObject(client, ref)
  recordWrite({ kind: claimsKind.name, resourceVersion: left?.metadata.resourceVersion })
}

/** Asked of the cluster itself: the cache may not know of what was made a moment ago. */
async function requireUnused({ namespace, name, title }: Claim): Promise<void> {
  const client = getKubeClient()
  const list = (apiVersion: string, kind: string) => listObjects(client, { apiVersion, kind, namespace })
  const [pods, deployments, jobs, cronJobs] = await Promise.all([
    list('v1', 'Pod'),
    list('apps/v1', 'Deployment'),
    list('batch/v1', 'Job'),
    list('batch/v1', 'CronJob'),
  ])
  const dependents = listDependents(listMounts(name, pods.map(toPod)))
  const running = [...new Set(dependents.map(({ pod, workload }) => workload ?? pod))]
  if (running.length > 0) throw toInUse('storage.inUse', { name: title ?? name, users: running })
  const workloads = toWorkloadClaims([
    ...deployments.map(toDeploymentFacts),
    // A file server's is nobody's workload, and ends by itself.
    ...jobs.filter(({ metadata }) => metadata.labels?.[FILE_SERVER_LABEL] === undefined).map(toJobFacts),
    ...cronJobs.map(toCronJobFacts),
  ])
  const needing = listNeeding(name, workloads, dependents).map((user) => user.name)
  if (needing.length > 0) throw toInUse('storage.needed', { name: title ?? name, users: needing })
}

const CURES = {
  'storage.inUse': 'Stop that first.',
  'storage.needed': 'It would not start again without it; take the volume out of it or delete it first.',
}

function toInUse(messageKey: keyof typeof CURES, { name, users }: { name: string; users: string[] }): AppError {
  const params = { name, users: users.join(', '), count: users.length }
  return new AppError('CONFLICT', `"${name}" is used by ${params.users}. ${CURES[messageKey]}`, { messageKey, params })
}
