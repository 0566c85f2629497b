import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { applyObject } from '#lib/kube/apply.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import type { KubeObject, OwnerReference } from '#lib/kube/object.ts'
import { createObject, deleteObject, listObjects, patchObject, requireObject, updateObject } from '#lib/kube/verbs.ts'
import {
  buildRoleBinding,
  buildSpaceNamespace,
  createAccountClient,
  createTestSpace,
  GATEWAY_ACCOUNT,
  getRefusal,
  PORTAL_ACCOUNT,
  startRights,
  type TestSpace,
} from '#cluster/testing/accounts-under-test.ts'
import { buildBox } from '#cluster/testing/box.ts'
import { client, createTestNamespace, waitFor, waitForPod } from '#cluster/testing/cluster-under-test.ts'

let portal: KubeClient
let gateway: KubeClient
let space: TestSpace
let foreign: Awaited<ReturnType<typeof createTestNamespace>>

beforeAll(async () => {
  await startRights()
  portal = await createAccountClient(PORTAL_ACCOUNT)
  gateway = await createAccountClient(GATEWAY_ACCOUNT)
  space = await createTestSpace(portal)
  foreign = await createTestNamespace()
})

afterAll(async () => {
  await space?.remove()
  await foreign?.remove()
})

const MANAGED = { 'app.kubernetes.io/managed-by': 'moorage' }
const ONLY_SPACES = /^policy: .*the namespaces of spaces and no others/
const NOT_MADE = /^policy: .*not made by Moorage/
const REACH = /^policy: .*write in spaces only/
const MARKS = /^policy: .*only what it made/
const ROLES = /^policy: .*gives the roles/
const SUBJECTS = /^policy: .*its own accounts only/
const FORBIDDEN = /^forbidden: /

function namespaceRef(name: string) {
  return { apiVersion: 'v1', kind: 'Namespace', name }
}

function buildConfigMap(namespace: string, labels: Record<string, string> = MANAGED): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `test-${randomUUID().slice(0, 8)}`, namespace, labels },
  }
}

/** Rights in one namespace that the installation never gives, to see that the policies hold without the roles. */
async function grant(namespace: string, role: string): Promise<void> {
  await createObject(client, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: `test-${role}`, namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [PORTAL_ACCOUNT, GATEWAY_ACCOUNT].map((name) => ({
      kind: 'ServiceAccount',
      name,
      namespace: 'moorage',
    })),
  })
  await waitFor('the rights to be in force', () =>
    gateway.request({ path: `/api/v1/namespaces/${namespace}/configmaps` }).then(() => true),
  )
}

test('every policy is understood by the API server without a warning', async () => {
  const policies = await waitFor('the policies to be checked', async () => {
    const all = await listObjects(client, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      labelSelector: 'app.kubernetes.io/part-of=moorage',
    })
    return all.every(({ status }) => (status as { typeChecking?: object } | undefined)?.typeChecking) ? all : null
  })
  expect(policies.map(({ metadata }) => metadata.name)).toEqual([
    'moorage-claims',
    'moorage-ingresses',
    'moorage-namespaces',
    'moorage-network-policies',
    'moorage-pods',
    'moorage-reach',
    'moorage-role-bindings',
    'moorage-secrets',
    'moorage-services',
  ])
  expect(policies.map(({ status }) => (status as { typeChecking: object }).typeChecking)).toEqual(
    policies.map(() => ({})),
  )
})

test.each<[string, (good: KubeObject) => KubeObject, RegExp]>([
  ['of another name', rename('team-a'), ONLY_SPACES],
  ['whose name only contains a space', rename('x-user-alice-storage'), ONLY_SPACES],
  ['of the cluster', rename('kube-system-2'), ONLY_SPACES],
  ['without our label', label({ 'app.kubernetes.io/managed-by': 'helm' }), /^policy: .*says that Moorage made it/],
  ['of the wrong kind', label({ 'moorage.dev/space-kind': 'group' }), /^policy: .*says that Moorage made it/],
  ['open to everything', label({ 'pod-security.kubernetes.io/enforce': 'privileged' }), /^policy: .*Pod Security/],
  ['without an owner', annotate({ 'moorage.dev/owner-subject': '' }), /^policy: .*names its space and its owner/],
  ['of another space', annotate({ 'moorage.dev/space': 'u/bob' }), /^policy: .*names its space and its owner/],
  ['of a space without a kind', annotate({ 'moorage.dev/space': 'alice' }), /^policy: .*names its space and its owner/],
])('the portal makes no namespace %s', async (_what, change, refusal) => {
  const good = buildSpaceNamespace(`test-${randomUUID().slice(0, 8)}`)
  await expect(createObject(portal, good, { dryRun: true })).resolves.toBeDefined()
  await expect(getRefusal(createObject(portal, change(good), { dryRun: true }))).resolves.toMatch(refusal)
})

