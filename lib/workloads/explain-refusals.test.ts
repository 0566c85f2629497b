import { array, assert, constantFrom, oneof, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { REASONS } from './explain-reasons.ts'
import { parseRefusal } from './explain-refusals.ts'
import { explainSet } from './testing/explain-set.ts'
import { ago, deployment, event, podWith, READY_STATUS, replicaSet } from './testing/objects.ts'
import { node } from './testing/surroundings.ts'

const refused = (message: string) =>
  explainSet([
    deployment(),
    replicaSet({
      status: {
        replicas: 0,
        conditions: [
          { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message, lastTransitionTime: ago(20) },
        ],
      },
    }),
  ])
const pods = 'pods "web-5d4f-abcde" is forbidden: '
test.each([
  [
    `${pods}exceeded quota: moorage-compute, requested: limits.cpu=1,limits.memory=2Gi, used: limits.cpu=8,limits.memory=15Gi, limited: limits.cpu=8,limits.memory=16Gi`,
    'quota-exceeded',
    { quota: 'moorage-compute', resource: 'cpu', requested: '1 CPU', used: '8 CPU', limit: '8 CPU' },
  ],
  [`${pods}failed quota: moorage-compute: must specify limits.cpu for: web`, 'creation-refused', {}],
  [
    `${pods}maximum memory usage per Container is 1.5Gi, but limit is 2.5Gi`,
    'limit-range-refused',
    { bound: 'maximum', resource: 'memory', limit: '1.5 GiB', asked: '2.5 GiB' },
  ],
  [
    `${pods}[minimum cpu usage per Container is 100m, but request is 10m, maximum memory usage per Pod is 1Gi, but limit is 2Gi]`,
    'limit-range-refused',
    { bound: 'minimum', resource: 'cpu', asked: '0.01 CPU' },
  ],
  [
    `${pods}violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false)`,
    'pod-security-refused',
    { level: 'restricted' },
  ],
  [
    `${pods}ValidatingAdmissionPolicy 'moorage-pods' with binding 'moorage-pods' denied request: Pods in spaces take no ports of the node.`,
    'policy-refused',
    { policy: 'moorage-pods', detail: 'Pods in spaces take no ports of the node.' },
  ],
  [
    'admission webhook "check.example" denied the request: no',
    'policy-refused',
    { policy: 'check.example', detail: 'no' },
  ],
  [`${pods}error looking up service account`, 'creation-refused', {}],
])('%s', (message, reason, parameters) => {
  expect(refused(message)).toMatchObject({ reason, parameters })
})

test('all that is too large is a cause of its own', () => {
  const found = refused(
    `${pods}exceeded quota: q, requested: limits.cpu=1,pods=1, used: limits.cpu=8,pods=10, limited: limits.cpu=8,pods=10`,
  )
  expect(found.causes.map(({ parameters }) => parameters.resource)).toEqual(['cpu', 'pods'])
})

test('a second pod that is refused does not stop the first', () => {
  const running = podWith(
    { running: { startedAt: ago(200) } },
    { status: { ready: true, started: true }, pod: { conditions: [{ type: 'Ready', status: 'True' }] } },
  )
  const found = explainSet([
    deployment({ spec: { replicas: 2 }, status: READY_STATUS }),
    replicaSet({ spec: { replicas: 2 } }),
    running,
    node(),
    event({
      object: { kind: 'ReplicaSet', name: 'web-5d4f', uid: 'rs-1' },
      reason: 'FailedCreate',
      message: `Error creating: ${pods}exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1`,
    }),
  ])
  expect(found).toMatchObject({ state: 'degraded', reason: 'quota-exceeded', parameters: { ready: 1, wanted: 2 } })
})

test('any text is answered, however long and odd', () => {
  const words = constantFrom(
    'exceeded quota: ',
    ', requested: ',
    ', used: ',
    ', limited: ',
    'maximum x usage per y is ',
    '=',
    ',',
    'denied request: ',
  )
  const texts = array(oneof(words, string()), { maxLength: 200 }).map((parts) => parts.join(''))
  assert(
    property(texts, (text) => {
      expect(REASONS).toHaveProperty(parseRefusal(text).reason)
    }),
    { numRuns: 200 },
  )
})
