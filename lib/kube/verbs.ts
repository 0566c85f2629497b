import type { KubeClient } from './client.ts'
import { getKubeCase } from './errors.ts'
import { collectList } from './list.ts'
import type { KubeObject, ObjectRef } from './object.ts'
import { getResourcePath } from './resource-path.ts'

export interface ListOptions {
  apiVersion: string
  kind: string
  /** Left out: all namespaces. */
  namespace?: string
  labelSelector?: string
  fieldSelector?: string
  signal?: AbortSignal
}

export interface WriteOptions {
  fieldManager?: string
  dryRun?: boolean
  subresource?: string
  signal?: AbortSignal
}

export interface DeleteOptions {
  /** Only this very object is deleted; CONFLICT when another one has its name by now. */
  uid?: string
  resourceVersion?: string
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan'
  gracePeriodSeconds?: number
  dryRun?: boolean
  signal?: AbortSignal
}

/** The object, or null when there is none of this name. A kind that the cluster does not know is NOT_FOUND. */
export async function getObject(
  client: KubeClient,
  ref: ObjectRef,
  options: { signal?: AbortSignal } = {},
): Promise<KubeObject | null> {
  return requireObject(client, ref, options).catch(nullWhenNotFound)
}

/** The object; throws NOT_FOUND when there is none of this name. */
export async function requireObject(
  client: KubeClient,
  ref: ObjectRef,
  options: { signal?: AbortSignal } = {},
): Promise<KubeObject> {
  return client.request<KubeObject>({ path: await getResourcePath(client, ref), ...options })
}

/** All objects of a kind, read page by page; an empty list for a namespace that does not exist. */
export async function listObjects(client: KubeClient, options: ListOptions): Promise<KubeObject[]> {
  const { apiVersion, kind, namespace, labelSelector, fieldSelector, signal } = options
  const path = await getResourcePath(client, { apiVersion, kind, namespace })
  const list = await collectList({
    client,
    path,
    query: { labelSelector, fieldSelector },
    signal,
    take: (raw) => raw,
  })
  return list.items
}

/** Makes a new object; throws CONFLICT with case "already-exists" when its name is taken. */
export async function createObject(
  client: KubeClient,
  object: KubeObject,
  options: Omit<WriteOptions, 'subresource'> = {},
): Promise<KubeObject> {
  const { apiVersion, kind, metadata } = object
  return client.request<KubeObject>({
    method: 'POST',
    path: await getResourcePath(client, { apiVersion, kind, namespace: metadata.namespace }),
    query: toQuery(options),
    body: object,
    signal: options.signal,
  })
}

/** Replaces the whole object; with `metadata.resourceVersion`, CONFLICT when it was changed in the meantime. */
export async function updateObject(
  client: KubeClient,
  object: KubeObject,
  options: WriteOptions = {},
): Promise<KubeObject> {
  const { apiVersion, kind, metadata } = object
  const { name, namespace } = metadata
  return client.request<KubeObject>({
    method: 'PUT',
    path: await getResourcePath(client, { apiVersion, kind, namespace, name, subresource: options.subresource }),
    query: toQuery(options),
    body: object,
    signal: options.signal,
  })
}

export type PatchType = 'merge' | 'strategic' | 'json'

const PATCH_MEDIA_TYPES: Record<PatchType, string> = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
}

export interface PatchOptions extends WriteOptions {
  patch: unknown
  /** "merge" when left out: a list in the patch replaces the whole list, null removes a field. */
  type?: PatchType
}

export async function patchObject(client: KubeClient, ref: ObjectRef, options: PatchOptions): Promise<KubeObject> {
  return client.request<KubeObject>({
    method: 'PATCH',
    path: await getResourcePath(client, { ...ref, subresource: options.subresource }),
    query: toQuery(options),
    contentType: PATCH_MEDIA_TYPES[options.type ?? 'merge'],
    body: options.patch,
    signal: options.signal,
  })
}

/** False when there was nothing of this name. True means accepted: finalizers and grace periods may still keep it. */
export async function deleteObject(client: KubeClient, ref: ObjectRef, options: DeleteOptions = {}): Promise<boolean> {
  const { uid, resourceVersion, propagationPolicy = 'Background', gracePeriodSeconds, dryRun, signal } = options
  const answer = await client
    .request<unknown>({
      method: 'DELETE',
      path: await getResourcePath(client, ref),
      body: {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        preconditions: { uid, resourceVersion },
        propagationPolicy,
        gracePeriodSeconds,
        dryRun: dryRun ? ['All'] : undefined,
      },
      signal,
    })
    .catch(nullWhenNotFound)
  return answer !== null
}

function toQuery({ fieldManager, dryRun }: WriteOptions) {
  // Strict: a misspelt field is refused, not dropped in silence.
  return { fieldManager, dryRun: dryRun ? 'All' : undefined, fieldValidation: 'Strict' }
}

function nullWhenNotFound(error: unknown): null {
  if (getKubeCase(error) === 'not-found') return null
  throw error
}
