import { APPLY_PATCH } from './client.ts'
import type { KubeClient } from './client.ts'
import type { KubeObject } from './object.ts'
import { getResourcePath } from './resource-path.ts'

export interface ApplyOptions {
  fieldManager: string
  /** Takes over settings that somebody else manages; without it that is a CONFLICT with case "fields-owned". */
  force?: boolean
  dryRun?: boolean
  subresource?: string
}

/**
 * Server-side apply: makes the object or changes what this field manager owns of it, and returns it as it is now.
 * With `metadata.uid` in the object, only that very object is changed, and CONFLICT is thrown when it is another one.
 */
export async function applyObject(client: KubeClient, object: KubeObject, options: ApplyOptions): Promise<KubeObject> {
  const { fieldManager, force, dryRun, subresource } = options
  const { apiVersion, kind, metadata } = object
  return client.request<KubeObject>({
    method: 'PATCH',
    path: await getResourcePath(client, {
      apiVersion,
      kind,
      namespace: metadata.namespace,
      name: metadata.name,
      subresource,
    }),
    query: { fieldManager, force: force || undefined, dryRun: dryRun ? 'All' : undefined, fieldValidation: 'Strict' },
    contentType: APPLY_PATCH,
    // JSON is YAML: the server takes it under the only media type that server-side apply has.
    body: object,
  })
}
