import type { SpaceScope } from '#lib/auth/authorize.ts'
import { namespacesKind } from '#lib/auth/cached-kinds.ts'
import { getEnv } from '#lib/env.ts'
import { readQuota } from '#lib/quota/operations.ts'
import { limitRangesKind } from '#lib/spaces/operations-cache.ts'
import { claimsKind, podsKind } from '#lib/storage/operations-cache.ts'
import { findTemplate } from '#lib/templates/operations.ts'
import { checkTemplate } from '#lib/templates/status-checks.ts'
import type { WorkloadFacts } from './objects-controllers.ts'
import { toWorkloadKind } from './objects-map.ts'
import { cronJobsKind, deploymentsKind, jobsKind, servicesKind } from './operations-cache.ts'
import { readKeys } from './operations-keys.ts'
import type { KeyedObject } from './operations-keys.ts'
import { readNodeRooms } from './operations-rooms.ts'
import { refuse } from './preflight-findings.ts'
import type { PreflightFacts } from './preflight-findings.ts'
import { toContainerLimits, toUsage } from './preflight-quota.ts'
import { checkLaunch } from './preflight.ts'
import type { LaunchInput } from './schema-launch.ts'
import type { Finding } from './schema-preview.ts'

const ENFORCED = 'pod-security.kubernetes.io/enforce'

/**
 * All that stands against a launch, or with `current` against an edit, by what is known here; refusals first. The cluster
 * itself is asked only for the names and keys of ConfigMaps and Secrets.
 */
export async function checkFields(
  scope: Pick<SpaceScope, 'namespace'>,
  input: LaunchInput,
  current: WorkloadFacts | null,
): Promise<Finding[]> {
  const template = input.template === null ? null : findTemplate(input.template)
  const facts = await readFacts(scope, { input, current, needsRoot: template?.needsRoot ?? false })
  return [
    ...(template ? checkTemplate(input, template, findOwnDisk(scope.namespace)) : []),
    // What was launched from it once may outlive it.
    ...(input.template !== null && !template && !current
      ? [refuse('template-missing', 'template', { template: input.template })]
      : []),
    ...checkLaunch(input, facts),
  ].toSorted((a, b) => toRank(a) - toRank(b))
}

const toRank = ({ level }: Finding) => (level === 'refusal' ? 0 : 1)

/** The first volume of a space; null while it has none. */
export function findOwnDisk(namespace: string): string | null {
  return claimsKind.list(namespace).find(({ isPrimary }) => isPrimary)?.name ?? null
}

async function readFacts(
  { namespace }: Pick<SpaceScope, 'namespace'>,
  { input, current, needsRoot }: { input: LaunchInput; current: WorkloadFacts | null; needsRoot: boolean },
): Promise<PreflightFacts> {
  const quota = readQuota(namespace)
  const keys = hasReferences(input) ? await readKeys(namespace) : null
  return {
    current: current && toUsage(current),
    quota: quota.isComplete ? quota : null,
    limits: limitRangesKind.isSynced ? toContainerLimits(limitRangesKind.list(namespace)) : null,
    nodes: readNodeRooms(),
    claims: claimsKind.isSynced ? claimsKind.list(namespace) : null,
    pods: podsKind.list(namespace),
    names: listTakenNames(namespace, current),
    configMaps: keys && toMap(keys.configMaps),
    secrets: keys && toMap(keys.secrets),
    podSecurity: getPodSecurity(namespace),
    needsRoot,
    web: getWebOffer(),
    hasUserNamespaces: getEnv().hasUserNamespaces,
  }
}

/** What web addresses there can be; without the gateway there are none. */
export function getWebOffer(): PreflightFacts['web'] {
  const { appsDomain, web } = getEnv()
  return { isOffered: appsDomain !== null && web.gatewaySecret !== null, isPublicAllowed: web.isPublicAllowed }
}

function hasReferences({ environment, environmentSets, mounts, pullSecrets }: LaunchInput): boolean {
  return (
    environmentSets.length + pullSecrets.length > 0 ||
    environment.some(({ source }) => source !== 'value') ||
    mounts.some(({ source }) => source === 'config-map' || source === 'secret')
  )
}

const toMap = (objects: readonly KeyedObject[]) => new Map(objects.map(({ name, keys }) => [name, keys] as const))

/** An inner address is in the way only of what it does not belong to. */
export function listTakenNames(namespace: string, current: WorkloadFacts | null): PreflightFacts['names'] {
  const workloads: WorkloadFacts[] = [
    ...deploymentsKind.list(namespace),
    ...jobsKind.list(namespace).filter(({ ownerUid }) => ownerUid === null),
    ...cronJobsKind.list(namespace),
  ]
  return [
    ...workloads.map(({ name, uid, kind }) => ({ name, uid, kind: toWorkloadKind(kind) })),
    ...(current
      ? []
      : servicesKind.list(namespace).map(({ name, uid }) => ({ name, uid, kind: 'inner-address' as const }))),
  ]
}

function getPodSecurity(namespace: string): PreflightFacts['podSecurity'] {
  const enforced = namespacesKind.get({ name: namespace })?.labels[ENFORCED]
  return enforced === 'baseline' || enforced === 'restricted' ? enforced : getEnv().podSecurity
}
