import type { KubeObject } from '#lib/kube/object.ts'

export const PROVISIONER = 'local.moorage.dev/xfs'

/** The parameter of a StorageClass that lists, separated by commas, which access modes its volumes may have. */
export const ACCESS_MODES_PARAMETER = 'accessModes'

interface ClassDescription {
  name: string
  isDefault: boolean
  canGrow: boolean
  accessModes: string[]
  description: string
}

const CLASSES: ClassDescription[] = [
  {
    name: 'standard',
    isDefault: true,
    canGrow: true,
    accessModes: ['ReadWriteOnce', 'ReadWriteOncePod'],
    description: 'For almost everything. Can be made larger at any time, also while it is in use.',
  },
  {
    name: 'fast',
    isDefault: false,
    canGrow: true,
    accessModes: ['ReadWriteOnce', 'ReadWriteOncePod'],
    description:
      'For databases and other work that reads and writes a lot. Can be made larger at any time. On this one machine it lies on the same disk as the others.',
  },
  {
    name: 'shared',
    isDefault: false,
    canGrow: false,
    accessModes: ['ReadWriteMany', 'ReadWriteOnce'],
    description: 'For files that several workloads use at the same time. Its size is fixed once it is made.',
  },
]

/** The StorageClasses of the local cluster, ready to be applied. */
export function buildStorageClasses(): KubeObject[] {
  return CLASSES.map(({ name, isDefault, canGrow, accessModes, description }) => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name,
      labels: { 'app.kubernetes.io/managed-by': 'moorage-local-storage' },
      annotations: {
        'moorage.dev/description': description,
        ...(isDefault ? { 'storageclass.kubernetes.io/is-default-class': 'true' } : {}),
      },
    },
    provisioner: PROVISIONER,
    parameters: { [ACCESS_MODES_PARAMETER]: accessModes.join(',') },
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'WaitForFirstConsumer',
    allowVolumeExpansion: canGrow,
  }))
}
