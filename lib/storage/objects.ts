import type { KubeObject } from '#lib/kube/object.ts'
import { buildLabels, LAUNCH_LABEL, PRIMARY_LABEL, TITLE_ANNOTATION } from '#lib/spaces/objects-marks.ts'
import type { AccessMode } from './schema.ts'

export interface VolumeManifest {
  namespace: string
  kind: 'user' | 'group'
  name: string
  title: string | null
  /** A Kubernetes quantity. */
  size: string
  /** Null: the cluster's default class. */
  storageClass: string | null
  accessMode: AccessMode
  isPrimary: boolean
  /** Which click made it; left out for what belongs to a space from the start. */
  launchId?: string
}

export function buildVolume(volume: VolumeManifest): KubeObject {
  const { namespace, kind, name, title, size, storageClass, accessMode, isPrimary, launchId } = volume
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name,
      namespace,
      labels: {
        ...buildLabels(kind),
        ...(isPrimary ? { [PRIMARY_LABEL]: 'true' } : {}),
        ...(launchId ? { [LAUNCH_LABEL]: launchId } : {}),
      },
      ...(title === null ? {} : { annotations: { [TITLE_ANNOTATION]: title } }),
    },
    spec: {
      accessModes: [accessMode],
      // Left out and "" differ: the empty name means volumes without a class.
      ...(storageClass ? { storageClassName: storageClass } : {}),
      resources: { requests: { storage: size } },
    },
  }
}
