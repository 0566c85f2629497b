import { expect, test } from 'vitest'
import { parseServerPath, selectPod } from './find-server.ts'

const name = 'moorage-files-0123456789abcdef0123'
const address = { namespace: 'user-alice-storage', name }

test.each([
  [`/user-alice-storage/${name}`, true],
  [`/user-alice-storage/${name}/v1/list?path=`, true],
  [`/group-7-storage/${name}/ready`, true],
  [`/user-alice-storage/${name}x`, false],
  [`/kube-system/${name}/ready`, false],
  [`/user-alice/${name}/ready`, false],
  [`/user-alice-storage/../kube-system/${name}`, false],
  [`/user-alice-storage%2f${name}`, false],
  [`//user-alice-storage/${name}`, false],
  ['/user-alice-storage/another-service-of-it/', false],
  ['/', false],
])('%s is the address of a file server: %s', (path, isOne) => {
  expect(parseServerPath(path) !== null).toBe(isOne)
})

interface PodChanges {
  namespace?: string
  labels?: Record<string, string>
  owner?: { apiVersion: string; kind: string; name: string; uid: string; controller: boolean }
  phase?: string
  deletionTimestamp?: string
}

const owner = { apiVersion: 'batch/v1', kind: 'Job', name, uid: 'job-uid', controller: true }
const labels = {
  'app.kubernetes.io/managed-by': 'moorage',
  'moorage.dev/fileserver': 'rw',
  'batch.kubernetes.io/controller-uid': 'job-uid',
}

function pod(changes: PodChanges = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-abcde`,
      namespace: changes.namespace ?? address.namespace,
      uid: 'pod-uid',
      labels: changes.labels ?? labels,
      ownerReferences: [changes.owner ?? owner],
      ...(changes.deletionTimestamp ? { deletionTimestamp: changes.deletionTimestamp } : {}),
    },
    spec: { nodeName: 'node-1' },
    status: { phase: changes.phase ?? 'Running', podIP: '10.244.0.9' },
  }
}

test('a running pod of the Job is dialled at its own address', () => {
  expect(selectPod(address, [pod()])).toMatchObject({ ip: '10.244.0.9', port: 8080, uid: 'pod-uid' })
})

test.each<[string, PodChanges]>([
  ['of another Job', { owner: { ...owner, name: 'other' } }],
  ['of something else of that name', { owner: { ...owner, kind: 'ReplicaSet' } }],
  [
    'whose label names another Job than its owner',
    { labels: { ...labels, 'batch.kubernetes.io/controller-uid': 'x' } },
  ],
  ['that Moorage did not make', { labels: { ...labels, 'app.kubernetes.io/managed-by': 'somebody' } }],
  ['of another space', { namespace: 'user-bob-storage' }],
  ['that is over', { phase: 'Succeeded' }],
  ['that ends', { deletionTimestamp: '2026-01-01T00:00:00Z' }],
])('a pod %s is not', (_what, changes) => {
  expect(selectPod(address, [pod(changes)])).toBeNull()
})
