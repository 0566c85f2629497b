import { setImmediate as nextTurn } from 'node:timers/promises'
import { writeAudit } from '#lib/audit/audit.ts'
import type { AuditInput } from '#lib/audit/audit.ts'
import type { AdminScope } from '#lib/auth/authorize.ts'
import { groupsKind, usersKind } from '#lib/auth/cached-kinds.ts'
import type { GroupRecord } from '#lib/auth/group-record.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import type { UserRecord } from '#lib/auth/user-record.ts'
import { getEnv } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import type { KubeCase } from '#lib/kube/errors.ts'
import { isAsNewAs } from '#lib/kube/resource-version.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { PORTAL_ROLE } from './objects-access.ts'
import { STORAGE_QUOTA } from './objects-quota.ts'
import { buildSpaceObjects, toGroupSpace, toUserSpace } from './objects.ts'
import { readKnownObjects, SPACE_KINDS } from './operations-cache.ts'
import { ensureClaims } from './operations-claims.ts'
import { mendSpaceObject, retryWhile, toDeletingError, toForeignError, writeSpaceObject } from './operations-write.ts'
import type { Drift, SpaceDrift, SpaceObjectKind, WantedSpace } from './schema.ts'
import { DriftFinder } from './status.ts'

export interface EnsuredSpace {
  spaceId: SpaceId
  namespace: string
  /** The namespace was made just now. */
  isNew: boolean
  /** As in "ResourceQuota moorage-storage"; empty for a space that was right, and then nothing was asked of the cluster. */
  written: string[]
}

/** Beyond this, spaces wait for each other: more would only make the API server turn requests away. */
const SPACES_AT_ONCE = 8

interface SpacesState {
  finder?: DriftFinder
  running: Map<SpaceId, Promise<EnsuredSpace>>
  active: number
  waiting: (() => void)[]
}

// Next.js may load this file more than once per process; two sign-ins of one person make one space all the same.
const shared = globalThis as typeof globalThis & { moorageSpaces?: SpacesState }
shared.moorageSpaces ??= { running: new Map(), active: 0, waiting: [] }
const state = shared.moorageSpaces

/** Makes a user's space right, whatever of it is missing or changed. Throws CONFLICT for what Moorage did not make. */
export function ensureUserSpace(user: UserRecord): Promise<EnsuredSpace> {
  if (user.isDeleted)
    throw new AppError('NOT_FOUND', 'There is no such user any more.', { messageKey: 'access.noSpace' })
  return ensureSpace(toUserSpace(user, getEnv()), { uid: user.uid, username: user.username })
}

/** The same for a group; Moorage itself is the one who acts. */
export function ensureGroupSpace(group: GroupRecord): Promise<EnsuredSpace> {
  if (group.isDeleted)
    throw new AppError('NOT_FOUND', 'There is no such group any more.', { messageKey: 'access.noSpace' })
  return ensureSpace(toGroupSpace(group, getEnv()), null)
}

/** Every space that is not as it has to be, for administrators; from the cache. */
export async function listDrift(_scope: AdminScope): Promise<SpaceDrift[]> {
  const users = usersKind.list().filter(({ isDeleted }) => !isDeleted)
  const groups = groupsKind.list().filter(({ isDeleted }) => !isDeleted)
  const spaces = [
    ...users.map((user) => toUserSpace(user, getEnv())),
    ...groups.map((group) => toGroupSpace(group, getEnv())),
  ]
  const found: SpaceDrift[] = []
  for (const [index, space] of spaces.entries()) {
    if (index % 200 === 199) await nextTurn()
    const drift = findDrift(space)
    if (drift.length > 0) found.push({ spaceId: space.spaceId, namespace: space.namespace, drift })
  }
  return found
}

async function ensureSpace(space: WantedSpace, actor: AuditInput['actor']): Promise<EnsuredSpace> {
  const { spaceId, namespace } = space
  if (findDrift(space).length === 0) return { spaceId, namespace, isNew: false, written: [] }
  const running = state.running.get(spaceId)
  if (running) return running
  const work = inTurn(() => repair(space, actor)).finally(() => state.running.delete(spaceId))
  state.running.set(spaceId, work)
  return work
}

function findDrift(space: WantedSpace): Drift[] {
  state.finder ??= new DriftFinder(getSettings())
  return state.finder.find(space, readKnownObjects(space.namespace))
}

