import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { KubeClient } from '#lib/kube/client.ts'
import { createObject, deleteObject, getObject } from '#lib/kube/verbs.ts'
import {
  createAccountClient,
  createTestSpace,
  GATEWAY_ACCOUNT,
  getRefusal,
  PORTAL_ACCOUNT,
  startRights,
  type TestSpace,
} from '#cluster/testing/accounts-under-test.ts'
import { client, createTestNamespace } from '#cluster/testing/cluster-under-test.ts'

let portal: KubeClient
let space: TestSpace
/** Made by an administrator; Moorage has no business there. */
let foreign: Awaited<ReturnType<typeof createTestNamespace>>

beforeAll(async () => {
  await startRights()
  portal = await createAccountClient(PORTAL_ACCOUNT)
  space = await createTestSpace(portal)
  foreign = await createTestNamespace()
})

afterAll(async () => {
  await space?.remove()
  await foreign?.remove()
})

interface Rule {
  verbs: string[]
  apiGroups: string[]
  resources: string[]
  resourceNames?: string[]
}

/** What the API server says that an account may do in a namespace, without what everybody may. */
async function listRights(account: KubeClient, namespace: string): Promise<string[]> {
  const { status } = await account.request<{ status: { resourceRules: Rule[]; incomplete: boolean } }>({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } },
  })
  expect(status.incomplete).toBe(false)
  const lines = status.resourceRules.flatMap(({ verbs, apiGroups, resources, resourceNames = [] }) =>
    apiGroups.flatMap((group) =>
      resources.map((resource) => {
        const name = resourceNames.length > 0 ? ` (${resourceNames.join(', ')})` : ''
        return `${group === '' ? '' : `${group}/`}${resource}${name}: ${verbs.toSorted().join(' ')}`
      }),
    ),
  )
  const ofEverybody = /^(authentication\.k8s\.io|authorization\.k8s\.io)\/self/
  return [...new Set(lines)].filter((line) => !ofEverybody.test(line)).toSorted()
}

const READ = 'get list watch'
const WRITE = 'create delete get list patch update watch'

const EVERYWHERE = [
  `apps/deployments: ${READ}`,
  `apps/replicasets: ${READ}`,
  'authorization.k8s.io/subjectaccessreviews: create',
  `batch/cronjobs: ${READ}`,
  `batch/jobs: ${READ}`,
  `limitranges: ${READ}`,
  'metrics.k8s.io/nodes: get list',
  'metrics.k8s.io/pods: get list',
  `moorage.dev/groups: ${WRITE}`,
  'moorage.dev/groups/status: get patch update',
  `moorage.dev/requests: ${WRITE}`,
  'moorage.dev/requests/status: get patch update',
  `moorage.dev/users: create get list patch update watch`,
  'moorage.dev/users/status: get patch update',
  `namespaces: ${WRITE}`,
  `networking.k8s.io/ingresses: ${READ}`,
  `networking.k8s.io/networkpolicies: ${READ}`,
  `nodes: ${READ}`,
  'nodes/stats: get',
  `persistentvolumeclaims: ${READ}`,
  `persistentvolumes: ${READ}`,
  `pods: ${READ}`,
  'rbac.authorization.k8s.io/clusterroles (moorage-space, moorage-space-gateway): bind',
  'rbac.authorization.k8s.io/rolebindings: create get list patch watch',
  `resourcequotas: ${READ}`,
  `scheduling.k8s.io/priorityclasses: ${READ}`,
  `services: ${READ}`,
  `storage.k8s.io/storageclasses: ${READ}`,
]

const OWN_NAMESPACE = [`configmaps: ${READ}`, `coordination.k8s.io/leases: ${WRITE}`]

const IN_SPACE = [
  `apps/deployments: ${WRITE}`,
  'apps/deployments/scale: get patch update',
  'apps/replicasets: delete get list watch',
  `batch/cronjobs: ${WRITE}`,
  `batch/jobs: ${WRITE}`,
  `configmaps: ${WRITE}`,
  `events: ${READ}`,
  `limitranges: ${WRITE}`,
  `networking.k8s.io/ingresses: ${WRITE}`,
  `networking.k8s.io/networkpolicies: ${WRITE}`,
  `persistentvolumeclaims: ${WRITE}`,
  `pods: ${WRITE}`,
  'pods/log: get',
  `resourcequotas: ${WRITE}`,
  `secrets: ${WRITE}`,
  `serviceaccounts: ${WRITE}`,
  `services: ${WRITE}`,
]

const GATEWAY_IN_SPACE = [
  `discovery.k8s.io/endpointslices: ${READ}`,
  `pods: ${READ}`,
  'pods/exec: create get',
  'pods/portforward: create get',
  `services: ${READ}`,
]

