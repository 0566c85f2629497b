import type { KubeObject } from '#lib/kube/object.ts'
import { formatQuantity } from '#lib/kube/quantity.ts'
import type { Claim, VolumeClass } from './claim.ts'
import { PROVISIONER } from './storage-classes.ts'

export interface PersistentVolumeOptions {
  name: string
  claim: Claim
  volumeClass: VolumeClass
  sizeBytes: number
  /** On the host. */
  path: string
  nodeName: string
}

export function buildPersistentVolume(options: PersistentVolumeOptions): KubeObject {
  const { name, claim, volumeClass, sizeBytes, path, nodeName } = options
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name,
      labels: { 'app.kubernetes.io/managed-by': 'moorage-local-storage' },
      annotations: { 'pv.kubernetes.io/provisioned-by': PROVISIONER },
    },
    spec: {
      capacity: { storage: formatQuantity(BigInt(sizeBytes)) },
      accessModes: claim.accessModes,
      volumeMode: 'Filesystem',
      storageClassName: volumeClass.name,
      persistentVolumeReclaimPolicy: volumeClass.reclaimPolicy,
      // With the uid, so that a later claim of the same name does not get this one's data.
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        namespace: claim.namespace,
        name: claim.name,
        uid: claim.uid,
      },
      local: { path },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [nodeName] }] },
          ],
        },
      },
    },
  }
}
