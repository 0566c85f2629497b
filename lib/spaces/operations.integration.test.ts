import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Actor } from '#lib/auth/actor.ts'
import { requireAdmin } from '#lib/auth/authorize.ts'
import { toGroupRecord } from '#lib/auth/group-record.ts'
import type { UserRecord } from '#lib/auth/user-record.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { onKubeRequest } from '#lib/kube/portal-client.ts'
import { createObject, deleteObject, getObject, listObjects, patchObject, requireObject } from '#lib/kube/verbs.ts'
import { touchSession } from '#lib/users/operations-sessions.ts'
import { startSession } from '#lib/users/operations-sign-in.ts'
import { startCaches, stopCaches } from '#cluster/testing/caches-under-test.ts'
import { client, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import { buildNamespace } from './objects-access.ts'
import { toUserSpace } from './objects.ts'
import { watchSpaces } from './operations-watch.ts'
import { ensureGroupSpace, ensureUserSpace, listDrift } from './operations.ts'

const run = randomBytes(3).toString('hex')
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

beforeAll(async () => {
  const quotaRoles = [{ group: 'research', quota: { cpu: '16', pods: 20 } }]
  await becomePortal({ MOORAGE_QUOTA_ROLES: JSON.stringify(quotaRoles) })
  await startCaches()
})

afterAll(stopCaches)

let people = 0

/** Somebody who has just signed in for the first time; the space goes with the test. */
function newUser(changes: Partial<UserRecord> = {}): UserRecord {
  people += 1
  const username = `space-${run}-${people}`
  onTestFinished(async () => {
    await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: `user-${username}-storage` })
  })
  return {
    uid: `uid-${username}`,
    resourceVersion: '1',
    username,
    displayName: username,
    email: '',
    issuer: 'https://id.example.org',
    subject: `subject-${username}`,
    isAdmin: false,
    isDisabled: false,
    isDeleted: false,
    createdAt: '2026-11-24T00:00:00Z',
    quota: {},
    quotaRole: null,
    sessions: [],
    sessionsValidAfter: null,
    usedLogoutTokens: [],
    ...changes,
  }
}

const namespaceOf = ({ username }: UserRecord) => `user-${username}-storage`
const quotaRef = (namespace: string, name: string) => ({ apiVersion: 'v1', kind: 'ResourceQuota', namespace, name })
const policyRef = (namespace: string, name: string) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  namespace,
  name,
})
const claimRef = (namespace: string, name: string) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  namespace,
  name,
})

/** The API server's answers while something runs. */
async function countRequests(work: () => Promise<unknown>): Promise<string[]> {
  const requests: string[] = []
  const stop = onKubeRequest(({ verb, resource }) => {
    // What members can read of the change is written in the background.
    if (resource !== 'configmaps' && verb !== 'watch') requests.push(`${verb} ${resource}`)
  })
  await work().finally(stop)
  return requests
}

interface QuotaStatus {
  status?: { used?: Record<string, string> }
}

async function readUsed(namespace: string, resource: string): Promise<string | undefined> {
  const quota: KubeObject & QuotaStatus = await requireObject(client, quotaRef(namespace, 'moorage-storage'))
  return quota.status?.used?.[resource]
}

test('a first sign-in makes the whole space with the portal’s own rights; a second one asks nothing of the cluster', async () => {
  const user = newUser()
  const namespace = namespaceOf(user)
  const ensured = await ensureUserSpace(user)
  expect(ensured).toMatchObject({ spaceId: `u/${user.username}`, namespace, isNew: true })
  expect(ensured.written).toHaveLength(13)
  const policies = await listObjects(client, { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace })
  expect(policies.map(({ metadata }) => metadata.name)).toEqual([
    'moorage-deny-all',
    'moorage-dns',
    'moorage-fileserver',
    'moorage-space-internal',
    'moorage-web',
  ])
  expect(await requireObject(client, claimRef(namespace, `user-${user.username}-disk`))).toMatchObject({
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'standard' },
  })
  expect(await countRequests(() => ensureUserSpace(user))).toEqual([])
  expect(await ensureUserSpace(user)).toEqual({ spaceId: `u/${user.username}`, namespace, isNew: false, written: [] })
  await waitFor(
    'the first claim to be counted',
    async () => (await readUsed(namespace, 'persistentvolumeclaims')) === '1',
  )
})

