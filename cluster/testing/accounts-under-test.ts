import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createKubeClient, type KubeClient } from '#lib/kube/client.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, deleteObject, getObject, patchObject } from '#lib/kube/verbs.ts'
import { writeAccountKubeconfig } from '#cluster/demo/account-kubeconfig.ts'
import { IMAGE_NAMES } from '#cluster/images/image-names.ts'
import { applyRights, NAMESPACE } from '#cluster/demo/rights.ts'
import { client, layout, waitFor } from './cluster-under-test.ts'
import { catchRefusal } from './refusals.ts'

export const ALLOWED_HOST = 'files.localhost'
export const PORTAL_ACCOUNT = 'moorage'
export const GATEWAY_ACCOUNT = 'moorage-gateway'

const TOKEN_LIFETIME_SECONDS = 3600

/** Brings deploy/ to the cluster under test, and waits until the admission policies refuse what they should. */
export async function startRights(): Promise<void> {
  await applyRights(client, { fileServerImages: [IMAGE_NAMES.fileServer], serviceTypes: [], hosts: [ALLOWED_HOST] })
  await waitForPolicies()
}

/** The same, where nobody has done it yet. */
export async function requireRights(): Promise<void> {
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', name: 'moorage' }
  if (!(await getObject(client, role))) await startRights()
}

export interface TestKubeconfig {
  file: string
  remove: () => Promise<void>
}

/** With nothing but a token of one of Moorage's own service accounts. */
export async function createAccountKubeconfig(name: string): Promise<TestKubeconfig> {
  const dir = await mkdtemp(path.join(tmpdir(), `${name}-account-`))
  const file = path.join(dir, 'kubeconfig')
  await writeAccountKubeconfig({
    client,
    config: { kubeconfigPath: layout.kubeconfig },
    account: { namespace: NAMESPACE, name },
    file,
    lifetimeSeconds: TOKEN_LIFETIME_SECONDS,
  })
  return { file, remove: () => rm(dir, { recursive: true }) }
}

/** The same as a client. */
export async function createAccountClient(name: string): Promise<KubeClient> {
  const { file, remove } = await createAccountKubeconfig(name)
  const account = createKubeClient({ kubeconfigPath: file })
  // Read once, and remembered.
  await account.request({ path: '/version' })
  await remove()
  return account
}

/**
 * The API server takes up policies about once a second, all of them together and in the order in which they were made:
 * when a policy made last refuses, the ones before it do too.
 */
async function waitForPolicies(): Promise<void> {
  const name = `test-canary-${randomUUID().slice(0, 8)}`
  const apiVersion = 'admissionregistration.k8s.io/v1'
  const probe = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' } }
  const policy: KubeObject = {
    apiVersion,
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: {
      matchConstraints: {
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'], operations: ['CREATE'] }],
      },
      validations: [{ expression: `object.metadata.name != '${name}'` }],
    },
  }
  const binding: KubeObject = {
    apiVersion,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName: name, validationActions: ['Deny'] },
  }
  await createObject(client, policy)
  await createObject(client, binding)
  try {
    await waitFor('the admission policies to be in force', async () => {
      const answer = await createObject(client, probe, { dryRun: true }).catch((error: unknown) => error)
      return getKubeCase(answer) === 'policy'
    })
  } finally {
    for (const { kind } of [binding, policy]) await deleteObject(client, { apiVersion, kind, name })
  }
}

/** The namespace of a space as the portal makes it. */
export function buildSpaceNamespace(username: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: `user-${username}-storage`,
      labels: {
        'app.kubernetes.io/managed-by': 'moorage',
        'moorage.dev/space-kind': 'user',
        'pod-security.kubernetes.io/enforce': 'restricted',
      },
      annotations: {
        'moorage.dev/space': `u/${username}`,
        'moorage.dev/owner-issuer': 'https://id.example.org',
        'moorage.dev/owner-subject': `subject-of-${username}`,
      },
    },
  }
}

export interface RoleBindingOptions {
  namespace: string
  role: string
  subject?: Record<string, string>
}

/** As the portal makes it: the role for spaces of one of Moorage's own accounts. */
export function buildRoleBinding({ namespace, role, subject }: RoleBindingOptions): KubeObject {
  const account = role === 'moorage-space-gateway' ? GATEWAY_ACCOUNT : PORTAL_ACCOUNT
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: role, namespace, labels: { 'app.kubernetes.io/managed-by': 'moorage' } },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [subject ?? { kind: 'ServiceAccount', name: account, namespace: NAMESPACE }],
  }
}

export interface TestSpace {
  namespace: string
  remove: () => Promise<void>
}

/** A space made by `portal`, in which both accounts have their rights. */
export async function createTestSpace(portal: KubeClient): Promise<TestSpace> {
  const object = buildSpaceNamespace(`test-${randomUUID().slice(0, 8)}`)
  await createObject(portal, object)
  return openSpace(portal, object.metadata.name)
}

/** A namespace that counts as a space and lets the node's own Pod Security pass everything, made by an administrator. */
export async function createUnguardedSpace(portal: KubeClient): Promise<TestSpace> {
  const object = buildSpaceNamespace(`test-${randomUUID().slice(0, 8)}`)
  const { name, labels } = object.metadata
  await createObject(client, {
    ...object,
    metadata: { ...object.metadata, labels: { ...labels, 'pod-security.kubernetes.io/enforce': 'privileged' } },
  })
  return openSpace(portal, name)
}

async function openSpace(portal: KubeClient, namespace: string): Promise<TestSpace> {
  for (const role of ['moorage-space', 'moorage-space-gateway']) {
    await createObject(portal, buildRoleBinding({ namespace, role }))
  }
  // Rights come into force a moment after the role is bound.
  await waitFor('the rights in the space', () =>
    portal.request({ path: `/api/v1/namespaces/${namespace}/secrets` }).then(() => true),
  )
  return {
    namespace,
    remove: async () => void (await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace })),
  }
}

/** A patch with which an administrator changes what is allowed in spaces. */
export async function annotateOwnNamespace(annotations: Record<string, string>): Promise<void> {
  const ref = { apiVersion: 'v1', kind: 'Namespace', name: NAMESPACE }
  await patchObject(client, ref, { patch: { metadata: { annotations } } })
}

/** Admission is asked and nothing is made. */
export function tryOut(account: KubeClient, object: KubeObject): Promise<KubeObject> {
  return createObject(account, object, { dryRun: true })
}

/** How the cluster refused: by "forbidden" the roles, by "policy" an admission policy, whose message follows. */
export async function getRefusal(attempt: Promise<unknown>): Promise<string> {
  const error = await catchRefusal(attempt)
  return `${getKubeCase(error)}: ${String(error.details['rawMessage'])}`
}
