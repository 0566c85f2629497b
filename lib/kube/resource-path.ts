import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import type { KubeClient } from './client.ts'
import { getKubeCase } from './errors.ts'
import { toUnreadableError } from './network-errors.ts'

/** The kind of object, and where; without a name it means all of them, without a namespace those of all namespaces. */
export interface ResourceAddress {
  apiVersion: string
  kind: string
  namespace?: string
  name?: string
  subresource?: string
}

interface Resource {
  plural: string
  isNamespaced: boolean
}

const resourceListSchema = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
})

// The server itself says what a kind's path is, so that custom resources need no table. Per client, because another
// cluster has other kinds.
const knownResources = new WeakMap<KubeClient, Map<string, Promise<Map<string, Resource>>>>()

/** The API path of an object or a list; throws NOT_FOUND when the cluster does not know the kind. */
export async function getResourcePath(client: KubeClient, address: ResourceAddress): Promise<string> {
  const { apiVersion, kind, namespace, name, subresource } = address
  const resource = await getResource(client, apiVersion, kind)
  if (resource.isNamespaced && name !== undefined && !namespace) {
    throw new AppError('INVALID_INPUT', `${kind} "${name}" needs a namespace.`)
  }
  const parts = [getVersionPath(apiVersion)]
  if (resource.isNamespaced && namespace) parts.push('namespaces', encodeURIComponent(namespace))
  parts.push(resource.plural)
  if (name !== undefined) parts.push(encodeURIComponent(name))
  if (subresource) parts.push(subresource)
  return parts.join('/')
}

function getVersionPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
}

async function getResource(client: KubeClient, apiVersion: string, kind: string): Promise<Resource> {
  const versions = knownResources.get(client) ?? new Map<string, Promise<Map<string, Resource>>>()
  knownResources.set(client, versions)
  const known = (await versions.get(apiVersion))?.get(kind)
  if (known) return known
  // Asked again for an unknown kind: its definition may have been made since.
  const listing = listResources(client, apiVersion)
  versions.set(apiVersion, listing)
  listing.catch(() => versions.delete(apiVersion))
  const resource = (await listing).get(kind)
  if (!resource) throw toUnknownKindError(apiVersion, kind)
  return resource

  async function listResources(from: KubeClient, version: string): Promise<Map<string, Resource>> {
    const answer = await from.request<unknown>({ path: getVersionPath(version) }).catch((error: unknown) => {
      throw getKubeCase(error) === 'unknown-kind' ? toUnknownKindError(version, kind) : error
    })
    const parsed = resourceListSchema.safeParse(answer)
    if (!parsed.success) throw toUnreadableError(parsed.error)
    const main = parsed.data.resources.filter((entry) => !entry.name.includes('/'))
    return new Map(main.map((entry) => [entry.kind, { plural: entry.name, isNamespaced: entry.namespaced }]))
  }
}

function toUnknownKindError(apiVersion: string, kind: string): AppError {
  return new AppError('NOT_FOUND', `The cluster does not know the kind ${kind} of ${apiVersion}.`, {
    details: { kubeCase: 'unknown-kind', kind, apiVersion },
  })
}
