import { expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { buildSpaceObjects, formatGroupVolumeName, toGroupSpace, toUserSpace } from './objects.ts'
import type { SpaceSettings } from './schema.ts'

const defaults = {
  quota: { pods: 10, volumes: 5, gpu: 0, storage: '100Gi', cpu: '8', memory: '16Gi', ephemeralStorage: '20Gi' },
  quotaRoles: [],
  volumeSize: '10Gi',
  storageClass: null,
}
const settings: SpaceSettings = {
  ownNamespace: 'moorage',
  ingressNamespace: 'projectcontour',
  podSecurity: 'restricted',
  hasInternetEgress: false,
}
const alice = { username: 'alice', issuer: 'https://id.example.org', subject: 'a-1', quota: {}, quotaRole: null }
const team = {
  id: 'k3f9',
  uid: '5e0f',
  quota: { storage: '1Ti' },
  volumes: [
    { name: 'data', size: '20Gi', storageClass: 'shared', accessMode: 'ReadWriteMany' as const },
    { name: 'models', size: '5Gi', storageClass: null, accessMode: null },
  ],
}

function build(changes: Partial<SpaceSettings> = {}): Map<string, KubeObject> {
  const objects = buildSpaceObjects(toUserSpace(alice, defaults), { ...settings, ...changes })
  return new Map(objects.map((object) => [`${object.kind} ${object.metadata.name}`, object]))
}

test('the namespace says whose it is and how secure its pods have to be', () => {
  expect(build({ podSecurity: 'baseline' }).get('Namespace user-alice-storage')?.metadata).toEqual({
    name: 'user-alice-storage',
    labels: {
      'app.kubernetes.io/managed-by': 'moorage',
      'moorage.dev/space-kind': 'user',
      'pod-security.kubernetes.io/enforce': 'baseline',
      'pod-security.kubernetes.io/enforce-version': 'latest',
      'pod-security.kubernetes.io/warn': 'baseline',
      'pod-security.kubernetes.io/warn-version': 'latest',
    },
    annotations: {
      'moorage.dev/space': 'u/alice',
      'moorage.dev/owner-issuer': 'https://id.example.org',
      'moorage.dev/owner-subject': 'a-1',
    },
  })
})

test('the namespace of a group belongs to that very group', () => {
  const [namespace] = buildSpaceObjects(toGroupSpace(team, defaults), settings)
  expect(namespace?.metadata).toMatchObject({
    name: 'group-k3f9-storage',
    labels: { 'moorage.dev/space-kind': 'group' },
    annotations: { 'moorage.dev/space': 'g/k3f9', 'moorage.dev/owner-group-uid': '5e0f' },
  })
})

test('every object carries our labels, lies in the space and has a name that is ours', () => {
  const objects = [...build({ hasInternetEgress: true }).values()]
  for (const { kind, metadata } of objects) {
    expect(metadata.labels).toMatchObject({
      'app.kubernetes.io/managed-by': 'moorage',
      'moorage.dev/space-kind': 'user',
    })
    if (kind === 'Namespace') continue
    expect(metadata.namespace).toBe('user-alice-storage')
    expect(metadata.name).toMatch(kind === 'PersistentVolumeClaim' ? /^user-alice-disk$/ : /^moorage-/)
  }
  expect(objects).toHaveLength(14)
})

test('rights come first, quotas before claims, claims last', () => {
  const kinds = [...build().values()].map(({ kind }) => kind)
  expect(kinds.slice(0, 2)).toEqual(['Namespace', 'RoleBinding'])
  expect(kinds.at(-1)).toBe('PersistentVolumeClaim')
  expect(kinds.lastIndexOf('ResourceQuota')).toBeLessThan(kinds.indexOf('PersistentVolumeClaim'))
  expect([...build().keys()][1]).toBe('RoleBinding moorage-space')
})

test('only the own service accounts of portal and gateway get rights, and only their two roles', () => {
  const bindings = [...build().values()].filter(({ kind }) => kind === 'RoleBinding')
  expect(bindings.map(({ roleRef, subjects }) => ({ roleRef, subjects }))).toEqual(
    [
      ['moorage-space', 'moorage'],
      ['moorage-space-gateway', 'moorage-gateway'],
    ].map(([role, account]) => ({
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace: 'moorage' }],
    })),
  )
})