test('a space that was half made is finished, and what was there stays the same', async () => {
  const user = newUser()
  const namespace = namespaceOf(user)
  const made = await createObject(client, buildNamespace(toUserSpace(user, defaults), settings))
  // Somebody may have used the time before the portal came back.
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'mine', namespace },
    data: { a: '1' },
  })
  const ensured = await ensureUserSpace(user)
  expect(ensured.written).toContain('ResourceQuota moorage-storage')
  const found = await requireObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace })
  expect(found.metadata.uid).toBe(made.metadata.uid)
  const claims = await listObjects(client, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace })
  expect(claims).toHaveLength(1)
})

test('a namespace of that name which Moorage did not make is refused and left alone', async () => {
  const user = newUser()
  const namespace = namespaceOf(user)
  await createObject(client, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  await expect(ensureUserSpace(user)).rejects.toMatchObject({ code: 'CONFLICT', messageKey: 'spaces.foreign' })
  const bindings = await listObjects(client, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    namespace,
  })
  expect(bindings).toEqual([])
})

test('the namespace of somebody else with the same name is refused, labels or not', async () => {
  const first = newUser()
  await ensureUserSpace(first)
  const second = { ...first, uid: 'another', subject: 'another' }
  await expect(ensureUserSpace(second)).rejects.toMatchObject({ code: 'CONFLICT', messageKey: 'spaces.foreign' })
  const { metadata } = await requireObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespaceOf(first) })
  expect(metadata.annotations?.['moorage.dev/owner-subject']).toBe(first.subject)
})

test('an object of one of our names that is not ours is refused and not touched', async () => {
  const user = newUser()
  const namespace = namespaceOf(user)
  await createObject(client, buildNamespace(toUserSpace(user, defaults), settings))
  const spec = { podSelector: {}, policyTypes: ['Egress'], egress: [{}] }
  const foreign = await createObject(client, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'moorage-dns', namespace },
    spec,
  })
  await expect(ensureUserSpace(user)).rejects.toMatchObject({ code: 'CONFLICT', messageKey: 'spaces.foreign' })
  const found = await requireObject(client, policyRef(namespace, 'moorage-dns'))
  expect(found.metadata.resourceVersion).toBe(foreign.metadata.resourceVersion)
})

test('while a namespace is being deleted, the space cannot be made', async () => {
  const user = newUser()
  const name = namespaceOf(user)
  const ref = { apiVersion: 'v1', kind: 'Namespace', name }
  await ensureUserSpace(user)
  // Keeps it in that state for as long as the test needs it.
  const map = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'last', namespace: name, finalizers: ['test.moorage.dev/hold'] },
  }
  await createObject(client, map)
  await deleteObject(client, ref)
  try {
    await waitFor('the portal to know', () =>
      ensureUserSpace(user).then(
        () => false,
        (error: unknown) => {
          expect(error).toMatchObject({ code: 'NOT_READY', messageKey: 'spaces.deleting' })
          return true
        },
      ),
    )
  } finally {
    const patch = { metadata: { finalizers: null } }
    await patchObject(client, { apiVersion: 'v1', kind: 'ConfigMap', namespace: name, name: 'last' }, { patch })
  }
})

test('claims made at the same time do not get past the quota', async () => {
  const user = newUser({ quota: { volumes: 3 } })
  const namespace = namespaceOf(user)
  await ensureUserSpace(user)
  await waitFor(
    'the first claim to be counted',
    async () => (await readUsed(namespace, 'persistentvolumeclaims')) === '1',
  )
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
  const attempts = await Promise.allSettled(
    Array.from({ length: 8 }, (_, index) =>
      createObject(client, {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: `more-${index}`, namespace },
        spec,
      }),
    ),
  )
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  expect(await readUsed(namespace, 'persistentvolumeclaims')).toBe('3')
  expect(await readUsed(namespace, 'requests.storage')).toBe('12Gi')
})

const admin: Actor = { uid: 'a', username: 'ada', displayName: '', isAdmin: true, sid: 's', groups: new Map() }