test('the portal may do exactly this, everywhere, in its own namespace and in a space', async () => {
  await expect(listRights(portal, 'kube-system')).resolves.toEqual(EVERYWHERE.toSorted())
  await expect(listRights(portal, foreign.namespace)).resolves.toEqual(EVERYWHERE.toSorted())
  await expect(listRights(portal, 'moorage')).resolves.toEqual([...EVERYWHERE, ...OWN_NAMESPACE].toSorted())
  await expect(listRights(portal, space.namespace)).resolves.toEqual([...EVERYWHERE, ...IN_SPACE].toSorted())
})

test('the gateway may do exactly this', async () => {
  const gateway = await createAccountClient(GATEWAY_ACCOUNT)
  await expect(listRights(gateway, 'kube-system')).resolves.toEqual([])
  await expect(listRights(gateway, 'moorage')).resolves.toEqual(['coordination.k8s.io/leases: create'])
  await expect(listRights(gateway, space.namespace)).resolves.toEqual(GATEWAY_IN_SPACE.toSorted())
})

interface Access {
  verb: string
  group?: string
  resource: string
  subresource?: string
  namespace?: string
  name?: string
}

async function canAccess(account: string, resourceAttributes: Access): Promise<boolean> {
  const { status } = await client.request<{ status: { allowed: boolean } }>({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: {
        user: `system:serviceaccount:moorage:${account}`,
        groups: ['system:serviceaccounts', 'system:serviceaccounts:moorage', 'system:authenticated'],
        resourceAttributes,
      },
    },
  })
  return status.allowed
}

// Left what has to be refused, right the nearest thing that has to be allowed.
test.each<[Access, Access]>([
  [
    { verb: 'list', resource: 'secrets' },
    { verb: 'list', resource: 'pods' },
  ],
  [
    { verb: 'watch', resource: 'configmaps' },
    { verb: 'watch', resource: 'persistentvolumeclaims' },
  ],
  [
    { verb: 'list', resource: 'events' },
    { verb: 'list', resource: 'nodes' },
  ],
  [
    { verb: 'get', resource: 'nodes', subresource: 'proxy' },
    { verb: 'get', resource: 'nodes', subresource: 'stats' },
  ],
  [
    { verb: 'create', resource: 'nodes', subresource: 'proxy' },
    { verb: 'get', resource: 'nodes' },
  ],
  [
    { verb: 'patch', resource: 'nodes' },
    { verb: 'watch', resource: 'nodes' },
  ],
  [
    { verb: 'delete', resource: 'persistentvolumes' },
    { verb: 'list', resource: 'persistentvolumes' },
  ],
  [
    { verb: 'impersonate', resource: 'users' },
    { verb: 'patch', group: 'moorage.dev', resource: 'users' },
  ],
  [
    { verb: 'delete', group: 'moorage.dev', resource: 'users', name: 'alice' },
    { verb: 'delete', group: 'moorage.dev', resource: 'groups', name: 'k3f9' },
  ],
  [
    { verb: 'bind', group: 'rbac.authorization.k8s.io', resource: 'clusterroles', name: 'cluster-admin' },
    { verb: 'bind', group: 'rbac.authorization.k8s.io', resource: 'clusterroles', name: 'moorage-space' },
  ],
  [
    { verb: 'bind', group: 'rbac.authorization.k8s.io', resource: 'clusterroles', name: 'moorage' },
    { verb: 'bind', group: 'rbac.authorization.k8s.io', resource: 'clusterroles', name: 'moorage-space-gateway' },
  ],
  [
    { verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'clusterrolebindings' },
    { verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'rolebindings' },
  ],
  [
    { verb: 'escalate', group: 'rbac.authorization.k8s.io', resource: 'clusterroles' },
    { verb: 'list', group: 'rbac.authorization.k8s.io', resource: 'rolebindings' },
  ],
  [
    { verb: 'patch', group: 'admissionregistration.k8s.io', resource: 'validatingadmissionpolicies' },
    { verb: 'patch', resource: 'namespaces' },
  ],
  [
    { verb: 'create', group: 'certificates.k8s.io', resource: 'certificatesigningrequests' },
    { verb: 'create', group: 'authorization.k8s.io', resource: 'subjectaccessreviews' },
  ],
  [
    { verb: 'update', resource: 'namespaces', subresource: 'finalize' },
    { verb: 'update', resource: 'namespaces' },
  ],
  [
    { verb: 'get', resource: 'secrets', namespace: 'moorage', name: 'moorage' },
    { verb: 'get', resource: 'configmaps', namespace: 'moorage', name: 'moorage' },
  ],
  [
    { verb: 'patch', resource: 'configmaps', namespace: 'moorage' },
    { verb: 'patch', group: 'coordination.k8s.io', resource: 'leases', namespace: 'moorage' },
  ],
  [
    { verb: 'create', group: 'coordination.k8s.io', resource: 'leases', namespace: 'kube-system' },
    { verb: 'create', group: 'coordination.k8s.io', resource: 'leases', namespace: 'moorage' },
  ],
])('the portal may not %j, but may %j', async (refused, allowed) => {
  await expect(canAccess(PORTAL_ACCOUNT, refused)).resolves.toBe(false)
  await expect(canAccess(PORTAL_ACCOUNT, allowed)).resolves.toBe(true)
})

