import type { KubeClient } from '#lib/kube/client.ts'
import { applyObjects } from './apply-objects.ts'
import { allowInSpaces, readManifests, type AllowedInSpaces } from './manifests.ts'

/** Moorage's own namespace. The policies and roles in deploy/ name it. */
export const NAMESPACE = 'moorage'

/** Applies kinds, policies, roles and accounts: all of deploy/ that has to be there before the portal runs. */
export async function applyRights(client: KubeClient, allowed: AllowedInSpaces): Promise<void> {
  const objects = await readManifests()
  await applyObjects(
    client,
    objects.map((object) =>
      object.kind === 'Namespace' && object.metadata.name === NAMESPACE ? allowInSpaces(object, allowed) : object,
    ),
  )
}
