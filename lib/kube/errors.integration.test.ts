import { rm } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { AppError } from '#lib/errors.ts'
import { writeChangedKubeconfig } from '#cluster/testing/changed-kubeconfig.ts'
import { client, createTestNamespace, layout } from '#cluster/testing/cluster-under-test.ts'
import { catchRefusal } from '#cluster/testing/refusals.ts'
import { applyObject } from './apply.ts'
import { createKubeClient } from './client.ts'
import { getKubeCase } from './errors.ts'
import type { KubeObject } from './object.ts'
import { createObject, deleteObject, getObject } from './verbs.ts'

const fieldManager = 'kube-test'
const kubeconfigPath = layout.kubeconfig

let namespace = ''

beforeAll(async () => {
  const made = await createTestNamespace()
  ;({ namespace } = made)
  return made.remove
})

function buildConfigMap(name: string, data: Record<string, string> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data }
}

function buildPod(name: string, container: Record<string, unknown> = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: {
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      automountServiceAccountToken: false,
      containers: [
        {
          name: 'main',
          image: 'example.invalid/none:1',
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          ...container,
        },
      ],
    },
  }
}

test('refusals of a real API server are told apart', async () => {
  const cases: [() => Promise<unknown>, string][] = [
    [
      () => createObject(client, { ...buildPod('p'), spec: { containers: [{ name: 'main', image: 'x' }] } }),
      'pod-security',
    ],
    [() => createObject(client, buildPod('p', { imagePullPolicy: 'Sometimes' })), 'invalid'],
    [() => createObject(client, buildPod('p', { imagee: 'x' })), 'malformed'],
    [() => getObject(client, { apiVersion: 'v1', kind: 'Boat', namespace, name: 'a' }), 'unknown-kind'],
    [
      () => getObject(client, { apiVersion: 'boats.example.org/v1', kind: 'Boat', namespace, name: 'a' }),
      'unknown-kind',
    ],
    [
      () =>
        applyObject(
          client,
          { ...buildConfigMap('a'), metadata: { name: 'a', namespace: 'no-such-place' } },
          { fieldManager },
        ),
      'not-found',
    ],
    [() => client.request({ path: '/api/v1/configmaps', query: { limit: 1, continue: 'nonsense' } }), 'malformed'],
  ]
  for (const [run, kubeCase] of cases) expect(getKubeCase(await catchRefusal(run()))).toBe(kubeCase)
})

test('quota and limits have cases of their own', async () => {
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'small', namespace },
    spec: { hard: { 'limits.cpu': '1', 'count/secrets': '0' } },
  })
  const unstated = await untilCase('quota-unstated', () => createObject(client, buildPod('q'), { dryRun: true }))
  expect(unstated.code).toBe('INVALID_INPUT')
  const exceeded = await catchRefusal(createObject(client, buildPod('q', { resources: { limits: { cpu: '2' } } })))
  expect([exceeded.code, getKubeCase(exceeded)]).toEqual(['QUOTA_EXCEEDED', 'quota-exceeded'])
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'small', namespace },
    spec: { limits: [{ type: 'Container', max: { memory: '1Gi' } }] },
  })
  const large = () =>
    createObject(client, buildPod('q', { resources: { limits: { cpu: '1', memory: '2Gi' } } }), { dryRun: true })
  expect((await untilCase('limits', large)).code).toBe('INVALID_INPUT')
})

/** Admission reads quotas and limits from caches of its own, a moment behind. */
async function untilCase(kubeCase: string, run: () => Promise<unknown>): Promise<AppError> {
  for (;;) {
    const error = await run().then(
      () => null,
      (reason: unknown) => reason,
    )
    if (error instanceof AppError && getKubeCase(error) === kubeCase) return error
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

test('a policy with its own words is a refusal of case "policy"', async () => {
  const name = `${namespace}-policy`
  const apiVersion = 'admissionregistration.k8s.io/v1'
  const policy = { apiVersion, kind: 'ValidatingAdmissionPolicy' }
  const binding = { apiVersion, kind: 'ValidatingAdmissionPolicyBinding' }
  const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': namespace } }
  try {
    await createObject(client, {
      ...policy,
      metadata: { name },
      spec: {
        matchConstraints: { resourceRules: [rule] },
        // Its words look like those of a quota on purpose.
        validations: [{ expression: "object.metadata.name != 'denied'", message: 'is forbidden: exceeded quota: ha' }],
      },
    })
    await createObject(client, {
      ...binding,
      metadata: { name },
      spec: { policyName: name, validationActions: ['Deny'], matchResources: { namespaceSelector } },
    })
    const error = await untilCase('policy', () => createObject(client, buildConfigMap('denied'), { dryRun: true }))
    expect(error.code).toBe('FORBIDDEN')
    expect(error.details.rawMessage).toContain('exceeded quota: ha')
  } finally {
    await deleteObject(client, { ...binding, name })
    await deleteObject(client, { ...policy, name })
  }
})

test('wrong credentials and a wrong certificate authority are told apart', async () => {
  const request = { path: `/api/v1/namespaces/${namespace}` }
  const files = [
    await writeChangedKubeconfig(kubeconfigPath, { user: () => ({ token: 'nobody' }) }),
    await writeChangedKubeconfig(kubeconfigPath, { cluster: ({ server }) => ({ server }) }),
  ]
  const cases: unknown[] = []
  for (const file of files) {
    cases.push(getKubeCase(await catchRefusal(createKubeClient({ kubeconfigPath: file }).request(request))))
    await rm(file)
  }
  expect(cases).toEqual(['unauthenticated', 'untrusted'])
})
