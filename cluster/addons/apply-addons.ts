import path from 'node:path'
import { applyObject } from '#lib/kube/apply.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import type { BuiltBinaries } from '#cluster/build/build.ts'
import type { ClusterLayout } from '#cluster/layout.ts'
import { buildStorageClasses } from '#cluster/storage/storage-classes.ts'
import { buildAddons } from './addons.ts'
import { readContourCrds } from './contour-access.ts'

export const FIELD_MANAGER = 'moorage-local-cluster'

/** Brings the objects that belong to the cluster itself to the cluster; what is right already stays untouched. */
export async function applyAddons(client: KubeClient, layout: ClusterLayout, built: BuiltBinaries): Promise<void> {
  const contourCrds = await readContourCrds(path.join(built.shareDir, 'contour-crds.yaml'))
  for (const object of [...buildStorageClasses(), ...buildAddons(layout, { contourCrds })]) {
    await applyObject(client, object, { fieldManager: FIELD_MANAGER, force: true })
  }
}
