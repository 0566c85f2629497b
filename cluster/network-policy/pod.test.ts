import { expect, test } from 'vitest'
import { toPolicyPod } from './pod.ts'

function build(spec: object, status?: object) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-1', namespace: 'blue', uid: 'u1', labels: { app: 'web' } },
    spec: { containers: [{ name: 'main' }], ...spec },
    ...(status ? { status } : {}),
  }
}

test('reads what policies ask about', () => {
  expect(toPolicyPod(build({}, { phase: 'Running', podIP: '10.244.0.5' }))).toEqual({
    namespace: 'blue',
    name: 'web-1',
    uid: 'u1',
    labels: { app: 'web' },
    reportedAddress: '10.244.0.5',
    isTerminated: false,
    namedPorts: [],
  })
})

test('a pod that is not placed yet has no address', () => {
  expect(toPolicyPod(build({}))?.reportedAddress).toBeNull()
})

test('leaves out pods in the network of the node', () => {
  expect(toPolicyPod(build({ hostNetwork: true }, { podIP: '10.199.0.2' }))).toBeNull()
})

test('refuses what is not a pod', () => {
  expect(() => toPolicyPod({ ...build({}), spec: {} })).toThrow(/containers/)
})

test.each([
  ['Pending', false],
  ['Running', false],
  ['Unknown', false],
  ['Succeeded', true],
  ['Failed', true],
])('in phase %s, terminated is %s', (phase, isTerminated) => {
  expect(toPolicyPod(build({}, { phase }))?.isTerminated).toBe(isTerminated)
})

test('collects named ports of containers and of sidecars, not of init containers that end', () => {
  const pod = toPolicyPod(
    build({
      containers: [
        { ports: [{ name: 'http', containerPort: 8080 }, { containerPort: 9090 }] },
        { ports: [{ name: 'dns', containerPort: 53, protocol: 'UDP' }] },
      ],
      initContainers: [
        { restartPolicy: 'Always', ports: [{ name: 'proxy', containerPort: 15_001 }] },
        { ports: [{ name: 'setup', containerPort: 7000 }] },
      ],
    }),
  )
  expect(pod?.namedPorts).toEqual([
    { name: 'http', protocol: 'TCP', port: 8080 },
    { name: 'dns', protocol: 'UDP', port: 53 },
    { name: 'proxy', protocol: 'TCP', port: 15_001 },
  ])
})
