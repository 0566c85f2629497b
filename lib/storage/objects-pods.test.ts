import { expect, test } from 'vitest'
import { toPod } from './objects-pods.ts'

interface PodParts {
  metadata?: Record<string, unknown>
  spec?: Record<string, unknown>
  status?: Record<string, unknown>
}

function build({ metadata, spec, status }: PodParts = {}) {
  return toPod({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'notebook-1', namespace: 'user-alice-storage', uid: 'p-1', ...metadata },
    spec: { containers: [{}], ...spec },
    status: { phase: 'Running', startTime: '2026-11-24T00:00:00Z', ...status },
  })
}

const container = (cpu: string, more: Record<string, unknown> = {}) => ({ resources: { limits: { cpu } }, ...more })

test('it says which claims it mounts, once each', () => {
  const claim = (claimName: string) => ({ name: 'x', persistentVolumeClaim: { claimName } })
  const volumes = [claim('data'), { name: 'tmp', emptyDir: {} }, claim('models'), claim('data')]
  expect(build({ spec: { volumes } }).claims).toEqual(['data', 'models'])
  expect(build().claims).toEqual([])
})

test.each(['Succeeded', 'Failed'])('%s means that it holds nothing any more', (phase) => {
  expect(build({ status: { phase } }).isFinished).toBe(true)
  expect(build().isFinished).toBe(false)
})

test('it belongs to what the person started, not to what Kubernetes made of it', () => {
  const owner = (kind: string, name: string, labels: Record<string, string> = {}) =>
    build({ metadata: { labels, ownerReferences: [{ kind, name, controller: true }] } }).workload
  expect(owner('ReplicaSet', 'notebook-5d4f8', { 'pod-template-hash': '5d4f8' })).toBe('notebook')
  expect(owner('ReplicaSet', 'notebook-5d4f8', { 'pod-template-hash': '.*' })).toBe('notebook-5d4f8')
  expect(owner('Job', 'train')).toBe('train')
  expect(owner('ReplicaSet', 'a-b', { 'moorage.dev/workload': 'mine', 'pod-template-hash': 'b' })).toBe('mine')
  expect(build().workload).toBeNull()
})

test('and it says of which kind that is', () => {
  const owner = (kind: string, name: string, labels: Record<string, string> = {}) =>
    build({ metadata: { labels, ownerReferences: [{ kind, name, controller: true }] } }).workloadKind
  expect(owner('ReplicaSet', 'notebook-5d4f8', { 'pod-template-hash': '5d4f8' })).toBe('service')
  expect(owner('Job', 'train', { 'moorage.dev/workload': 'train' })).toBe('job')
  expect(owner('Job', 'nightly-29001234', { 'moorage.dev/workload': 'nightly' })).toBe('scheduled-job')
  expect(owner('StatefulSet', 'db')).toBeNull()
  expect(build().workloadKind).toBeNull()
})

test('limits are added up as quotas do', () => {
  const overhead = { cpu: '50m' }
  const spec = {
    overhead,
    containers: [container('500m'), container('0.25')],
    initContainers: [container('100m', { restartPolicy: 'Always' }), container('2')],
  }
  // The init container runs beside the one that stays: 2 + 0.1, more than the rest together.
  expect(build({ spec }).limits.cpuMillicores).toBe(2150)
  expect(build({ spec: { ...spec, initContainers: [container('100m', { restartPolicy: 'Always' })] } }).limits).toEqual(
    {
      cpuMillicores: 900,
      memoryBytes: 0,
      ephemeralBytes: 0,
      gpus: 0,
    },
  )
})

test('what is stated for the whole pod counts instead', () => {
  const resources = { limits: { cpu: '3', memory: '1Gi' } }
  expect(build({ spec: { resources, containers: [container('8')] } }).limits).toMatchObject({
    cpuMillicores: 3000,
    memoryBytes: 1024 ** 3,
  })
})

test('memory, files and graphics cards are counted in their own units', () => {
  const limits = { memory: '512Mi', 'ephemeral-storage': '2G', 'nvidia.com/gpu': '2' }
  expect(build({ spec: { containers: [{ resources: { limits } }] } }).limits).toEqual({
    cpuMillicores: 0,
    memoryBytes: 512 * 1024 ** 2,
    ephemeralBytes: 2_000_000_000,
    gpus: 2,
  })
})

test('file servers are known by label and class', () => {
  const server = build({
    metadata: { labels: { 'moorage.dev/fileserver': 'ro' } },
    spec: { priorityClassName: 'moorage-files' },
  })
  expect(server).toMatchObject({ isFileServer: true, hasFilesPriority: true })
  expect(build()).toMatchObject({ isFileServer: false, hasFilesPriority: false })
})
