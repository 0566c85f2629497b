import type { SpaceScope } from '#lib/auth/authorize.ts'
import { AppError } from '#lib/errors.ts'
import type { FieldMessage } from '#lib/errors.ts'
import { getEnv } from '#lib/env.ts'
import { recordWrite } from '#lib/http/request-scope.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import type { QuotaView } from '#lib/quota/schema.ts'
import { readUsage } from '#lib/usage/operations.ts'
import { cronJobsKind, deploymentsKind, jobsKind } from '#lib/workloads/operations-cache.ts'
import { toClaim } from './objects-claims.ts'
import type { Claim } from './objects-claims.ts'
import { selectClasses } from './objects-classes.ts'
import { claimsKind, podsKind, storageClassesKind } from './operations-cache.ts'
import { toWorkloadClaims } from './objects-users.ts'
import type { StorageClass, Volume } from './schema.ts'
import type { Refusal } from './status-checks.ts'
import { toVolume } from './status.ts'

export type StorageScope = Pick<SpaceScope, 'namespace' | 'spaceId'>

/** A claim as it is shown, with all that is known around it. */
export function showClaim(claim: Claim, space: StorageScope['spaceId']): Volume {
  const { namespace, name } = claim
  return toVolume(claim, {
    space,
    storageClass: claim.storageClass === null ? undefined : storageClassesKind.get({ name: claim.storageClass }),
    pods: podsKind.list(namespace),
    workloads: toWorkloadClaims([
      ...deploymentsKind.list(namespace),
      ...jobsKind.list(namespace),
      ...cronJobsKind.list(namespace),
    ]),
    usage: readUsage({ namespace, name }),
  })
}

/** The class of a claim that exists, offered or not. */
export function findClass(name: string | null): StorageClass | undefined {
  return name === null ? undefined : storageClassesKind.get({ name })
}

export function listOfferedClasses(): StorageClass[] {
  return selectClasses(storageClassesKind.list(), getEnv().storageClasses)
}

/** The volume that the page showed, and no other that has its name by now. */
export function requireClaim(scope: StorageScope, { name, uid }: { name: string; uid: string }): Claim {
  const claim = claimsKind.get({ namespace: scope.namespace, name })
  if (!claim) {
    throw new AppError('NOT_FOUND', `There is no volume "${name}" any more.`, {
      messageKey: 'storage.gone',
      params: { name },
    })
  }
  requireSame(claim, uid)
  if (claim.isManaged) return claim
  throw new AppError('CONFLICT', `Moorage did not make the volume "${name}", so it leaves it alone.`, {
    messageKey: 'storage.notOurs',
    params: { name },
  })
}

export function requireSame({ name, uid }: Claim, wantedUid: string): void {
  if (uid === wantedUid) return
  throw new AppError('CONFLICT', `"${name}" is another volume by now; load the page again.`, {
    messageKey: 'storage.replaced',
    params: { name },
  })
}

/** Without a count that is complete, nothing would keep a space from taking more than it may. */
export function requireCounted(quota: QuotaView): void {
  if (quota.isComplete) return
  throw new AppError('NOT_READY', 'The quota of this space is being counted; try again in a few seconds.', {
    messageKey: 'quota.notCounted',
  })
}

export function throwRefusal({ fields, isQuota }: Refusal): never {
  throw isQuota
    ? new AppError('QUOTA_EXCEEDED', 'Your quota does not allow this.', { messageKey: 'storage.beyondQuota', fields })
    : toInputError(fields)
}

export function toInputError(fields: Record<string, FieldMessage>): AppError {
  return new AppError('INVALID_INPUT', 'Some of what was entered cannot be used.', {
    messageKey: 'input.invalid',
    fields,
  })
}

/** What the cluster refused, shown beside the field that it is about. */
export function atField(error: AppError, field: string): AppError {
  const { code, userMessage, details, cause } = error
  const messageKey = `kube.${String(details.kubeCase)}`
  return new AppError(code, userMessage, { cause, details, fields: { [field]: { messageKey, text: userMessage } } })
}

/** Remembers what was written, for the reads that follow; returns it as it is shown. */
export function showWritten(object: KubeObject, scope: StorageScope): Volume {
  recordWrite({ kind: claimsKind.name, resourceVersion: object.metadata.resourceVersion })
  return showClaim(toClaim(object), scope.spaceId)
}