test('three quotas: storage for everything, compute without file servers, file servers for themselves', () => {
  const objects = build()
  expect(objects.get('ResourceQuota moorage-storage')?.spec).toMatchObject({
    hard: {
      persistentvolumeclaims: '5',
      'requests.storage': '100Gi',
      'limits.ephemeral-storage': '20Gi',
      'services.nodeports': '0',
      'services.loadbalancers': '0',
      'count/configmaps': '100',
    },
  })
  expect(objects.get('ResourceQuota moorage-storage')?.spec).not.toHaveProperty('scopeSelector')
  expect(objects.get('ResourceQuota moorage-compute')?.spec).toEqual({
    hard: { pods: '10', 'limits.cpu': '8', 'limits.memory': '16Gi', 'requests.nvidia.com/gpu': '0' },
    scopeSelector: {
      matchExpressions: [{ scopeName: 'PriorityClass', operator: 'NotIn', values: ['moorage-files'] }],
    },
  })
  expect(objects.get('ResourceQuota moorage-files')?.spec).toEqual({
    hard: { pods: '12', 'limits.cpu': '24000m', 'limits.memory': '6144Mi' },
    scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['moorage-files'] }] },
  })
})

test('a container that states nothing gets no more than the whole quota', () => {
  const space = toUserSpace({ ...alice, quota: { cpu: '50m', memory: '2Gi' } }, defaults)
  const range = buildSpaceObjects(space, settings).find(({ kind }) => kind === 'LimitRange')
  expect(range?.spec).toEqual({
    limits: [
      {
        type: 'Container',
        default: { cpu: '50m', memory: '1Gi', 'ephemeral-storage': '2Gi' },
        defaultRequest: { cpu: '50m', memory: '256Mi', 'ephemeral-storage': '256Mi' },
      },
    ],
  })
})

test('what a user or group has instead of the defaults counts', () => {
  expect(toGroupSpace(team, defaults).quota).toEqual({ ...defaults.quota, storage: '1Ti' })
})

test('what stands at a user counts before the role, and the role before the defaults', () => {
  const quotaRoles = [{ group: 'research', quota: { cpu: '16', memory: '32Gi' } }]
  const person = { ...alice, quota: { cpu: '4', pods: 3 }, quotaRole: 'research' }
  const wanted = { ...defaults.quota, cpu: '4', pods: 3, memory: '32Gi' }
  expect(toUserSpace(person, { ...defaults, quotaRoles }).quota).toEqual(wanted)
  // The settings have changed since the person was here.
  expect(toUserSpace(person, defaults).quota).toEqual({ ...defaults.quota, cpu: '4', pods: 3 })
})

test('the first volume of a user has its name, and the class only when one is set', () => {
  expect(build().get('PersistentVolumeClaim user-alice-disk')).toMatchObject({
    metadata: { labels: { 'moorage.dev/primary': 'true' } },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
  })
  expect(build().get('PersistentVolumeClaim user-alice-disk')?.spec).not.toHaveProperty('storageClassName')
  const withClass = toUserSpace(alice, { ...defaults, storageClass: 'fast' })
  expect(buildSpaceObjects(withClass, settings).at(-1)?.spec).toMatchObject({ storageClassName: 'fast' })
})

test('volumes of a group are named by rule, always the same, never like those of another group', () => {
  const claims = buildSpaceObjects(toGroupSpace(team, defaults), settings).filter(
    ({ kind }) => kind === 'PersistentVolumeClaim',
  )
  expect(claims.map(({ metadata, spec }) => ({ title: metadata.annotations?.['moorage.dev/title'], spec }))).toEqual([
    {
      title: 'data',
      spec: {
        accessModes: ['ReadWriteMany'],
        storageClassName: 'shared',
        resources: { requests: { storage: '20Gi' } },
      },
    },
    { title: 'models', spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '5Gi' } } } },
  ])
  for (const { metadata } of claims) expect(metadata.name).toMatch(/^group-k3f9-[0-9a-f]{8}$/)
  const again = toGroupSpace({ ...team, volumes: team.volumes.toReversed() }, defaults)
  expect(again.volumes.map(({ name }) => name).toSorted()).toEqual(
    claims.map(({ metadata }) => metadata.name).toSorted(),
  )
  expect(formatGroupVolumeName('k3f9', '5e0f\0data')).not.toBe(formatGroupVolumeName('k3f9', 'other\0data'))
})
