import type { KubeObject } from '#lib/kube/object.ts'
import { TOOLBOX } from './live-case.ts'
import type { LiveCase } from './live-case.ts'
import { IDLE_SCRIPT } from './live-programs.ts'

/** A class whose provisioner does not exist. */
export const DEAD_CLASS: KubeObject = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'recording-dead' },
  provisioner: 'nobody.moorage.dev/none',
  volumeBindingMode: 'Immediate',
}

/** Keeps what is deleted. A claim that has it is deleted as soon as it is made. */
export const HOLD = 'moorage.dev/recording'

const data = (object: string) => ({ mounts: [{ source: 'volume', object, path: '/data' }] })

function claim(namespace: string, name: string, spec: Record<string, unknown> = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'standard',
      resources: { requests: { storage: '300Mi' } },
      ...spec,
    },
  }
}

/** A disk made by hand, with the claim that gets it. */
function localDisk(namespace: string, name: string, place: { node: string; path: string }): KubeObject[] {
  const volume = `${namespace}-${name}`
  return [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: volume },
      spec: {
        capacity: { storage: '300Mi' },
        accessModes: ['ReadWriteOnce'],
        storageClassName: '',
        persistentVolumeReclaimPolicy: 'Retain',
        claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name },
        local: { path: place.path },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [place.node] }] },
            ],
          },
        },
      },
    },
    claim(namespace, name, { storageClassName: '', volumeName: volume }),
  ]
}

export const VOLUME_CASES: LiveCase[] = [
  {
    name: 'volume-missing',
    how: 'A claim that does not exist',
    fields: data('nowhere'),
    expected: { state: 'failed', reason: 'volume-missing', parameters: { volume: 'nowhere' } },
  },
  {
    name: 'volume-first-use',
    how: 'A claim that waits for its first pod, and a pod that no scheduler has looked at yet',
    fields: data('volume-first-use-disk'),
    podSpec: { schedulerName: 'slow' },
    before: ({ namespace }) => [claim(namespace, 'volume-first-use-disk')],
    expected: { state: 'starting', reason: 'volume-waits-for-first-use' },
  },
  {
    name: 'volume-not-bound',
    how: 'A claim of a class whose provisioner does not exist',
    fields: data('volume-not-bound-disk'),
    before: ({ namespace }) => [
      claim(namespace, 'volume-not-bound-disk', { storageClassName: DEAD_CLASS.metadata.name }),
    ],
    expected: { state: 'waiting', reason: 'volume-not-bound' },
  },
  {
    name: 'volume-mode-wrong',
    how: 'A claim for many machines, of a class that cannot',
    fields: data('volume-mode-wrong-disk'),
    before: ({ namespace }) => [claim(namespace, 'volume-mode-wrong-disk', { accessModes: ['ReadWriteMany'] })],
    expected: { state: 'failed', reason: 'volume-mode-wrong', parameters: { mode: 'ReadWriteMany' } },
  },
  {
    name: 'volume-deleting',
    how: 'A claim that is being deleted, and held by a finalizer',
    fields: data('volume-deleting-disk'),
    before: ({ namespace }) => {
      const disk = claim(namespace, 'volume-deleting-disk')
      return [{ ...disk, metadata: { ...disk.metadata, finalizers: [HOLD] } }]
    },
    expected: { state: 'failed', reason: 'volume-deleting' },
  },
  {
    name: 'volume-gone',
    how: 'A claim for a disk that does not exist',
    fields: data('volume-gone-disk'),
    before: ({ namespace }) => [
      claim(namespace, 'volume-gone-disk', { storageClassName: '', volumeName: `${namespace}-gone` }),
    ],
    expected: { state: 'waiting', reason: 'volume-not-bound' },
  },
  {
    name: 'volume-in-use',
    how: 'A claim for one pod at a time, which another pod has',
    fields: data('volume-in-use-disk'),
    before: ({ namespace }) => [
      claim(namespace, 'volume-in-use-disk', { accessModes: ['ReadWriteOncePod'] }),
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'volume-in-use-holder', namespace },
        spec: {
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: 1,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 1000,
            fsGroup: 1000,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            {
              name: 'holder',
              image: TOOLBOX,
              command: IDLE_SCRIPT,
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
              volumeMounts: [{ name: 'disk', mountPath: '/data' }],
            },
          ],
          volumes: [{ name: 'disk', persistentVolumeClaim: { claimName: 'volume-in-use-disk' } }],
        },
      },
    ],
    expected: {
      state: 'waiting',
      reason: 'volume-in-use',
      parameters: { volume: 'volume-in-use-disk', pod: 'volume-in-use-holder' },
    },
  },
  {
    name: 'volume-out-of-reach',
    how: 'A disk that only another machine can reach',
    fields: data('volume-out-of-reach-disk'),
    before: ({ namespace }) => localDisk(namespace, 'volume-out-of-reach-disk', { node: 'node-9', path: '/disks/1' }),
    expected: {
      state: 'waiting',
      reason: 'volume-out-of-reach',
      causes: [{ code: 'volume', parameters: { nodes: 1 } }],
    },
  },
  {
    name: 'mount-failed',
    how: 'A disk whose folder is not on the machine',
    fields: data('mount-failed-disk'),
    before: ({ namespace, node }) => localDisk(namespace, 'mount-failed-disk', { node, path: '/disks/recording' }),
    expected: { state: 'failed', reason: 'mount-failed', parameters: { volume: 'mount-failed-disk' } },
  },
]
