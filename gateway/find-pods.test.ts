import { expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { selectPods } from './find-pods.ts'

const route = { namespace: 'user-alice-storage', launchId: 'launch-1', port: 8080, owners: ['set-1', 'set-2'] }
const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-5d4f', uid: 'set-2', controller: true }
const labels = { 'app.kubernetes.io/managed-by': 'moorage', 'moorage.dev/launch': 'launch-1' }

interface Changes {
  metadata?: Partial<KubeObject['metadata']>
  spec?: object
  status?: object
}

function pod({ metadata, spec, status }: Changes = {}): KubeObject {
  const namespace = route.namespace
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-5d4f-x', namespace, uid: 'pod-1', labels, ownerReferences: [owner], ...metadata },
    spec: { containers: [{ name: 'main' }], ...spec },
    status: { phase: 'Running', podIP: '10.244.0.9', conditions: [{ type: 'Ready', status: 'True' }], ...status },
  }
}

test('what a ReplicaSet of the workload controls is dialled at its own address', () => {
  expect(selectPods(route, [pod()])).toEqual([
    expect.objectContaining({ uid: 'pod-1', ip: '10.244.0.9', port: 8080, namespace: route.namespace }),
  ])
})

test.each<[string, Changes]>([
  ['of another ReplicaSet', { metadata: { ownerReferences: [{ ...owner, uid: 'set-9' }] } }],
  ['of nobody', { metadata: { ownerReferences: [] } }],
  ['that only mentions its owner', { metadata: { ownerReferences: [{ ...owner, controller: false }] } }],
  ['of a Job with the same uid', { metadata: { ownerReferences: [{ ...owner, kind: 'Job' }] } }],
  ['of another launch', { metadata: { labels: { ...labels, 'moorage.dev/launch': 'launch-2' } } }],
  ['that Moorage did not make', { metadata: { labels: { 'moorage.dev/launch': 'launch-1' } } }],
  ['of another space', { metadata: { namespace: 'user-bob-storage' } }],
  ['that ends', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }],
  ['that is over', { status: { phase: 'Succeeded' } }],
  ['that does not answer yet', { status: { conditions: [{ type: 'Ready', status: 'False' }] } }],
  ['with the address of the machine', { spec: { hostNetwork: true } }],
  ['without an address', { status: { podIP: undefined } }],
])('a pod %s is not', (_what, changes) => {
  expect(selectPods(route, [pod(changes)])).toEqual([])
})
