import { expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { buildSpaceObjects, toUserSpace } from '#lib/spaces/objects.ts'
import type { Claim } from '#lib/storage/objects-claims.ts'
import type { Pod } from '#lib/storage/objects-pods.ts'
import { toCachedQuota } from './objects.ts'
import type { QuotaItem } from './schema.ts'
import { getLevel, getShare, listOrigins, listShortages, toQuotaView } from './status.ts'

const GIB = 1024 ** 3

const user = { username: 'alice', issuer: 'https://id.example.org', subject: 'a-1', quota: {}, quotaRole: null }
const defaults = {
  quota: { pods: 10, volumes: 5, gpu: 0, storage: '100Gi', cpu: '8', memory: '16Gi', ephemeralStorage: '20Gi' },
  quotaRoles: [],
  volumeSize: '10Gi',
  storageClass: null,
}
const settings = {
  ownNamespace: 'moorage',
  ingressNamespace: null,
  podSecurity: 'restricted',
  hasInternetEgress: false,
} as const

/** The quotas that Moorage makes, with what the cluster has counted. */
function buildQuotas(used: Record<string, Record<string, string>> | null): KubeObject[] {
  return buildSpaceObjects(toUserSpace(user, defaults), settings)
    .filter(({ kind }) => kind === 'ResourceQuota')
    .map((quota) => {
      const { hard } = quota.spec as { hard: Record<string, string> }
      const zero = Object.fromEntries(Object.keys(hard).map((key) => [key, '0']))
      return used ? { ...quota, status: { hard, used: { ...zero, ...used[quota.metadata.name] } } } : quota
    })
}

const counted = buildQuotas({
  'moorage-storage': { 'requests.storage': '96Gi', persistentvolumeclaims: '2', 'limits.ephemeral-storage': '1Gi' },
  'moorage-compute': { pods: '1', 'limits.cpu': '1500m', 'limits.memory': '2Gi' },
}).map(toCachedQuota)

const claims = [
  { name: 'small', requestedBytes: 6 * GIB },
  { name: 'large', requestedBytes: 90 * GIB },
] as Claim[]
const limits = { cpuMillicores: 1500, memoryBytes: 2 * GIB, ephemeralBytes: GIB, gpus: 0 }
const alone = { isFinished: false, hasFilesPriority: false, workload: null, workloadKind: null }
const pods = [
  { ...alone, name: 'notebook', limits, workload: 'notes', workloadKind: 'service' },
  { ...alone, name: 'done', isFinished: true, limits },
  { ...alone, name: 'files', hasFilesPriority: true, limits: { ...limits, ephemeralBytes: 5 } },
] as Pod[]
const workload = { kind: 'service', name: 'notes' }

const view = toQuotaView({ quotas: counted, claims, pods })
const find = (resource: QuotaItem['resource']) => view.items.find((item) => item.resource === resource)

test('three quotas become one list in units that people know, the worst first', () => {
  expect(view.isComplete).toBe(true)
  expect(view.items.map(({ resource }) => resource).slice(0, 3)).toEqual(['storage', 'volumes', 'cpu'])
  expect(find('storage')).toMatchObject({ used: 96 * GIB, limit: 100 * GIB, unit: 'bytes' })
  expect(find('volumes')).toMatchObject({ used: 2, limit: 5, unit: 'count' })
  expect(find('cpu')).toMatchObject({ used: 1500, limit: 8000, unit: 'millicores' })
  expect(find('memory')).toMatchObject({ used: 2 * GIB, limit: 16 * GIB, unit: 'bytes' })
  expect(find('gpu')).toMatchObject({ used: 0, limit: 0 })
  expect(find('config-maps')).toMatchObject({ used: 0, limit: 100, holders: [] })
})

test('what the file servers use is not in it, but for the one thing they share', () => {
  expect(find('pods')).toMatchObject({ limit: 10, holders: [{ kind: 'pod', name: 'notebook', amount: 1 }] })
  expect(find('ephemeral-storage')?.holders).toEqual([
    { kind: 'pod', name: 'notebook', workload, amount: GIB },
    { kind: 'pod', name: 'files', amount: 5 },
  ])
})

test('who holds it is named, the largest first, without what has finished', () => {
  expect(find('storage')?.holders).toEqual([
    { kind: 'volume', name: 'large', amount: 90 * GIB },
    { kind: 'volume', name: 'small', amount: 6 * GIB },
  ])
  expect(find('cpu')?.holders).toEqual([{ kind: 'pod', name: 'notebook', workload, amount: 1500 }])
  expect(find('gpu')?.holders).toEqual([])
})

test('before the cluster has counted, and without one of the quotas, the list is not complete', () => {
  const uncounted = buildQuotas(null).map(toCachedQuota)
  expect(toQuotaView({ quotas: uncounted, claims: [], pods: [] })).toMatchObject({ isComplete: false })
  expect(toQuotaView({ quotas: counted.slice(0, 1), claims: [], pods: [] }).isComplete).toBe(false)
  expect(toQuotaView({ quotas: [], claims, pods })).toEqual({ items: [], isComplete: false })
})

test('a quota that was asked to be counted again is not, until the cluster has done so', () => {
  const [storage] = buildQuotas({})
  expect(toCachedQuota(storage!)).toMatchObject({ isCounted: true, isRecounted: true })
  const { hard } = storage!.spec as { hard: Record<string, string> }
  const asked = { ...storage!, spec: { hard: { ...hard, 'count/podtemplates': '1' } } }
  expect(toCachedQuota(asked)).toMatchObject({ isCounted: true, isRecounted: false })
  expect(toCachedQuota(buildQuotas(null)[0]!)).toMatchObject({ isCounted: false, isRecounted: false })
})

test('a quota that somebody else made does not count', () => {
  const quotas = counted.map((quota) => ({ ...quota, isManaged: false }))
  expect(toQuotaView({ quotas, claims: [], pods: [] })).toEqual({ items: [], isComplete: false })
})

test('amounts that are none are left out', () => {
  const [storage] = buildQuotas({})
  const broken = { ...storage!, spec: { hard: { 'requests.storage': 'lots', persistentvolumeclaims: '5' } } }
  expect(toCachedQuota(broken).amounts.map(({ resource }) => resource)).toEqual(['volumes'])
})

test.each([
  [0, 100, 0, 'fine'],
  [74, 100, 0.74, 'fine'],
  [75, 100, 0.75, 'high'],
  [94, 100, 0.94, 'high'],
  [95, 100, 0.95, 'full'],
  [120, 100, 1.2, 'full'],
  [0, 0, 0, 'fine'],
  [1, 0, Infinity, 'full'],
])('%d of %d is %d, which is %s', (used, limit, share, level) => {
  expect(getShare({ used, limit })).toBe(share)
  expect(getLevel({ used, limit })).toBe(level)
})

test('what does not fit is named with how much is missing', () => {
  expect(listShortages(view.items, { storage: 5 * GIB, volumes: 3, cpu: 7000, gpu: 1 })).toEqual([
    { resource: 'storage', unit: 'bytes', used: 96 * GIB, limit: 100 * GIB, asked: 5 * GIB, missing: GIB },
    { resource: 'cpu', unit: 'millicores', used: 1500, limit: 8000, asked: 7000, missing: 500 },
    { resource: 'gpu', unit: 'count', used: 0, limit: 0, asked: 1, missing: 1 },
  ])
  expect(listShortages(view.items, { storage: 4 * GIB, pods: 9 })).toEqual([])
})

test('who asks for nothing is in nobody’s way, even above the limit', () => {
  expect(listShortages([{ resource: 'pods', used: 12, limit: 10, unit: 'count', holders: [] }], { pods: 0 })).toEqual(
    [],
  )
})

test('a limit says who gave it, and nothing when it is the standard', () => {
  const role = { group: 'research', quota: { cpu: '16', pods: 20, ephemeralStorage: '50Gi' } }
  const origins = listOrigins({ pods: 3 }, role)
  const { items } = toQuotaView({ quotas: counted, claims, pods, origins })
  const shown = Object.fromEntries(items.flatMap(({ resource, origin }) => (origin ? [[resource, origin]] : [])))
  const byRole = { kind: 'role', group: 'research' }
  expect(shown).toEqual({ pods: { kind: 'own' }, cpu: byRole, 'ephemeral-storage': byRole })
})