function rename(name: string) {
  return (object: KubeObject): KubeObject => ({ ...object, metadata: { ...object.metadata, name } })
}

function label(labels: Record<string, string>) {
  return (object: KubeObject): KubeObject => ({
    ...object,
    metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...labels } },
  })
}

function annotate(annotations: Record<string, string>) {
  return (object: KubeObject): KubeObject => ({
    ...object,
    metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...annotations } },
  })
}

test('the portal makes the namespace of a group with the uid of its object', async () => {
  const good: KubeObject = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: 'group-test-k3f9-storage',
      labels: { ...MANAGED, 'moorage.dev/space-kind': 'group', 'pod-security.kubernetes.io/enforce': 'baseline' },
      annotations: { 'moorage.dev/space': 'g/test-k3f9', 'moorage.dev/owner-group-uid': randomUUID() },
    },
  }
  await expect(createObject(portal, good, { dryRun: true })).resolves.toBeDefined()
  const bad = annotate({ 'moorage.dev/owner-group-uid': '' })(good)
  await expect(getRefusal(createObject(portal, bad, { dryRun: true }))).resolves.toMatch(/names its space/)
})

test('the portal neither marks, nor changes, nor deletes a namespace that it did not make', async () => {
  const handMade = `user-test-${randomUUID().slice(0, 8)}-storage`
  await createObject(client, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: handMade } })
  onTestFinished(async () => void (await deleteObject(client, namespaceRef(handMade))))
  const { metadata } = buildSpaceNamespace(handMade.slice('user-'.length, -'-storage'.length))
  const patch = { metadata: { labels: metadata.labels, annotations: metadata.annotations } }

  for (const [name, refusal] of [
    ['default', ONLY_SPACES],
    ['kube-system', ONLY_SPACES],
    ['moorage', ONLY_SPACES],
    [foreign.namespace, ONLY_SPACES],
    [handMade, NOT_MADE],
  ] as const) {
    const ref = namespaceRef(name)
    const apply: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { ...metadata, name } }
    await expect(getRefusal(patchObject(portal, ref, { patch }))).resolves.toMatch(refusal)
    await expect(getRefusal(applyObject(portal, apply, { fieldManager: 'test', force: true }))).resolves.toMatch(
      refusal,
    )
    // The cluster keeps its own namespaces by itself.
    await expect(getRefusal(deleteObject(portal, ref))).resolves.toMatch(/^policy: |may not be deleted$/)
    const after = await requireObject(client, ref)
    expect(after.metadata.deletionTimestamp).toBeUndefined()
    expect(after.metadata.labels).not.toHaveProperty(['moorage.dev/space-kind'])
  }
})

test('the owner and the marks of a space stay what they are, and the rest may change', async () => {
  const ref = namespaceRef(space.namespace)
  const patchWith = (metadata: Record<string, unknown>) => patchObject(portal, ref, { patch: { metadata } })

  await expect(patchWith({ labels: { 'moorage.dev/test': 'yes' } })).resolves.toBeDefined()
  await expect(patchWith({ labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } })).resolves.toBeDefined()
  for (const [metadata, refusal] of [
    [{ annotations: { 'moorage.dev/owner-issuer': 'https://other.example.org' } }, /owner of a space is never changed/],
    [{ annotations: { 'moorage.dev/owner-subject': 'somebody-else' } }, /owner of a space is never changed/],
    [{ annotations: { 'moorage.dev/owner-subject': null } }, /names its space and its owner/],
    [{ annotations: { 'moorage.dev/space': 'u/bob' } }, /names its space and its owner/],
    [{ labels: { 'app.kubernetes.io/managed-by': null } }, /says that Moorage made it/],
    [{ labels: { 'moorage.dev/space-kind': 'group' } }, /says that Moorage made it/],
    [{ labels: { 'pod-security.kubernetes.io/enforce': null } }, /Pod Security/],
    [{ labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } }, /Pod Security/],
  ] as const) {
    await expect(getRefusal(patchWith(metadata))).resolves.toMatch(refusal)
  }
})

test('the portal removes a space that it made', async () => {
  const object = buildSpaceNamespace(`test-${randomUUID().slice(0, 8)}`)
  await createObject(portal, object)
  await expect(deleteObject(portal, namespaceRef(object.metadata.name))).resolves.toBe(true)
})

