import { expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { explain } from './explain.ts'
import { listRefused, listWebPorts } from './explain-refused.ts'
import { indexObjects } from './objects-index.ts'
import { toClusterObjects } from './objects-read.ts'
import { explainSet, explainPod, pulled } from './testing/explain-set.ts'
import { ago, CONTAINER, deployment, event, NOW_MS, pod, podWith, READY_STATUS, replicaSet } from './testing/objects.ts'
import { node } from './testing/surroundings.ts'

const ready = podWith(
  { running: { startedAt: ago(200) } },
  {
    status: { ready: true, started: true },
    pod: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: ago(190) }] },
  },
)
const all = (...more: KubeObject[]) => [deployment({ status: READY_STATUS }), replicaSet(), ready, node(), ...more]

test('what runs, runs, whatever was said before', () => {
  const noise = [
    event({ reason: 'Unhealthy', message: 'Startup probe failed: connection refused', seconds: 195 }),
    event({ reason: 'BackOff', message: 'Back-off restarting failed container', seconds: 250 }),
    event({ reason: 'FailedScheduling', message: '0/1 nodes are available: 1 Insufficient cpu.', seconds: 280 }),
  ]
  expect(explainSet(all(...noise))).toEqual({
    state: 'running',
    reason: 'running',
    parameters: { ready: 1, wanted: 1 },
    causes: [],
    evidence: [],
    nextStep: null,
    since: ago(200),
  })
})

test('nobody has made anything yet', () => {
  expect(explainSet([deployment({ status: { observedGeneration: 0, conditions: [] } })])).toMatchObject({
    state: 'starting',
    reason: 'accepted',
  })
})

test('scaled to nothing', () => {
  const none = deployment({ spec: { replicas: 0 }, status: { replicas: 0, conditions: [] } })
  expect(explainSet([none, replicaSet({ spec: { replicas: 0 } })])).toMatchObject({
    state: 'stopped',
    nextStep: { code: 'start' },
  })
  const leaving = { ...ready, metadata: { ...ready.metadata, deletionTimestamp: ago(3) } }
  expect(explainSet([none, replicaSet(), leaving, node()])).toMatchObject({ state: 'stopping', reason: 'stopping' })
})

test('a new version that fails beside an old one that serves', () => {
  const newSet = replicaSet({
    metadata: { name: 'web-77', uid: 'rs-2', annotations: { 'deployment.kubernetes.io/revision': '2' } },
  })
  const bad = pulled('registry.example/web:2: not found')
  const newPod = {
    ...bad,
    metadata: {
      ...bad.metadata,
      name: 'web-77-x',
      uid: 'p-2',
      ownerReferences: newSet.metadata.ownerReferences?.map((one) => ({ ...one, uid: 'rs-2' })),
    },
  }
  expect(explainSet([...all(), newSet, newPod])).toMatchObject({ state: 'degraded', reason: 'image-not-found' })
})

test('a machine that is not heard of', () => {
  const objects = [deployment({ status: READY_STATUS }), replicaSet(), ready]
  expect(explainSet([...objects, node({ isReady: false })])).toMatchObject({
    state: 'degraded',
    reason: 'node-not-ready',
    parameters: { node: 'node-1' },
  })
  expect(explainSet([...objects, node({ isReady: false, seconds: 1 })]).reason).toBe('running')
})

test.each([
  [{ deletionTimestamp: ago(10), finalizers: ['foregroundDeletion'] }, 'deleting'],
  [{ deletionTimestamp: ago(500), finalizers: ['example.org/hold'] }, 'stuck-on-finalizer'],
])('deleting with %j is %s', (metadata, reason) => {
  expect(explainSet([deployment({ metadata })])).toMatchObject({ state: 'deleting', reason })
})

test('a pod that does not go', () => {
  const going = (metadata: object) => ({
    ...ready,
    metadata: { ...ready.metadata, deletionTimestamp: ago(600), ...metadata },
  })
  const gone = deployment({ metadata: { deletionTimestamp: ago(700) } })
  expect(explainSet([gone, replicaSet(), going({}), node({ isReady: false })])).toMatchObject({
    reason: 'stuck-on-node',
  })
  expect(explainSet([gone, replicaSet(), going({ finalizers: ['example.org/hold'] }), node()])).toMatchObject({
    reason: 'stuck-on-finalizer',
    parameters: { finalizer: 'example.org/hold' },
  })
  expect(explainSet([gone, replicaSet(), going({}), node()])).toMatchObject({ reason: 'stuck-terminating' })
})

