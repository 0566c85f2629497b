import type { KubeObject } from '#lib/kube/object.ts'

/** The labels of one add-on's objects and pods. */
export function toAddonLabels(name: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/managed-by': 'moorage-local-cluster' }
}

/** Puts the add-on's labels beside those that the objects have. */
export function labelAddonObjects(name: string, objects: readonly KubeObject[]): KubeObject[] {
  return objects.map((object) => ({
    ...object,
    metadata: { ...object.metadata, labels: { ...toAddonLabels(name), ...object.metadata.labels } },
  }))
}

/** With `RESTRICTED_CONTAINER` all that the Pod Security level `restricted` asks; the user is the image's. */
export const RESTRICTED_POD = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }

export const RESTRICTED_CONTAINER = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
}
