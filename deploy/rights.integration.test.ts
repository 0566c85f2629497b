import { beforeAll, expect, onTestFinished, test } from 'vitest'
import type { KubeClient } from '#lib/kube/client.ts'
import { createObject, deleteObject, getObject } from '#lib/kube/verbs.ts'
import {
  createAccountClient,
  GATEWAY_ACCOUNT,
  getRefusal,
  PORTAL_ACCOUNT,
  type TestSpace,
} from '#cluster/testing/accounts-under-test.ts'
import { client } from '#cluster/testing/cluster-under-test.ts'
import { openTestPlaces } from '#cluster/testing/places-under-test.ts'

let portal: KubeClient
let space: TestSpace
let foreign: TestSpace

beforeAll(async () => {
  const places = await openTestPlaces()
  ;({ portal, space, foreign } = places)
  return places.remove
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

/** As the rows below are written: "create pods/exec", "delete users.moorage.dev named alice in x". */
const ACCESS =
  /^(?<verb>\w+) (?<resource>[a-z]+)(\.(?<group>[a-z0-9.]+))?(\/(?<subresource>[a-z]+))?( named (?<name>\S+))?( in (?<namespace>\S+))?$/

async function canAccess(account: string, access: string, place: { namespace?: string } = {}): Promise<boolean> {
  const attributes = ACCESS.exec(access)?.groups
  if (!attributes) throw new Error(`"${access}" cannot be read`)
  const { status } = await client.request<{ status: { allowed: boolean } }>({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: {
        user: `system:serviceaccount:moorage:${account}`,
        groups: ['system:serviceaccounts', 'system:serviceaccounts:moorage', 'system:authenticated'],
        resourceAttributes: { ...attributes, ...place },
      },
    },
  })
  return status.allowed
}

// Left what has to be refused, right the nearest thing that has to be allowed.
test.each<[string, string]>([
  ['list secrets', 'list pods'],
  ['watch configmaps', 'watch persistentvolumeclaims'],
  ['list events', 'list nodes'],
  ['get nodes/proxy', 'get nodes/stats'],
  ['create nodes/proxy', 'get nodes'],
  ['patch nodes', 'watch nodes'],
  ['delete persistentvolumes', 'list persistentvolumes'],
  ['impersonate users', 'patch users.moorage.dev'],
  ['delete users.moorage.dev named alice', 'delete groups.moorage.dev named k3f9'],
  [
    'bind clusterroles.rbac.authorization.k8s.io named cluster-admin',
    'bind clusterroles.rbac.authorization.k8s.io named moorage-space',
  ],
  [
    'bind clusterroles.rbac.authorization.k8s.io named moorage',
    'bind clusterroles.rbac.authorization.k8s.io named moorage-space-gateway',
  ],
  ['create clusterrolebindings.rbac.authorization.k8s.io', 'create rolebindings.rbac.authorization.k8s.io'],
  ['escalate clusterroles.rbac.authorization.k8s.io', 'list rolebindings.rbac.authorization.k8s.io'],
  ['patch validatingadmissionpolicies.admissionregistration.k8s.io', 'patch namespaces'],
  ['create certificatesigningrequests.certificates.k8s.io', 'create subjectaccessreviews.authorization.k8s.io'],
  ['update namespaces/finalize', 'update namespaces'],
  ['get secrets named moorage in moorage', 'get configmaps named moorage in moorage'],
  ['patch configmaps in moorage', 'patch leases.coordination.k8s.io in moorage'],
  ['create leases.coordination.k8s.io in kube-system', 'create leases.coordination.k8s.io in moorage'],
])('the portal may not %s, but may %s', async (refused, allowed) => {
  await expect(canAccess(PORTAL_ACCOUNT, refused)).resolves.toBe(false)
  await expect(canAccess(PORTAL_ACCOUNT, allowed)).resolves.toBe(true)
})

test.each<[string, string]>([
  ['create pods/exec', 'create pods'],
  ['create pods/attach', 'get pods/log'],
  ['create pods/portforward', 'get pods'],
  ['get pods/proxy', 'watch pods'],
  ['patch pods/ephemeralcontainers', 'patch pods'],
  ['create serviceaccounts/token', 'patch serviceaccounts'],
  ['delete rolebindings.rbac.authorization.k8s.io', 'delete services'],
  ['create roles.rbac.authorization.k8s.io', 'create secrets'],
  ['create endpoints', 'create services'],
  ['create events', 'list events'],
  ['create daemonsets.apps', 'create deployments.apps'],
  ['deletecollection secrets', 'delete secrets'],
])('in a space the portal may not %s, but may %s', async (refused, allowed) => {
  const { namespace } = space
  await expect(canAccess(PORTAL_ACCOUNT, refused, { namespace })).resolves.toBe(false)
  await expect(canAccess(PORTAL_ACCOUNT, allowed, { namespace })).resolves.toBe(true)
})

test.each<[string, string]>([
  ['get secrets', 'get services'],
  ['create pods', 'create pods/exec'],
  ['delete pods', 'create pods/portforward'],
  ['get configmaps', 'get pods'],
])('in a space the gateway may not %s, but may %s', async (refused, allowed) => {
  const { namespace } = space
  await expect(canAccess(GATEWAY_ACCOUNT, refused, { namespace })).resolves.toBe(false)
  await expect(canAccess(GATEWAY_ACCOUNT, allowed, { namespace })).resolves.toBe(true)
  await expect(canAccess(GATEWAY_ACCOUNT, allowed, { namespace: foreign.namespace })).resolves.toBe(false)
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
