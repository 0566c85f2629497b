import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { applyObject } from '#lib/kube/apply.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { requireObject } from '#lib/kube/verbs.ts'
import type { BuiltBinaries } from '#cluster/build/build.ts'
import type { ClusterLayout } from '#cluster/layout.ts'
import { buildStorageClasses } from '#cluster/storage/storage-classes.ts'
import { buildAddons } from './addons.ts'
import { readContourCrds } from './contour-access.ts'

const FIELD_MANAGER = 'moorage-local-cluster'
const SERVED_POLL_MS = 50
const SERVED_ATTEMPTS = 200

/** Brings the objects that belong to the cluster itself to the cluster; what is right already stays untouched. */
export async function applyAddons(client: KubeClient, layout: ClusterLayout, built: BuiltBinaries): Promise<void> {
  const contourCrds = await readContourCrds(path.join(built.shareDir, 'contour-crds.yaml'))
  for (const object of [...buildStorageClasses(), ...buildAddons(layout, { contourCrds })]) {
    const applied = await applyObject(client, object, { fieldManager: FIELD_MANAGER, force: true })
    // Contour ends at once, and the kubelet then waits before it tries again, when its kinds are not served yet.
    if (object.kind === 'CustomResourceDefinition') await waitUntilServed(client, applied)
  }
}

const definition = z.object({
  status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]) }),
})

async function waitUntilServed(client: KubeClient, applied: KubeObject): Promise<void> {
  let current = applied
  for (let attempt = 0; attempt < SERVED_ATTEMPTS; attempt++) {
    const conditions = definition.safeParse(current).data?.status.conditions ?? []
    if (conditions.some(({ type, status }) => type === 'Established' && status === 'True')) return
    await sleep(SERVED_POLL_MS)
    current = await requireObject(client, {
      apiVersion: applied.apiVersion,
      kind: applied.kind,
      name: applied.metadata.name,
    })
  }
}