test.each<[Access, Access]>([
  [
    { verb: 'create', resource: 'pods', subresource: 'exec' },
    { verb: 'create', resource: 'pods' },
  ],
  [
    { verb: 'create', resource: 'pods', subresource: 'attach' },
    { verb: 'get', resource: 'pods', subresource: 'log' },
  ],
  [
    { verb: 'create', resource: 'pods', subresource: 'portforward' },
    { verb: 'get', resource: 'pods' },
  ],
  [
    { verb: 'get', resource: 'pods', subresource: 'proxy' },
    { verb: 'watch', resource: 'pods' },
  ],
  [
    { verb: 'patch', resource: 'pods', subresource: 'ephemeralcontainers' },
    { verb: 'patch', resource: 'pods' },
  ],
  [
    { verb: 'create', resource: 'serviceaccounts', subresource: 'token' },
    { verb: 'patch', resource: 'serviceaccounts' },
  ],
  [
    { verb: 'delete', group: 'rbac.authorization.k8s.io', resource: 'rolebindings' },
    { verb: 'delete', resource: 'services' },
  ],
  [
    { verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'roles' },
    { verb: 'create', resource: 'secrets' },
  ],
  [
    { verb: 'create', resource: 'endpoints' },
    { verb: 'create', resource: 'services' },
  ],
  [
    { verb: 'create', resource: 'events' },
    { verb: 'list', resource: 'events' },
  ],
  [
    { verb: 'create', group: 'apps', resource: 'daemonsets' },
    { verb: 'create', group: 'apps', resource: 'deployments' },
  ],
  [
    { verb: 'deletecollection', resource: 'secrets' },
    { verb: 'delete', resource: 'secrets' },
  ],
])('in a space the portal may not %j, but may %j', async (refused, allowed) => {
  const { namespace } = space
  await expect(canAccess(PORTAL_ACCOUNT, { ...refused, namespace })).resolves.toBe(false)
  await expect(canAccess(PORTAL_ACCOUNT, { ...allowed, namespace })).resolves.toBe(true)
})

test.each<[Access, Access]>([
  [
    { verb: 'get', resource: 'secrets' },
    { verb: 'get', resource: 'services' },
  ],
  [
    { verb: 'create', resource: 'pods' },
    { verb: 'create', resource: 'pods', subresource: 'exec' },
  ],
  [
    { verb: 'delete', resource: 'pods' },
    { verb: 'create', resource: 'pods', subresource: 'portforward' },
  ],
  [
    { verb: 'get', resource: 'configmaps' },
    { verb: 'get', resource: 'pods' },
  ],
])('in a space the gateway may not %j, but may %j', async (refused, allowed) => {
  const { namespace } = space
  await expect(canAccess(GATEWAY_ACCOUNT, { ...refused, namespace })).resolves.toBe(false)
  await expect(canAccess(GATEWAY_ACCOUNT, { ...allowed, namespace })).resolves.toBe(true)
  await expect(canAccess(GATEWAY_ACCOUNT, { ...allowed, namespace: foreign.namespace })).resolves.toBe(false)
})

test('the portal reads the Secrets of its spaces and no others, with its own token', async () => {
  const ref = { apiVersion: 'v1', kind: 'Secret', name: 'test-secret' }
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'test-secret' }, stringData: { key: 'value' } }
  for (const namespace of [foreign.namespace, 'kube-system']) {
    await createObject(client, { ...secret, metadata: { ...secret.metadata, namespace } })
    onTestFinished(async () => void (await deleteObject(client, { ...ref, namespace })))
  }
  const labels = { 'app.kubernetes.io/managed-by': 'moorage' }
  await createObject(portal, { ...secret, metadata: { ...secret.metadata, namespace: space.namespace, labels } })

  await expect(getRefusal(getObject(portal, { ...ref, namespace: 'kube-system' }))).resolves.toMatch(/^forbidden: /)
  await expect(getRefusal(getObject(portal, { ...ref, namespace: foreign.namespace }))).resolves.toMatch(/^forbidden: /)
  await expect(getRefusal(portal.request({ path: '/api/v1/secrets' }))).resolves.toMatch(/^forbidden: /)
  const own = await getObject(portal, { ...ref, namespace: space.namespace })
  expect(own?.data).toEqual({ key: Buffer.from('value').toString('base64') })
})
