import { setTimeout as sleep } from 'node:timers/promises'
import { toManagedNamespace } from '#lib/auth/managed-namespace.ts'
import { AppError } from '#lib/errors.ts'
import { applyObject } from '#lib/kube/apply.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import type { KubeCase } from '#lib/kube/errors.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { createObject, getObject, updateObject } from '#lib/kube/verbs.ts'
import { getDigest } from './objects-digest.ts'
import { FIELD_MANAGER, isManagedObject } from './objects-marks.ts'
import type { WantedSpace } from './schema.ts'
import { isSameOwner } from './status.ts'

const RETRY_FIRST_MS = 3
const RETRY_LIMIT_MS = 5000
const MEND_ATTEMPTS = 5

/**
 * Makes one object of a space, or mends it when it is ours; returns it as it is now. What somebody else made is
 * refused: the first write is a POST, and every later one names the uid of what was looked at.
 */
export async function writeSpaceObject(space: WantedSpace, object: KubeObject): Promise<KubeObject> {
  try {
    return await createObject(getKubeClient(), object, { fieldManager: FIELD_MANAGER })
  } catch (error) {
    if (getKubeCase(error) !== 'already-exists') throw error
  }
  return mendSpaceObject(space, object)
}

/** The same for an object that is known to be there; when it is gone by now, it is made. */
export async function mendSpaceObject(space: WantedSpace, object: KubeObject): Promise<KubeObject> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await findOwn(space, object)
    if (!found) return createObject(getKubeClient(), object, { fieldManager: FIELD_MANAGER })
    // What a claim asks for belongs to its owner from then on.
    if (object.kind === 'PersistentVolumeClaim' || isRight(object, found)) return found
    try {
      return await mend(object, found)
    } catch (error) {
      // The cluster writes into it too: what a quota has counted, for one.
      if (getKubeCase(error) !== 'changed-meanwhile' || attempt >= MEND_ATTEMPTS) throw error
    }
  }
}

async function mend(object: KubeObject, found: KubeObject): Promise<KubeObject> {
  const { uid } = found.metadata
  const wanted = { ...object, metadata: { ...object.metadata, uid } }
  const applied = await applyObject(getKubeClient(), wanted, { fieldManager: FIELD_MANAGER, force: true })
  if (isRight(object, applied)) return applied
  // Apply leaves alone what others added beside it, such as one more amount in a quota.
  return updateObject(getKubeClient(), { ...applied, spec: object.spec }, { fieldManager: FIELD_MANAGER })
}

async function findOwn(space: WantedSpace, object: KubeObject): Promise<KubeObject | null> {
  const { apiVersion, kind, metadata } = object
  const { name, namespace } = metadata
  const found = await getObject(getKubeClient(), { apiVersion, kind, namespace, name })
  if (found) requireOurs(space, found)
  return found
}

function isRight(object: KubeObject, found: KubeObject): boolean {
  // Of a namespace only what stands in its metadata is ours.
  if (object.kind !== 'Namespace' && getDigest(object) !== getDigest(found)) return false
  const has = (wanted: Record<string, string> = {}, actual: Record<string, string> = {}) =>
    Object.entries(wanted).every(([key, value]) => actual[key] === value)
  return (
    has(object.metadata.labels, found.metadata.labels) && has(object.metadata.annotations, found.metadata.annotations)
  )
}

function requireOurs(space: WantedSpace, found: KubeObject): void {
  const { kind, metadata } = found
  if (kind !== 'Namespace') {
    if (!isManagedObject(found)) throw toForeignError(kind, metadata.name)
    return
  }
  const namespace = toManagedNamespace(found)
  if (!namespace || !isSameOwner(space, namespace)) throw toForeignError(kind, metadata.name)
  if (namespace.isTerminating) throw toDeletingError(metadata.name)
}

export function toForeignError(kind: string, name: string): AppError {
  return new AppError(
    'CONFLICT',
    `The ${kind} "${name}" was not made by Moorage for this space, so it is left alone; an administrator has to look.`,
    { messageKey: 'spaces.foreign', params: { kind, name } },
  )
}

export function toDeletingError(name: string): AppError {
  return new AppError(
    'NOT_READY',
    `The namespace "${name}" is still being deleted; the space can be made anew in a minute.`,
    { messageKey: 'spaces.deleting', params: { name } },
  )
}

/** Repeats what fails only because the cluster has not caught up with what was written a moment ago. */
export async function retryWhile<T>(cases: readonly KubeCase[], run: () => Promise<T>): Promise<T> {
  const startedAt = performance.now()
  for (let delayMs = RETRY_FIRST_MS; ; delayMs *= 2) {
    try {
      return await run()
    } catch (error) {
      const kubeCase = getKubeCase(error)
      const isLate = performance.now() - startedAt + delayMs > RETRY_LIMIT_MS
      if (kubeCase === null || !cases.includes(kubeCase) || isLate) throw error
    }
    await sleep(delayMs)
  }
}