test('what was deleted or changed is shown to the administrator, and mended at the next sign-in', async () => {
  const user = newUser()
  const namespace = namespaceOf(user)
  const { username, issuer, subject } = user
  const record = { apiVersion: 'moorage.dev/v1alpha1', kind: 'User', metadata: { name: username } }
  await createObject(client, { ...record, spec: { username, issuer, subject } })
  onTestFinished(() => void deleteObject(client, { ...record, name: username }))
  await ensureUserSpace(user)

  await deleteObject(client, quotaRef(namespace, 'moorage-storage'))
  await patchObject(client, policyRef(namespace, 'moorage-deny-all'), { patch: { spec: { egress: [{}] } } })
  await patchObject(client, quotaRef(namespace, 'moorage-compute'), {
    patch: { spec: { hard: { pods: '999', 'requests.cpu': '1' } } },
  })
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    namespace,
    name: 'moorage-space-gateway',
  }
  await patchObject(client, binding, { patch: { subjects: [] } })
  const weaker = { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } } }
  await patchObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace }, { patch: weaker })

  const find = async () => (await listDrift(requireAdmin(admin))).find((space) => space.namespace === namespace)?.drift
  await waitFor('all five to be known', async () => (await find())?.length === 5)
  expect((await find())?.map(({ objectKind, name, problem }) => `${objectKind} ${name} ${problem}`)).toEqual([
    `Namespace ${namespace} changed`,
    'RoleBinding moorage-space-gateway changed',
    'ResourceQuota moorage-storage missing',
    'ResourceQuota moorage-compute changed',
    'NetworkPolicy moorage-deny-all changed',
  ])

  expect((await ensureUserSpace(user)).written).toHaveLength(5)
  expect(await find()).toBeUndefined()
  expect(await requireObject(client, policyRef(namespace, 'moorage-deny-all'))).toMatchObject({
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  })
  const compute = await requireObject(client, quotaRef(namespace, 'moorage-compute'))
  expect((compute.spec as { hard: Record<string, string> }).hard).toEqual({
    pods: '10',
    'limits.cpu': '8',
    'limits.memory': '16Gi',
    'requests.nvidia.com/gpu': '0',
    'requests.amd.com/gpu': '0',
    'requests.gpu.intel.com/i915': '0',
    'requests.gpu.intel.com/xe': '0',
  })
  await waitFor(
    'the claim to be counted again',
    async () => (await readUsed(namespace, 'persistentvolumeclaims')) === '1',
  )
  expect((await ensureUserSpace(user)).written).toEqual([])
})

test('a quota that an administrator raised counts from the next sign-in on, and the disk stays as large as it is', async () => {
  const user = newUser()
  const namespace = namespaceOf(user)
  await ensureUserSpace(user)
  const raised = { ...user, quota: { storage: '200Gi' } }
  expect((await ensureUserSpace(raised)).written).toEqual(['ResourceQuota moorage-storage'])
  expect(await requireObject(client, quotaRef(namespace, 'moorage-storage'))).toMatchObject({
    spec: { hard: { 'requests.storage': '200Gi', persistentvolumeclaims: '5' } },
  })
  expect((await ensureUserSpace(raised)).written).toEqual([])
})

test('twenty people and one of them in three tabs: each has one space, everything counted', async () => {
  const users = Array.from({ length: 20 }, () => newUser())
  const tabs = [users[0]!, users[0]!, ...users]
  const ensured = await Promise.all(tabs.map(ensureUserSpace))
  expect(new Set(ensured.map(({ namespace }) => namespace)).size).toBe(20)
  for (const user of users) {
    const namespace = namespaceOf(user)
    expect(await getObject(client, claimRef(namespace, `user-${user.username}-disk`))).not.toBeNull()
    await waitFor(`the claim in ${namespace} to be counted`, async () => {
      return (await readUsed(namespace, 'persistentvolumeclaims')) === '1'
    })
  }
  expect(await countRequests(() => Promise.all(users.map(ensureUserSpace)))).toEqual([])
})

