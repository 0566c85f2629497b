import { randomUUID } from 'node:crypto'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { applyObject } from '#lib/kube/apply.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import type { KubeObject, OwnerReference } from '#lib/kube/object.ts'
import { createObject, deleteObject, listObjects, patchObject, requireObject, updateObject } from '#lib/kube/verbs.ts'
import {
  buildRoleBinding,
  createAccountClient,
  createTestSpace,
  GATEWAY_ACCOUNT,
  getRefusal,
  PORTAL_ACCOUNT,
  tryOut,
  type TestSpace,
} from '#cluster/testing/accounts-under-test.ts'
import { buildBox } from '#cluster/testing/box.ts'
import { client, waitFor, waitForPod } from '#cluster/testing/cluster-under-test.ts'
import { openTestPlaces } from '#cluster/testing/places-under-test.ts'

let portal: KubeClient
let gateway: KubeClient
let space: TestSpace
let foreign: TestSpace

beforeAll(async () => {
  const places = await openTestPlaces()
  ;({ portal, space, foreign } = places)
  gateway = await createAccountClient(GATEWAY_ACCOUNT)
  return places.remove
})

const MANAGED = { 'app.kubernetes.io/managed-by': 'moorage' }
const REACH = /^policy: .*write in spaces only/
const MARKS = /^policy: .*only what it made/
const ROLES = /^policy: .*gives the roles/
const SUBJECTS = /^policy: .*its own accounts only/
const FORBIDDEN = /^forbidden: /

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

test('the portal gives rights only in spaces, only the two roles, only to its own accounts', async () => {
  const bind = (namespace: string, role: string, subject?: Record<string, string>) =>
    tryOut(portal, { ...buildRoleBinding({ namespace, role, subject }) })
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
  await expect(getRefusal(tryOut(portal, binding))).resolves.toMatch(FORBIDDEN)
})

test('a role that the portal happens to have cannot be passed on by it', async () => {
  await grant(space.namespace, 'admin')
  const binding = buildRoleBinding({ namespace: space.namespace, role: 'view' })
  await expect(tryOut(client, binding)).resolves.toBeDefined()
  await expect(getRefusal(tryOut(portal, binding))).resolves.toMatch(ROLES)
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
  await expect(tryOut(portal, withMarks(ofWorkload))).resolves.toBeDefined()
  await expect(getRefusal(tryOut(portal, withMarks(marks)))).resolves.toMatch(
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
    await expect(getRefusal(tryOut(account, pod))).resolves.toMatch(REACH)
    await expect(getRefusal(createObject(account, buildConfigMap(namespace)))).resolves.toMatch(REACH)
    await expect(getRefusal(requestToken(account, namespace))).resolves.toMatch(REACH)
  }
  await expect(tryOut(client, pod)).resolves.toBeDefined()
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
    await expect(tryOut(account, secret)).resolves.toBeDefined()
    await expect(getRefusal(tryOut(account, token))).resolves.toMatch(/^policy: .*no tokens/)
  }
})
