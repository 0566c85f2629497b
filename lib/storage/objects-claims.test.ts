import { expect, test } from 'vitest'
import { toClaim } from './objects-claims.ts'
import { buildVolume } from './objects.ts'

const GIB = 1024 ** 3

function build(spec: Record<string, unknown> = {}, status: Record<string, unknown> = {}) {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: 'data',
      namespace: 'user-alice-storage',
      uid: 'c-1',
      resourceVersion: '7',
      creationTimestamp: '2026-11-24T00:00:00Z',
    },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '20Gi' } }, ...spec },
    status: { phase: 'Bound', capacity: { storage: '10Gi' }, ...status },
  }
}

test('what Moorage made is read back as it was meant', () => {
  const manifest = buildVolume({
    namespace: 'group-k3f9-storage',
    kind: 'group',
    name: 'group-k3f9-0badcafe',
    title: '共用資料',
    size: '10Gi',
    storageClass: 'shared',
    accessMode: 'ReadWriteMany',
    isPrimary: false,
    launchId: 'l-1',
  })
  expect(toClaim(manifest)).toMatchObject({
    namespace: 'group-k3f9-storage',
    name: 'group-k3f9-0badcafe',
    title: '共用資料',
    isManaged: true,
    isPrimary: false,
    launchId: 'l-1',
    storageClass: 'shared',
    accessModes: ['ReadWriteMany'],
    requestedBytes: 10 * GIB,
    capacityBytes: null,
    state: 'pending',
    hasNode: false,
    growth: 'none',
  })
})

test('a claim of somebody else is one too, and says so', () => {
  expect(toClaim(build())).toMatchObject({ isManaged: false, state: 'bound', capacityBytes: 10 * GIB })
})

test.each([
  [{}, 'running'],
  [{ conditions: [{ type: 'Resizing', status: 'True' }] }, 'running'],
  [{ conditions: [{ type: 'FileSystemResizePending', status: 'True' }] }, 'waits-for-use'],
  [{ conditions: [{ type: 'FileSystemResizePending', status: 'False' }] }, 'running'],
  [{ allocatedResourceStatuses: { storage: 'NodeResizePending' } }, 'waits-for-use'],
  [{ allocatedResourceStatuses: { storage: 'ControllerResizeInfeasible' } }, 'failed'],
  [{ conditions: [{ type: 'NodeResizeError', status: 'True' }] }, 'failed'],
  [{ capacity: { storage: '20Gi' }, conditions: [{ type: 'NodeResizeError', status: 'True' }] }, 'none'],
  [{ capacity: { storage: '25Gi' } }, 'none'],
])('with %j growth is %s', (status, growth) => {
  expect(toClaim(build({}, status)).growth).toBe(growth)
})

test('a claim without a status, and one with amounts beyond exact numbers, can be read', () => {
  expect(toClaim({ ...build(), status: undefined })).toMatchObject({ state: 'pending', capacityBytes: null })
  expect(toClaim(build({ resources: { requests: { storage: '8Ei' } } })).requestedBytes).toBe(2 ** 63)
})

test('what is no claim throws, so that the cache leaves it out', () => {
  expect(() => toClaim({ ...build(), spec: {} })).toThrow('resources')
  expect(() => toClaim(build({ resources: { requests: { storage: '-1Gi' } } }))).toThrow('not an amount')
})
