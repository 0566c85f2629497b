import type { KubeObject } from '#lib/kube/object.ts'
import { ago, type Json, NAMESPACE } from './objects.ts'

export function node(
  options: { isReady?: boolean; name?: string; seconds?: number; allocatable?: Json } = {},
): KubeObject {
  const { isReady = true, name = 'node-1', seconds = 60 } = options
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, uid: name, labels: { 'kubernetes.io/hostname': name } },
    spec: {},
    status: {
      allocatable: { cpu: '2', memory: '8Gi', pods: '110', ...options.allocatable },
      conditions: [
        {
          type: 'Ready',
          status: isReady ? 'True' : 'Unknown',
          reason: isReady ? 'KubeletReady' : 'NodeStatusUnknown',
          message: isReady ? 'kubelet is posting ready status' : 'Kubelet stopped posting node status.',
          lastHeartbeatTime: ago(seconds),
          lastTransitionTime: ago(seconds),
        },
      ],
    },
  }
}

export function claim(options: { spec?: Json; status?: Json; metadata?: Json } = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: NAMESPACE, uid: 'pvc-1', creationTimestamp: ago(600), ...options.metadata },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'standard',
      resources: { requests: { storage: '1Gi' } },
      volumeName: 'pvc-pvc-1',
      ...options.spec,
    },
    status: { phase: 'Bound', ...options.status },
  }
}

/** Not yet bound: without what only a bound one has. */
export const PENDING_CLAIM = { spec: { volumeName: undefined }, status: { phase: 'Pending' } }

export const WITH_DATA = {
  volumes: [{ name: 'volume-0', persistentVolumeClaim: { claimName: 'data' } }],
}

export const LATE_CLASS: KubeObject = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'standard' },
  provisioner: 'local.moorage.dev/xfs',
  volumeBindingMode: 'WaitForFirstConsumer',
}
