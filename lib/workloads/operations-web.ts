import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import type { SpaceScope } from '#lib/auth/authorize.ts'
import { namespacesKind } from '#lib/auth/cached-kinds.ts'
import { can } from '#lib/auth/can.ts'
import { MANAGED_BY, MANAGED_BY_LABEL } from '#lib/auth/managed-namespace.ts'
import type { ManagedNamespace } from '#lib/auth/managed-namespace.ts'
import { getNamespaceName, requireSpaceId } from '#lib/auth/space-id.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { getEnv } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import { LAUNCH_LABEL } from '#lib/spaces/objects-marks.ts'
import { getTemplatesKind } from '#lib/templates/operations-cache.ts'
import type { DeploymentFacts } from './objects-controllers.ts'
import { parseWeb, WEB_ANNOTATION } from './objects-labels.ts'
import { getWebHost } from './objects-network.ts'
import { parseWebHost } from './objects-tickets.ts'
import { isForViewers } from './operations-addresses.ts'
import { deploymentsKind, replicaSetsKind } from './operations-cache.ts'
import type { WebRoute } from './schema-tickets.ts'

/** A workload with a web address that somebody may open. */
export interface OpenedWeb {
  scope: SpaceScope
  facts: DeploymentFacts
  host: string
}

/** Throws as `authorize` does, and NOT_FOUND for what has no web address. */
export function openWeb(actor: Actor, { space, name }: { space: SpaceId; name: string }): OpenedWeb {
  const scope = authorize(actor, 'workload.view', space)
  const facts = deploymentsKind.get({ namespace: scope.namespace, name })
  const host = facts && findHost(facts)
  if (!facts || !host) throw toNoAddress(name)
  if (!can(actor, 'workload.open', requireSpaceId(space)) && !isOpenToViewers(facts)) {
    throw new AppError('FORBIDDEN', 'Viewers may not open this web address.', { messageKey: 'workloads.notForViewers' })
  }
  return { scope, facts, host }
}

/** The space and the name behind a host, whoever asks; what is found has yet to be authorized. */
export function findWebSpace(host: string): { space: SpaceId; name: string } | null {
  const found = findBehindHost(host)
  return found?.namespace.spaceId ? { space: found.namespace.spaceId, name: found.name } : null
}

/** What is public under this host, where the administrator allows that; null for everything else. */
export function findPublic(host: string): { facts: DeploymentFacts; space: SpaceId } | null {
  const found = getEnv().web.isPublicAllowed ? findBehindHost(host) : null
  if (!found?.namespace.spaceId) return null
  const facts = deploymentsKind.get({ namespace: found.namespace.name, name: found.name })
  const isPublic = facts && parseWeb(facts.annotations[WEB_ANNOTATION])?.isPublic
  return isPublic && findHost(facts) === host ? { facts, space: found.namespace.spaceId } : null
}

/** Null for what no launch of Moorage made. */
export function toWebRoute(facts: DeploymentFacts): WebRoute | null {
  const launchId = facts.labels[LAUNCH_LABEL]
  const web = parseWeb(facts.annotations[WEB_ANNOTATION])
  if (!web || launchId === undefined || facts.labels[MANAGED_BY_LABEL] !== MANAGED_BY) return null
  const sets = replicaSetsKind.list(facts.namespace).filter(({ ownerUid }) => ownerUid === facts.uid)
  return { namespace: facts.namespace, launchId, port: web.port, owners: sets.map(({ uid }) => uid) }
}

function findHost(facts: DeploymentFacts): string | null {
  const { appsDomain } = getEnv()
  const namespaceUid = namespacesKind.get({ name: facts.namespace })?.uid
  const isOpen = facts.deletingSince === null && toWebRoute(facts) !== null
  return appsDomain !== null && namespaceUid && isOpen
    ? getWebHost({ name: facts.name, namespaceUid, appsDomain })
    : null
}

interface LabelState {
  labels: Map<string, ManagedNamespace>
  resourceVersion: string
}
let known: LabelState = { labels: new Map(), resourceVersion: '' }

/** By what stands for a space in host names. */
function findBehindHost(host: string): { namespace: ManagedNamespace; name: string } | null {
  const { appsDomain } = getEnv()
  const parsed = appsDomain === null ? null : parseWebHost(host, appsDomain)
  if (!parsed || appsDomain === null) return null
  if (known.resourceVersion !== namespacesKind.resourceVersion) {
    const toLabel = ({ uid }: ManagedNamespace) =>
      getWebHost({ name: '', namespaceUid: uid, appsDomain }).slice(1, -appsDomain.length - 1)
    const all = namespacesKind.list().filter(isUsable)
    known = {
      labels: new Map(all.map((namespace) => [toLabel(namespace), namespace])),
      resourceVersion: namespacesKind.resourceVersion,
    }
  }
  const namespace = known.labels.get(parsed.label)
  return namespace ? { namespace, name: parsed.name } : null
}

/** Its name and the space that it says it is have to be the same; who owns it is compared when somebody is authorized. */
function isUsable({ isManaged, isTerminating, spaceId, name }: ManagedNamespace): boolean {
  return isManaged && !isTerminating && spaceId !== null && getNamespaceName(spaceId) === name
}

function isOpenToViewers(facts: DeploymentFacts): boolean {
  if (!getTemplatesKind().isSynced) {
    throw new AppError(
      'UNAVAILABLE',
      'The templates cannot be read at the moment, and they say what viewers may open.',
      {
        messageKey: 'workloads.templatesAway',
      },
    )
  }
  return isForViewers(facts)
}

export function toNoAddress(name: string): AppError {
  return new AppError('NOT_FOUND', `"${name}" has no web address any more.`, {
    messageKey: 'workloads.noWebAddress',
    params: { name },
  })
}
