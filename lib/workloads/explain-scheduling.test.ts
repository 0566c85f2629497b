import { expect, test } from 'vitest'
import { explainPod } from './testing/explain-set.ts'
import { unscheduledPod } from './testing/objects.ts'

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
  ['0/3 nodes are available: 3 node(s) had volume node affinity conflict.', 'volume-elsewhere'],
  ["0/3 nodes are available: 3 node(s) didn't match PersistentVolume's node affinity.", 'volume-elsewhere'],
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
