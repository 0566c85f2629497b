import { expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { explainPod, explainSet } from './testing/explain-set.ts'
import { deployment, pod, replicaSet, unscheduledPod } from './testing/objects.ts'
import { claim, node, WITH_DATA } from './testing/surroundings.ts'

const tail = ' preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.'
test.each([
  ['0/3 nodes are available: 3 Insufficient cpu.', 'too-little-cpu'],
  ['0/3 nodes are available: 3 Insufficient memory.', 'too-little-memory'],
  ['0/3 nodes are available: 3 Insufficient nvidia.com/gpu.', 'too-little-gpu'],
  ['0/3 nodes are available: 3 Insufficient ephemeral-storage.', 'too-little-scratch'],
  ['0/3 nodes are available: 3 Too many pods.', 'too-many-pods'],
  ['0/3 nodes are available: 3 node(s) had untolerated taint(s).', 'node-taints'],
  ['0/3 nodes are available: 3 node(s) had untolerated taint {dedicated: gpu}.', 'node-taints'],
  ["0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.", 'node-selector'],
  ['0/3 nodes are available: 3 node(s) were unschedulable.', 'nodes-closed'],
  ['0/3 nodes are available: 3 node(s) had volume node affinity conflict.', 'volume-out-of-reach'],
  ["0/3 nodes are available: 3 node(s) didn't match PersistentVolume's node affinity.", 'volume-out-of-reach'],
  ["0/3 nodes are available: 3 node(s) didn't find available persistent volumes to bind.", 'volume-not-bound'],
  [
    '0/3 nodes are available: 3 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod.',
    'volume-in-use',
  ],
  ['0/3 nodes are available: 1 node(s) did something new, 2 Insufficient cpu.', 'no-node-fits'],
  ['no nodes available to schedule pods', 'no-nodes'],
  ['the scheduler has learnt new words', 'unknown'],
  ['0/3 nodes are available: 3 node(s) did something new.', 'unknown'],
])('%s', (message, reason) => {
  expect(explainPod(unscheduledPod(`${message}${message.startsWith('0/') ? tail : ''}`)).reason).toBe(reason)
})

test('each cause has its number of nodes', () => {
  const found = explainPod(
    unscheduledPod(
      `0/6 nodes are available: 1 node(s) had volume node affinity conflict, 2 node(s) had untolerated taint {dedicated: gpu}, 3 Insufficient nvidia.com/gpu.${tail}`,
    ),
  )
  expect(found).toMatchObject({ state: 'waiting', reason: 'no-node-fits', parameters: { nodes: 6 } })
  expect(found.causes).toEqual([
    { catalogue: 'causes', code: 'volume', parameters: { nodes: 1, detail: '' } },
    { catalogue: 'causes', code: 'taint', parameters: { nodes: 2, detail: 'dedicated' } },
    { catalogue: 'causes', code: 'gpu', parameters: { nodes: 3, detail: 'nvidia.com/gpu' } },
  ])
})

test('the first seconds alarm nobody', () => {
  expect(explainPod(unscheduledPod('0/1 nodes are available: 1 Insufficient cpu.', { seconds: 2 }))).toMatchObject({
    state: 'starting',
    reason: 'waiting-for-node',
  })
})

const untold = unscheduledPod(`0/1 nodes are available: 1 node(s) had untolerated taint(s).${tail}`)

test('a machine that is down is not one that is set aside', () => {
  const set = (one: KubeObject) => explainSet([deployment(), replicaSet(), untold, one])
  const tainted = { ...node(), spec: { taints: [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }] } }
  expect(set(node({ isReady: false }))).toMatchObject({ reason: 'nodes-not-ready', causes: [{ code: 'not-ready' }] })
  expect(set(tainted)).toMatchObject({
    reason: 'node-taints',
    causes: [{ code: 'taint', parameters: { detail: 'dedicated' } }],
  })
})

test('without the machines, no taint is named', () => {
  expect(explainSet([deployment(), replicaSet(), untold])).toMatchObject({
    reason: 'node-taints',
    causes: [{ parameters: { detail: '' } }],
  })
})

test('a disk that no machine reaches is nobody’s who could be stopped', () => {
  const message = `0/2 nodes are available: 1 Insufficient memory, 1 node(s) had volume node affinity conflict.${tail}`
  const only = `0/2 nodes are available: 2 node(s) had volume node affinity conflict.${tail}`
  const holder = pod({
    metadata: {
      name: 'notebook-1-x',
      uid: 'p-9',
      ownerReferences: [],
      labels: { 'moorage.dev/workload': 'notebook-1' },
    },
    spec: WITH_DATA,
    status: { phase: 'Running' },
  })
  const set = (text: string) =>
    explainSet([deployment(), replicaSet(), unscheduledPod(text, { spec: WITH_DATA }), claim(), holder])
  expect(set(only)).toMatchObject({
    reason: 'volume-out-of-reach',
    nextStep: { code: 'ask-admin', target: 'data' },
  })
  expect(set(message)).toMatchObject({ reason: 'no-node-fits', parameters: { volume: 'data' } })
})