test('a rollout that the cluster has given up', () => {
  const conditions = [
    {
      type: 'Progressing',
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: 'ReplicaSet "web" has timed out progressing.',
      lastTransitionTime: ago(20),
    },
  ]
  expect(explainSet([deployment({ status: { conditions } }), replicaSet({ spec: { replicas: 0 } })])).toMatchObject({
    state: 'failed',
    reason: 'rollout-stuck',
  })
})

const marks = {
  labels: { 'moorage.dev/launch': '2f6d8a4e-0c5b-4a51-9b2f-5d6a8c1e7f00' },
  namespace: 'user-alice-storage',
  creationTimestamp: ago(280),
}
const service = (selector: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', ...marks },
  spec: { selector, ports: [{ port: 8080 }] },
})
test('a web address whose program nobody reaches, once somebody has looked', () => {
  const annotations = { 'moorage.dev/web-port': '8080' }
  const objects = [deployment({ status: READY_STATUS, metadata: { annotations } }), ...all().slice(1)]
  const explainSeen = (sockets: { port: number; isLoopback: boolean }[]) => {
    const index = indexObjects({ ...toClusterObjects(objects), listeners: new Map([['p-1', sockets]]) })
    const [workload] = index.workloads
    return {
      explanation: explain(workload!, index, NOW_MS),
      refused: listRefused(workload!, index, NOW_MS).map(({ pod: { name }, port }) => ({ name, port })),
      asked: listWebPorts(workload!, index).length,
    }
  }
  const lonely = explainSeen([{ port: 8080, isLoopback: true }])
  expect(lonely.explanation).toMatchObject({ state: 'degraded', reason: 'listens-on-loopback' })
  // It is looked into again until it can be reached.
  expect(lonely).toMatchObject({ refused: [{ name: 'web-5d4f-abcde', port: 8080 }], asked: 1 })
  expect(explainSeen([{ port: 3000, isLoopback: false }]).explanation).toMatchObject({
    reason: 'wrong-port',
    parameters: { port: 8080, otherPorts: '3000' },
  })
  expect(explainSeen([{ port: 8080, isLoopback: false }])).toMatchObject({
    explanation: { reason: 'running' },
    refused: [],
  })
})

test('a service that leads nowhere, and one that does not', () => {
  expect(explainSet(all(service({ 'moorage.dev/workload': 'other' })))).toMatchObject({
    state: 'running',
    reason: 'service-without-endpoints',
    parameters: { service: 'web' },
  })
  expect(explainSet(all(service({ 'moorage.dev/workload': 'web' }))).reason).toBe('running')
})

test('an ingress without an address', () => {
  const ingress = (ip?: string): KubeObject => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'web', ...marks },
    spec: { rules: [{ host: 'web.example' }] },
    status: { loadBalancer: ip ? { ingress: [{ ip }] } : {} },
  })
  expect(explainSet(all(ingress()))).toMatchObject({
    reason: 'ingress-without-address',
    parameters: { host: 'web.example' },
  })
  expect(explainSet(all(ingress('10.0.0.1'))).reason).toBe('running')
})

test('an init container is looked at too', () => {
  const one = pod({
    spec: { initContainers: [CONTAINER] },
    status: {
      initContainerStatuses: [
        {
          name: 'setup',
          image: 'x:1',
          ready: false,
          restartCount: 4,
          state: { waiting: { reason: 'CrashLoopBackOff' } },
          lastState: { terminated: { exitCode: 2, reason: 'Error', finishedAt: ago(5) } },
        },
      ],
      containerStatuses: [
        {
          name: 'web',
          image: 'x:1',
          ready: false,
          restartCount: 0,
          state: { waiting: { reason: 'PodInitializing' } },
        },
      ],
    },
  })
  expect(explainPod(one)).toMatchObject({ reason: 'crash-loop', parameters: { container: 'setup', exitCode: 2 } })
})