test('a group has the volumes that its object names, once each, however often it is looked at', async () => {
  const id = `space-${run}`
  const spec = { displayName: 'Team', volumes: [{ name: 'data', size: '1Gi' }] }
  const made = await createObject(client, {
    apiVersion: 'moorage.dev/v1alpha1',
    kind: 'Group',
    metadata: { name: id },
    spec,
  })
  const namespace = `group-${id}-storage`
  onTestFinished(async () => {
    await deleteObject(client, { apiVersion: 'moorage.dev/v1alpha1', kind: 'Group', name: id })
    await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace })
  })
  const listClaims = async () => {
    const claims = await listObjects(client, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace })
    return claims.map(({ metadata }) => metadata)
  }
  const group = toGroupRecord(made)
  expect(await ensureGroupSpace(group)).toMatchObject({ spaceId: `g/${id}`, namespace, isNew: true })
  expect((await ensureGroupSpace(group)).written).toEqual([])
  const [first] = await listClaims()
  expect(first?.name).toMatch(new RegExp(`^group-${id}-[0-9a-f]{8}$`))

  const volumes = [
    ...group.volumes,
    { name: 'shared', size: '1Gi', storageClass: 'shared', accessMode: 'ReadWriteMany' as const },
  ]
  expect((await ensureGroupSpace({ ...group, volumes })).written).toHaveLength(1)
  const both = await listClaims()
  expect(new Set(both.map(({ annotations }) => annotations?.['moorage.dev/title']))).toEqual(
    new Set(['data', 'shared']),
  )
  expect(both.map(({ uid }) => uid)).toContain(first?.uid)
  // Another group with the same id, after the first was deleted, does not inherit the place.
  await expect(ensureGroupSpace({ ...group, uid: 'another' })).rejects.toMatchObject({ messageKey: 'spaces.foreign' })
})

test('by itself the portal follows what an administrator does with kubectl', async () => {
  watchSpaces()
  const id = `watched-${run}`
  const group = { apiVersion: 'moorage.dev/v1alpha1', kind: 'Group', metadata: { name: id } }
  onTestFinished(async () => {
    await deleteObject(client, { ...group, name: id })
    await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: `group-${id}-storage` })
  })
  await createObject(client, { ...group, spec: { displayName: 'Team', volumes: [{ name: 'data', size: '1Gi' }] } })
  await waitFor('the space of the group', async () => {
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: `group-${id}-storage` }
    return (await listObjects(client, claim)).length === 1
  })

  const user = newUser()
  const { username, issuer, subject } = user
  const record = { apiVersion: 'moorage.dev/v1alpha1', kind: 'User', metadata: { name: username } }
  onTestFinished(() => void deleteObject(client, { ...record, name: username }))
  await createObject(client, { ...record, spec: { username, issuer, subject } })
  await ensureUserSpace(user)
  await patchObject(client, { ...record, name: username }, { patch: { spec: { quota: { volumes: 7 } } } })
  const followed = await waitFor('the quota to follow', async () => {
    const quota = await requireObject(client, quotaRef(namespaceOf(user), 'moorage-storage'))
    return (quota.spec as { hard: Record<string, string> }).hard.persistentvolumeclaims === '7'
  })
  expect(followed).toBe(true)
})

test('a role counts from the first sign-in on, what an administrator wrote before it, and it goes with the group', async () => {
  watchSpaces()
  people += 1
  const username = `role-${run}-${people}`
  const namespace = `user-${username}-storage`
  const record = { apiVersion: 'moorage.dev/v1alpha1', kind: 'User', name: username }
  onTestFinished(async () => {
    await deleteObject(client, record)
    await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace })
  })
  const signIn = async (...groups: string[]) => {
    const identity = { issuer: 'https://id.example.org', subject: `subject-${username}` }
    const names = { preferredName: username, displayName: 'Test Person', email: '' }
    const claims = { ...names, subject: identity.subject, isInAdminGroup: false, groups: new Set(groups) }
    const sid = randomBytes(8).toString('hex')
    const session = { identity, claims, sid, agent: '', providerSid: null, replacedSid: null }
    return { sid, ...(await startSession(session, ensureUserSpace)) }
  }
  const readLimits = async () => {
    const { spec } = await requireObject(client, quotaRef(namespace, 'moorage-compute'))
    const { hard } = spec as { hard: Record<string, string> }
    return [hard.pods, hard['limits.cpu'], hard['limits.memory']].join(' ')
  }
  const until = (limits: string) => waitFor(`limits of ${limits}`, async () => (await readLimits()) === limits)

  await signIn('students', 'research')
  expect(await readLimits()).toBe('20 16 16Gi')
  // Nothing has changed: one question and one answer, as without roles.
  expect(await countRequests(() => signIn('research'))).toEqual([
    'list users.moorage.dev',
    'patch users.moorage.dev/status',
  ])

  await patchObject(client, record, { patch: { spec: { quota: { cpu: '2' } } } })
  await until('20 2 16Gi')
  // Without the person, too, the role is known.
  await waitFor('the space to be right', async () => {
    return !(await listDrift(requireAdmin(admin))).some((space) => space.namespace === namespace)
  })

  const { user, sid } = await signIn('research')
  await touchSession(user, { sid, quotaRole: null })
  await until('10 2 16Gi')
})