function getSettings() {
  const { namespace, ingressNamespace, podSecurity, hasInternetEgress, gpuResources, files } = getEnv()
  return {
    ownNamespace: namespace,
    // By the other ways only the gateway reaches file servers.
    ingressNamespace: files.access === 'ingress' ? ingressNamespace : null,
    podSecurity,
    hasInternetEgress,
    gpuResources,
  }
}

async function inTurn<T>(run: () => Promise<T>): Promise<T> {
  if (state.active >= SPACES_AT_ONCE) await new Promise<void>((resolve) => state.waiting.push(resolve))
  else state.active += 1
  try {
    return await run()
  } finally {
    // Whoever waits takes over the place.
    const next = state.waiting.shift()
    if (next) next()
    else state.active -= 1
  }
}

async function repair(space: WantedSpace, actor: AuditInput['actor']): Promise<EnsuredSpace> {
  const { spaceId, namespace } = space
  const drift = findDrift(space)
  const isNew = drift.some(({ objectKind, problem }) => objectKind === 'Namespace' && problem === 'missing')
  const action = isNew ? 'space.create' : 'space.repair'
  try {
    requireMendable(drift)
    const made = await writeAll(space, drift)
    const written = made.map(({ kind, metadata }) => `${kind} ${metadata.name}`)
    await waitForCache(made)
    const after = isNew ? { objects: written.length } : { objects: written.join(', ') }
    writeAudit({ actor, action, space: spaceId, after, outcome: 'done' })
    return { spaceId, namespace, isNew, written }
  } catch (error) {
    // Without the space: its namespace may be the very thing that is not ours.
    writeAudit({ actor, action, object: { kind: 'Namespace', name: namespace }, outcome: 'failed' })
    throw error
  }
}

function requireMendable(drift: Drift[]): void {
  for (const { objectKind, name, problem } of drift) {
    if (problem === 'foreign') throw toForeignError(objectKind, name)
    if (problem === 'deleting') throw toDeletingError(name)
  }
}

/** In the order that matters: the namespace, the right to write in it, limits before what they limit, claims last. */
async function writeAll(space: WantedSpace, drift: Drift[]): Promise<KubeObject[]> {
  const findProblem = (kind: string, name: string) =>
    drift.find((one) => one.objectKind === kind && one.name === name)?.problem
  const isDrifted = (kind: string, name: string) => findProblem(kind, name) !== undefined
  const objects = buildSpaceObjects(space, getSettings()).filter(({ kind, metadata }) => isDrifted(kind, metadata.name))
  const isFirst = ({ kind, metadata }: KubeObject) => kind === 'Namespace' || metadata.name === PORTAL_ROLE
  const claims = objects.filter(({ kind }) => kind === 'PersistentVolumeClaim')
  const [probe, ...rest] = objects.filter((object) => !isFirst(object) && !claims.includes(object))
  const made: KubeObject[] = []
  const writeOnce = (object: KubeObject) => {
    const isThere = findProblem(object.kind, object.metadata.name) === 'changed'
    return isThere ? mendSpaceObject(space, object) : writeSpaceObject(space, object)
  }
  for (const object of objects.filter(isFirst)) made.push(await writeOnce(object))
  // The API server learns of a new RoleBinding a moment later; one object finds out when.
  const passing: KubeCase[] = isDrifted('RoleBinding', PORTAL_ROLE) ? ['forbidden'] : []
  const write = (object: KubeObject) => retryWhile(passing, () => writeOnce(object))
  if (probe) made.push(await write(probe))
  made.push(...(await Promise.all(rest.map(write))))
  const isQuotaNew = isDrifted('ResourceQuota', STORAGE_QUOTA)
  return [...made, ...(await ensureClaims(space, { claims, isQuotaNew }))]
}

/** So that the page that follows shows the space, and a second sign-in finds nothing to do. */
async function waitForCache(made: KubeObject[]): Promise<void> {
  const newest = new Map<SpaceObjectKind, string>()
  for (const { kind, metadata } of made) {
    const version = metadata.resourceVersion ?? ''
    const known = newest.get(kind as SpaceObjectKind)
    if (known === undefined || isAsNewAs(version, known)) newest.set(kind as SpaceObjectKind, version)
  }
  // One that could not be read at all would only be waited for in vain.
  const synced = [...newest].filter(([kind]) => SPACE_KINDS[kind].isSynced)
  await Promise.all(synced.map(([kind, version]) => SPACE_KINDS[kind].waitFor(version)))
}