test('the portal gives rights only in spaces, only the two roles, only to its own accounts', async () => {
  const bind = (namespace: string, role: string, subject?: Record<string, string>) =>
    createObject(portal, { ...buildRoleBinding({ namespace, role, subject }) }, { dryRun: true })
  const other = await createTestSpace(portal)
  onTestFinished(other.remove)
  const { namespace } = other
  await deleteObject(client, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    name: 'moorage-space',
    namespace,
  })

  await expect(bind(namespace, 'moorage-space')).resolves.toBeDefined()
  const user = { kind: 'User', name: 'alice', apiGroup: 'rbac.authorization.k8s.io' }
  const group = { kind: 'Group', name: 'system:authenticated', apiGroup: 'rbac.authorization.k8s.io' }
  const account = (name: string, inNamespace: string) => ({ kind: 'ServiceAccount', name, namespace: inNamespace })
  await expect(getRefusal(bind(namespace, 'moorage-space', user))).resolves.toMatch(SUBJECTS)
  await expect(getRefusal(bind(namespace, 'moorage-space', group))).resolves.toMatch(SUBJECTS)
  for (const subject of [
    account('default', namespace),
    account('moorage', 'default'),
    account('moorage-gateway', 'moorage'),
  ]) {
    await expect(getRefusal(bind(namespace, 'moorage-space', subject))).resolves.toMatch(SUBJECTS)
  }
  for (const elsewhere of ['kube-system', 'default', 'moorage', foreign.namespace]) {
    await expect(getRefusal(bind(elsewhere, 'moorage-space'))).resolves.toMatch(REACH)
    await expect(getRefusal(bind(elsewhere, 'moorage-space-gateway'))).resolves.toMatch(REACH)
  }
  for (const role of ['cluster-admin', 'admin']) {
    await expect(getRefusal(bind(namespace, role))).resolves.toMatch(FORBIDDEN)
  }
  // Roles let everybody pass on what he has himself; the policy does not.
  await expect(getRefusal(bind(namespace, 'moorage'))).resolves.toMatch(ROLES)
  const binding = { ...buildRoleBinding({ namespace: '', role: 'cluster-admin' }), kind: 'ClusterRoleBinding' }
  await expect(getRefusal(createObject(portal, binding, { dryRun: true }))).resolves.toMatch(FORBIDDEN)
})

test('a role that the portal happens to have cannot be passed on by it', async () => {
  await grant(space.namespace, 'admin')
  const binding = buildRoleBinding({ namespace: space.namespace, role: 'view' })
  await expect(createObject(client, binding, { dryRun: true })).resolves.toBeDefined()
  await expect(getRefusal(createObject(portal, binding, { dryRun: true }))).resolves.toMatch(ROLES)
})

test('what Moorage did not make in a space stays as it is', async () => {
  const { namespace } = space
  const [foreignMap, own] = await Promise.all([
    createObject(client, buildConfigMap(namespace, {})),
    createObject(portal, buildConfigMap(namespace)),
  ])
  const toRef = ({ metadata: { name } }: KubeObject) => ({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name })

  await expect(getRefusal(createObject(portal, buildConfigMap(namespace, {})))).resolves.toMatch(MARKS)
  const adopt = { metadata: { labels: MANAGED } }
  await expect(getRefusal(patchObject(portal, toRef(foreignMap), { patch: adopt }))).resolves.toMatch(MARKS)
  await expect(getRefusal(deleteObject(portal, toRef(foreignMap)))).resolves.toMatch(MARKS)
  const disown = { metadata: { labels: { 'app.kubernetes.io/managed-by': 'helm' } } }
  await expect(getRefusal(patchObject(portal, toRef(own), { patch: disown }))).resolves.toMatch(MARKS)

  await expect(patchObject(portal, toRef(own), { patch: { data: { key: 'value' } } })).resolves.toBeDefined()
  await expect(deleteObject(portal, toRef(own))).resolves.toBe(true)
})

