import { expect, test } from 'vitest'
import { toManagedNamespace } from '#lib/auth/managed-namespace.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { toFoundObject } from './objects-digest.ts'
import { buildSpaceObjects, toUserSpace } from './objects.ts'
import type { SpaceSettings } from './schema.ts'
import { DriftFinder } from './status.ts'

const defaults = {
  quota: { pods: 10, volumes: 5, gpu: 0, storage: '100Gi', cpu: '8', memory: '16Gi', ephemeralStorage: '20Gi' },
  quotaRoles: [],
  volumeSize: '10Gi',
  storageClass: null,
}
const settings: SpaceSettings = {
  ownNamespace: 'moorage',
  ingressNamespace: null,
  podSecurity: 'restricted',
  hasInternetEgress: false,
}
const alice = { username: 'alice', issuer: 'https://id.example.org', subject: 'a-1', quota: {}, quotaRole: null }

/** The drift of alice's space when its objects are what `change` makes of the right ones; null leaves one out. */
function find(change: (object: KubeObject) => KubeObject | null, user = alice) {
  const right = buildSpaceObjects(toUserSpace(alice, defaults), settings)
  const objects = right.flatMap((object) => change(structuredClone(object)) ?? [])
  const namespace = objects.find(({ kind }) => kind === 'Namespace')
  return new DriftFinder(settings)
    .find(toUserSpace(user, defaults), {
      namespace: (namespace && toManagedNamespace(namespace)) ?? undefined,
      find: (kind, name) => {
        const found = objects.find((object) => object.kind === kind && object.metadata.name === name)
        return found && toFoundObject(found)
      },
    })
    .map(({ objectKind, name, problem }) => `${objectKind} ${name} ${problem}`)
}

const changeOne = (name: string, change: (object: KubeObject) => KubeObject | null) =>
  find((object) => (object.metadata.name === name ? change(object) : object))

test('a space with everything in it is right', () => {
  expect(find((object) => object)).toEqual([])
})

test('of an empty cluster everything is missing, in the order of making', () => {
  const drift = find(() => null)
  expect(drift).toHaveLength(13)
  expect(drift[0]).toBe('Namespace user-alice-storage missing')
  expect(drift[1]).toBe('RoleBinding moorage-space missing')
  expect(drift.at(-1)).toBe('PersistentVolumeClaim user-alice-disk missing')
})

test.each(['moorage-storage', 'moorage-limits', 'moorage-deny-all', 'moorage-space-gateway', 'user-alice-disk'])(
  'a deleted %s is found',
  (name) => {
    expect(changeOne(name, () => null)).toEqual([expect.stringMatching(new RegExp(`^\\w+ ${name} missing$`))])
  },
)

test('a changed quota, policy or binding is found', () => {
  expect(changeOne('moorage-compute', (quota) => ({ ...quota, spec: { hard: { pods: '999' } } }))).toEqual([
    'ResourceQuota moorage-compute changed',
  ])
  expect(changeOne('moorage-dns', (policy) => ({ ...policy, spec: { podSelector: {}, egress: [{}] } }))).toEqual([
    'NetworkPolicy moorage-dns changed',
  ])
  const subjects = [{ kind: 'User', name: 'mallory', apiGroup: 'rbac.authorization.k8s.io' }]
  expect(changeOne('moorage-space', (binding) => ({ ...binding, subjects }))).toEqual([
    'RoleBinding moorage-space changed',
  ])
})

test('a volume that its owner made larger is right', () => {
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '40Gi' } } }
  expect(changeOne('user-alice-disk', (claim) => ({ ...claim, spec }))).toEqual([])
})

test('an object without our label is somebody else’s', () => {
  const unlabel = (object: KubeObject) => ({ ...object, metadata: { ...object.metadata, labels: {} } })
  expect(changeOne('moorage-deny-all', unlabel)).toEqual(['NetworkPolicy moorage-deny-all foreign'])
  expect(changeOne('user-alice-disk', unlabel)).toEqual(['PersistentVolumeClaim user-alice-disk foreign'])
  expect(changeOne('user-alice-storage', unlabel)).toEqual(['Namespace user-alice-storage foreign'])
})

test('a namespace of the same name and another owner is foreign, whatever its labels say', () => {
  const problem = ['Namespace user-alice-storage foreign']
  expect(find((object) => object, { ...alice, subject: 'a-2' })).toEqual(problem)
  expect(find((object) => object, { ...alice, issuer: 'https://id.example.com' })).toEqual(problem)
})

test('weaker Pod Security is a change, a namespace on its way out is not mended', () => {
  const name = 'user-alice-storage'
  const weaken = (object: KubeObject) => {
    const labels = { ...object.metadata.labels, 'pod-security.kubernetes.io/enforce': 'privileged' }
    return { ...object, metadata: { ...object.metadata, labels } }
  }
  expect(changeOne(name, weaken)).toEqual([`Namespace ${name} changed`])
  const end = (object: KubeObject) => {
    return { ...object, metadata: { ...object.metadata, deletionTimestamp: '2026-11-24T00:00:00Z' } }
  }
  expect(changeOne(name, end)).toEqual([`Namespace ${name} deleting`])
})

test('a quota of its own is what a user has to have', () => {
  expect(find((object) => object, { ...alice, quota: { pods: 20 } })).toEqual(['ResourceQuota moorage-compute changed'])
})
