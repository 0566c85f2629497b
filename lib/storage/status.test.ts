import { expect, test } from 'vitest'
import type { Claim } from './objects-claims.ts'
import type { Pod } from './objects-pods.ts'
import type { StorageClass } from './schema.ts'
import { getPhase, listDependents, listMounts, toVolume } from './status.ts'

const GIB = 1024 ** 3

const claim: Claim = {
  namespace: 'user-alice-storage',
  name: 'data',
  uid: 'c-1',
  resourceVersion: '7',
  createdAt: '2026-11-24T06:00:00Z',
  isManaged: true,
  isPrimary: false,
  title: null,
  launchId: null,
  storageClass: 'standard',
  accessModes: ['ReadWriteOnce'],
  state: 'bound',
  isDeleting: false,
  hasNode: true,
  requestedBytes: 10 * GIB,
  capacityBytes: 10 * GIB,
  growth: 'none',
}
const standard: StorageClass = {
  name: 'standard',
  description: null,
  isDefault: true,
  canGrow: true,
  accessModes: ['ReadWriteOnce'],
  minimumBytes: 1024 ** 2,
  waitsForFirstUse: true,
}
const pod: Pod = {
  namespace: 'user-alice-storage',
  name: 'notebook-1',
  uid: 'p-1',
  nodeName: 'node-1',
  isFinished: false,
  isDeleting: false,
  startedAt: '2026-11-24T07:00:00Z',
  isFileServer: false,
  hasFilesPriority: false,
  workload: 'notebook',
  workloadKind: 'service',
  claims: ['data'],
  limits: { cpuMillicores: 0, memoryBytes: 0, ephemeralBytes: 0, gpus: 0 },
}

const show = (changes: Partial<Claim> = {}, context: Partial<Parameters<typeof toVolume>[1]> = {}) =>
  toVolume(
    { ...claim, ...changes },
    { space: 'u/alice', storageClass: standard, pods: [], workloads: [], usage: null, ...context },
  )

test.each<[Partial<Claim>, string]>([
  [{}, 'bound'],
  [{ state: 'pending', capacityBytes: null, hasNode: false }, 'pending-first-use'],
  [{ state: 'pending', capacityBytes: null, hasNode: true }, 'pending'],
  [{ growth: 'running' }, 'growing'],
  [{ growth: 'waits-for-use' }, 'growing'],
  [{ growth: 'failed' }, 'grow-failed'],
  [{ state: 'lost' }, 'lost'],
  [{ state: 'lost', isDeleting: true }, 'deleting'],
  [{ growth: 'running', isDeleting: true }, 'deleting'],
])('%j is %s', (changes, phase) => {
  expect(getPhase({ ...claim, ...changes }, standard)).toBe(phase)
})

test('without a class that waits, a volume without a disk is just pending', () => {
  const pending = { ...claim, state: 'pending' as const, hasNode: false }
  expect(getPhase(pending, { ...standard, waitsForFirstUse: false })).toBe('pending')
  expect(getPhase(pending, undefined)).toBe('pending')
})

test('a volume is shown with everything known of it, and nothing made up', () => {
  expect(show()).toEqual({
    space: 'u/alice',
    name: 'data',
    title: null,
    uid: 'c-1',
    resourceVersion: '7',
    phase: 'bound',
    requestedBytes: 10 * GIB,
    capacityBytes: 10 * GIB,
    storageClass: 'standard',
    accessModes: ['ReadWriteOnce'],
    canGrow: true,
    waitsForUse: false,
    createdAt: '2026-11-24T06:00:00Z',
    usedBytes: null,
    usedAt: null,
    mountedBy: [],
    neededBy: [],
    isPrimary: false,
  })
})

test.each<[Partial<Claim>, Partial<Parameters<typeof toVolume>[1]>, boolean]>([
  [{ growth: 'running' }, {}, true],
  [{ growth: 'failed' }, {}, true],
  [{ state: 'pending', hasNode: false }, {}, false],
  [{ isDeleting: true }, {}, false],
  [{ isManaged: false }, {}, false],
  [{}, { storageClass: { ...standard, canGrow: false } }, false],
  [{}, { storageClass: undefined }, false],
])('with %j and %j it can grow: %s', (changes, context, canGrow) => {
  expect(show(changes, context).canGrow).toBe(canGrow)
})

test('growing waits for use only while nothing uses it', () => {
  expect(show({ growth: 'waits-for-use' }).waitsForUse).toBe(true)
  expect(show({ growth: 'waits-for-use' }, { pods: [pod] }).waitsForUse).toBe(false)
  expect(show({ growth: 'running' }).waitsForUse).toBe(false)
})

test('what would mount it at its next start is named too, unless it is named already', () => {
  const workloads = [
    { kind: 'service' as const, name: 'notebook', claims: ['data'] },
    { kind: 'scheduled-job' as const, name: 'backup', claims: ['models', 'data'] },
    { kind: 'job' as const, name: 'train', claims: ['models'] },
  ]
  const backup = { kind: 'scheduled-job', name: 'backup' }
  expect(show({}, { workloads }).neededBy).toEqual([backup, { kind: 'service', name: 'notebook' }])
  expect(show({}, { workloads, pods: [pod] }).neededBy).toEqual([backup])
})

test('a measurement older than the volume is another volume’s', () => {
  const usage = (at: string) => show({}, { usage: { usedBytes: 5, at } })
  expect(usage('2026-11-24T06:00:01Z')).toMatchObject({ usedBytes: 5, usedAt: '2026-11-24T06:00:01Z' })
  expect(usage('2026-11-24T05:59:59Z')).toMatchObject({ usedBytes: null, usedAt: null })
})

test('who mounts it is named in order; what has finished or mounts something else is not', () => {
  const pods = [
    pod,
    { ...pod, name: 'files-1', workload: null, workloadKind: null, startedAt: null, isFileServer: true },
    { ...pod, name: 'done', isFinished: true },
    { ...pod, name: 'other', claims: ['models'] },
  ]
  const mounts = listMounts('data', pods)
  expect(mounts).toEqual([
    { pod: 'files-1', workload: null, workloadKind: null, since: null, isFileServer: true },
    {
      pod: 'notebook-1',
      workload: 'notebook',
      workloadKind: 'service',
      since: '2026-11-24T07:00:00Z',
      isFileServer: false,
    },
  ])
  expect(listDependents(mounts).map((mount) => mount.pod)).toEqual(['notebook-1'])
})