test.each<[string, object]>([
  ['an owner that is no workload', { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap' }] }],
  [
    'an owner whose deletion waits for it',
    { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', blockOwnerDeletion: true }] },
  ],
  ['a finalizer of its own', { finalizers: ['example.org/hold'] }],
])('the portal makes nothing with %s', async (_what, marks) => {
  const withMarks = ({ ownerReferences, finalizers }: { ownerReferences?: object[]; finalizers?: string[] }) => {
    const map = buildConfigMap(space.namespace)
    const owners = ownerReferences?.map((owner) => ({ ...owner, name: 'web', uid: randomUUID() }))
    return {
      ...map,
      metadata: { ...map.metadata, ownerReferences: owners as OwnerReference[] | undefined, finalizers },
    }
  }
  const ofWorkload = { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', blockOwnerDeletion: false }] }
  await expect(createObject(portal, withMarks(ofWorkload), { dryRun: true })).resolves.toBeDefined()
  await expect(getRefusal(createObject(portal, withMarks(marks), { dryRun: true }))).resolves.toMatch(
    /^policy: .*'moorage-reach'.*(belongs to a workload there or to nothing|no finalizers of its own)/,
  )
})

test('the default service account loses its token by the portal, and is not deleted by it', async () => {
  const ref = { apiVersion: 'v1', kind: 'ServiceAccount', namespace: space.namespace, name: 'default' }
  const { apiVersion, kind, namespace, name } = ref
  const wanted = { apiVersion, kind, metadata: { namespace, name }, automountServiceAccountToken: false }
  await expect(applyObject(portal, wanted, { fieldManager: 'moorage', force: true })).resolves.toBeDefined()
  await expect(getRefusal(deleteObject(portal, ref))).resolves.toMatch(MARKS)
})

test('with all rights of a namespace the accounts still write nothing outside spaces', async () => {
  const { namespace } = foreign
  await grant(namespace, 'admin')
  const pod = buildBox({ namespace, name: 'box', labels: MANAGED })
  for (const account of [portal, gateway]) {
    await expect(getRefusal(createObject(account, pod, { dryRun: true }))).resolves.toMatch(REACH)
    await expect(getRefusal(createObject(account, buildConfigMap(namespace)))).resolves.toMatch(REACH)
    await expect(getRefusal(requestToken(account, namespace))).resolves.toMatch(REACH)
  }
  await expect(createObject(client, pod, { dryRun: true })).resolves.toBeDefined()
  await expect(createObject(client, buildConfigMap(namespace))).resolves.toBeDefined()
  await expect(requestToken(client, namespace)).resolves.toBeDefined()
})

function requestToken(account: KubeClient, namespace: string): Promise<unknown> {
  return account.request({
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/default/token`,
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
  })
}

function execIn(account: KubeClient, namespace: string, pod: string): Promise<unknown> {
  // Admission comes before the protocol is looked at: 400 means that it passed.
  return account.request({
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/pods/${pod}/exec`,
    query: { command: 'true', stdout: true },
  })
}

test('the gateway opens terminals in spaces only, and the portal none at all', async () => {
  await grant(space.namespace, 'edit')
  const passed = /^(malformed|server-error|unexpected): /
  for (const { namespace } of [space, foreign]) {
    await createObject(client, buildBox({ namespace, name: 'box' }))
    await waitForPod(namespace, 'box')
    await expect(getRefusal(execIn(client, namespace, 'box'))).resolves.toMatch(passed)
  }
  await expect(getRefusal(execIn(gateway, space.namespace, 'box'))).resolves.toMatch(passed)
  await expect(getRefusal(execIn(gateway, foreign.namespace, 'box'))).resolves.toMatch(REACH)
  await expect(getRefusal(execIn(portal, space.namespace, 'box'))).resolves.toMatch(REACH)
})

test('in its own namespace the portal writes Leases only, and the gateway only uses tickets up', async () => {
  const metadata = { name: `moorage-ticket-${randomUUID().slice(0, 8)}`, namespace: 'moorage' }
  const lease: KubeObject = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec: {} }
  const ref = { apiVersion: lease.apiVersion, kind: lease.kind, ...metadata }
  await createObject(gateway, lease)
  const other = { ...lease, metadata: { ...metadata, name: 'moorage-maintenance' } }
  await expect(getRefusal(createObject(gateway, other))).resolves.toMatch(REACH)
  await expect(getRefusal(createObject(gateway, lease))).resolves.toMatch(/^already-exists: /)
  await expect(getRefusal(deleteObject(gateway, ref))).resolves.toMatch(FORBIDDEN)
  const current = await requireObject(portal, ref)
  await expect(updateObject(portal, { ...current, spec: { holderIdentity: 'test' } })).resolves.toBeDefined()
  await expect(deleteObject(portal, ref)).resolves.toBe(true)
  await expect(getRefusal(createObject(portal, buildConfigMap('moorage')))).resolves.toMatch(FORBIDDEN)
})

test('no account gets a token by a Secret that the cluster fills', async () => {
  const annotations = { 'kubernetes.io/service-account.name': 'default' }
  const metadata = { name: 'token', namespace: space.namespace, labels: MANAGED, annotations }
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata }
  const token = { ...secret, type: 'kubernetes.io/service-account-token' }
  for (const account of [portal, client]) {
    await expect(createObject(account, secret, { dryRun: true })).resolves.toBeDefined()
    await expect(getRefusal(createObject(account, token, { dryRun: true }))).resolves.toMatch(/^policy: .*no tokens/)
  }
})
