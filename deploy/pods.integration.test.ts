import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { KubeClient } from '#lib/kube/client.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, deleteObject, listObjects, patchObject, requireObject } from '#lib/kube/verbs.ts'
import { IMAGE_NAMES } from '#cluster/images/image-names.ts'
import {
  annotateOwnNamespace,
  createAccountClient,
  createTestSpace,
  createUnguardedSpace,
  getRefusal,
  PORTAL_ACCOUNT,
  startRights,
  type TestSpace,
} from '#cluster/testing/accounts-under-test.ts'
import { buildBoxSpec } from '#cluster/testing/box.ts'
import { client, createTestNamespace, waitFor } from '#cluster/testing/cluster-under-test.ts'

let portal: KubeClient
let space: TestSpace
/** Its Pod Security lets everything pass, so that a refusal is the policy's alone. */
let unguarded: TestSpace
let foreign: Awaited<ReturnType<typeof createTestNamespace>>

beforeAll(async () => {
  await startRights()
  portal = await createAccountClient(PORTAL_ACCOUNT)
  space = await createTestSpace(portal)
  unguarded = await createUnguardedSpace(portal)
  foreign = await createTestNamespace({ 'pod-security.kubernetes.io/enforce': 'privileged' })
})

afterAll(async () => {
  await space?.remove()
  await unguarded?.remove()
  await foreign?.remove()
})

type Spec = ReturnType<typeof buildBoxSpec>
interface Template {
  metadata: { labels: Record<string, string> }
  spec: Spec
}

const MANAGED = { 'app.kubernetes.io/managed-by': 'moorage' }
const LABELS = { ...MANAGED, app: 'box' }
const FILE_SERVER_LABELS = { ...LABELS, 'moorage.dev/fileserver': 'test' }

function buildTemplate(
  change: (spec: Spec) => Spec = (spec) => spec,
  labels: Record<string, string> = LABELS,
): Template {
  return { metadata: { labels }, spec: change(buildBoxSpec({})) }
}

const selector = { matchLabels: { app: 'box' } }
const once = (template: Template) => ({ ...template, spec: { ...template.spec, restartPolicy: 'Never' } })

/** Everything that pods are made from. */
const FORMS: Record<string, { apiVersion: string; kind: string; wrap: (template: Template) => object }> = {
  Pod: { apiVersion: 'v1', kind: 'Pod', wrap: ({ spec }) => ({ spec }) },
  Deployment: { apiVersion: 'apps/v1', kind: 'Deployment', wrap: (template) => ({ spec: { selector, template } }) },
  Job: { apiVersion: 'batch/v1', kind: 'Job', wrap: (template) => ({ spec: { template: once(template) } }) },
  CronJob: {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    wrap: (template) => ({
      spec: { schedule: '0 0 1 1 *', jobTemplate: { spec: { template: once(template) } } },
    }),
  },
  ReplicaSet: { apiVersion: 'apps/v1', kind: 'ReplicaSet', wrap: (template) => ({ spec: { selector, template } }) },
  StatefulSet: {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    wrap: (template) => ({ spec: { selector, template, serviceName: 'box' } }),
  },
  DaemonSet: { apiVersion: 'apps/v1', kind: 'DaemonSet', wrap: (template) => ({ spec: { selector, template } }) },
  ReplicationController: {
    apiVersion: 'v1',
    kind: 'ReplicationController',
    wrap: (template) => ({ spec: { selector: { app: 'box' }, template } }),
  },
  PodTemplate: { apiVersion: 'v1', kind: 'PodTemplate', wrap: (template) => ({ template }) },
}

function build(form: string, namespace: string, template: Template): KubeObject {
  const { apiVersion, kind, wrap } = FORMS[form]!
  const metadata = { name: `test-${randomUUID().slice(0, 8)}`, namespace, labels: template.metadata.labels }
  return { apiVersion, kind, metadata, ...wrap(template) }
}

/** Admission is asked and nothing is made. */
const tryOut = (account: KubeClient, object: KubeObject) => createObject(account, object, { dryRun: true })

const inContainer = (fields: object) => (spec: Spec) => ({
  ...spec,
  containers: (spec['containers'] as object[]).map((container) => ({ ...container, ...fields })),
})
const inSpec = (fields: object) => (spec: Spec) => ({ ...spec, ...fields })
const withVolume = (source: object) => inSpec({ volumes: [{ name: 'extra', ...source }] })

const projected = (source: object) => withVolume({ projected: { sources: [source] } })
const withNewClaim = (spec: object) =>
  withVolume({
    ephemeral: {
      volumeClaimTemplate: {
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } }, ...spec },
      },
    },
  })
const configMapSource = { configMap: { name: 'settings' } }

const INIT = { name: 'init', image: IMAGE_NAMES.toolbox, command: ['true'] }

const CASES: Record<string, { bad: (spec: Spec) => Spec; good?: (spec: Spec) => Spec; refusal: RegExp }> = {
  hostNetwork: {
    bad: inSpec({ hostNetwork: true }),
    good: inSpec({ hostNetwork: false }),
    refusal: /node's namespaces/,
  },
  hostPID: { bad: inSpec({ hostPID: true }), refusal: /node's namespaces/ },
  hostIPC: { bad: inSpec({ hostIPC: true }), refusal: /node's namespaces/ },
  hostPort: {
    bad: inContainer({ ports: [{ containerPort: 8080, hostPort: 8080 }] }),
    good: inContainer({ ports: [{ containerPort: 8080 }] }),
    refusal: /ports of the node/,
  },
  'hostPort of an init container': {
    bad: inSpec({ initContainers: [{ ...INIT, ports: [{ containerPort: 8080, hostPort: 8080 }] }] }),
    good: inSpec({ initContainers: [{ ...INIT, ports: [{ containerPort: 8080 }] }] }),
    refusal: /ports of the node/,
  },
  privileged: {
    bad: inContainer({ securityContext: { privileged: true } }),
    good: inContainer({ securityContext: { privileged: false } }),
    refusal: /not privileged/,
  },
  'a privileged init container': {
    bad: inSpec({ initContainers: [{ ...INIT, securityContext: { privileged: true } }] }),
    good: inSpec({ initContainers: [INIT] }),
    refusal: /not privileged/,
  },
  'an added capability': {
    bad: inContainer({ securityContext: { capabilities: { add: ['NET_ADMIN'] } } }),
    good: inContainer({ securityContext: { capabilities: { add: ['NET_BIND_SERVICE'] } } }),
    refusal: /no capabilities added/,
  },
  'an added capability of an init container': {
    bad: inSpec({ initContainers: [{ ...INIT, securityContext: { capabilities: { add: ['SYS_ADMIN'] } } }] }),
    good: inSpec({ initContainers: [INIT] }),
    refusal: /no capabilities added/,
  },
  hostPath: {
    bad: withVolume({ hostPath: { path: '/' } }),
    good: withVolume({ emptyDir: {} }),
    refusal: /Volumes of pods in spaces are/,
  },
  nfs: {
    bad: withVolume({ nfs: { server: '10.0.0.1', path: '/home' } }),
    good: withVolume({ persistentVolumeClaim: { claimName: 'disk' } }),
    refusal: /Volumes of pods in spaces are/,
  },
  'csi by name of the driver': {
    bad: withVolume({ csi: { driver: 'nfs.csi.k8s.io', volumeAttributes: { share: '/home' } } }),
    good: withVolume({ secret: { secretName: 'keys' } }),
    refusal: /Volumes of pods in spaces are/,
  },
  "a volume of somebody else's, made with the pod": {
    bad: withNewClaim({ volumeName: 'pvc-of-somebody-else' }),
    good: withNewClaim({}),
    refusal: /made with a pod in a space are new ones/,
  },
  'a Secret of Moorage as a volume': {
    bad: withVolume({ secret: { secretName: 'moorage-keys' } }),
    good: withVolume({ secret: { secretName: 'keys-of-moorage' } }),
    refusal: /for Moorage only/,
  },
  'a Secret of Moorage in a projected volume': {
    bad: projected({ secret: { name: 'moorage-keys' } }),
    good: projected({ secret: { name: 'keys' } }),
    refusal: /for Moorage only/,
  },
  'a variable from a Secret of Moorage': {
    bad: inContainer({ env: [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'moorage-keys', key: 'key' } } }] }),
    good: inContainer({ env: [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'keys', key: 'key' } } }] }),
    refusal: /for Moorage only/,
  },
  'all variables from a Secret of Moorage': {
    bad: inContainer({ envFrom: [{ secretRef: { name: 'moorage-keys' } }] }),
    good: inContainer({ envFrom: [{ secretRef: { name: 'keys' } }] }),
    refusal: /for Moorage only/,
  },
  "Moorage's access to a registry": {
    bad: inSpec({ imagePullSecrets: [{ name: 'moorage-registry' }] }),
    good: inSpec({ imagePullSecrets: [{ name: 'registry' }] }),
    refusal: /for Moorage only/,
  },
  'a projected token': {
    bad: projected({ serviceAccountToken: { path: 'token' } }),
    good: projected(configMapSource),
    refusal: /no tokens and no certificates/,
  },
  'a projected certificate': {
    bad: projected({ podCertificate: { signerName: 'kubernetes.io/kube-apiserver-client-pod', keyType: 'ED25519' } }),
    good: projected({ downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } }),
    refusal: /no tokens and no certificates/,
  },
  'a mounted token': {
    bad: inSpec({ automountServiceAccountToken: true }),
    good: inSpec({ automountServiceAccountToken: false }),
    refusal: /automountServiceAccountToken false|no tokens/,
  },
  'a token by silence': {
    bad: inSpec({ automountServiceAccountToken: undefined }),
    refusal: /ServiceAccountToken|no tokens/,
  },
  'the class of file servers': {
    bad: inSpec({ priorityClassName: 'moorage-files' }),
    refusal: /for file servers only/,
  },
  'a class of the cluster': {
    bad: inSpec({ priorityClassName: 'system-cluster-critical' }),
    refusal: /no priority class of the cluster/,
  },
  'a node of its choice': { bad: inSpec({ nodeName: 'node-1' }), refusal: /put on a node by the scheduler/ },
  'every taint': {
    bad: inSpec({ tolerations: [{ operator: 'Exists' }] }),
    good: inSpec({ tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }] }),
    refusal: /keep off the nodes/,
  },
  'the control plane': {
    bad: inSpec({ tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists' }] }),
    good: inSpec({ tolerations: [{ key: 'example.org/spot', operator: 'Exists' }] }),
    refusal: /keep off the nodes/,
  },
}

const FORMS_OF_PORTAL = ['Pod', 'Deployment', 'Job', 'CronJob']

test.each(Object.keys(FORMS).flatMap((form) => Object.keys(CASES).map((name) => [form, name] as [string, string])))(
  'no %s in a space with %s, whoever makes it',
  async (form, name) => {
    const { bad, good, refusal } = CASES[name]!
    const { namespace } = unguarded
    const accounts = FORMS_OF_PORTAL.includes(form) ? [client, portal] : [client]
    for (const account of accounts) {
      await expect(tryOut(account, build(form, namespace, buildTemplate(good)))).resolves.toBeDefined()
      const refused = await getRefusal(tryOut(account, build(form, namespace, buildTemplate(bad))))
      expect(refused).toMatch(/^policy: .*'moorage-pods'/)
      expect(refused).toMatch(refusal)
    }
  },
)

// The cluster itself asks for a service account that exists, and only of pods.
test.each(Object.keys(FORMS))('no %s in a space under another service account', async (form) => {
  const { namespace } = unguarded
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: `builder-${form.toLowerCase()}`, namespace },
  })
  const under = (name: string) => build(form, namespace, buildTemplate(inSpec({ serviceAccountName: name })))
  await expect(tryOut(client, under('default'))).resolves.toBeDefined()
  await expect(getRefusal(tryOut(client, under(`builder-${form.toLowerCase()}`)))).resolves.toMatch(
    /^policy: .*run under the service account "default"/,
  )
})

test.each(Object.keys(FORMS))('outside spaces the policy leaves a %s alone', async (form) => {
  const template = buildTemplate(inSpec({ hostNetwork: true, automountServiceAccountToken: true }))
  await expect(tryOut(client, build(form, foreign.namespace, template))).resolves.toBeDefined()
})

test('Pod Security refuses what is privileged before the policy does', async () => {
  const { namespace } = space
  for (const account of [client, portal]) {
    await expect(tryOut(account, build('Pod', namespace, buildTemplate()))).resolves.toBeDefined()
    for (const name of ['privileged', 'hostPath', 'hostNetwork', 'hostPort']) {
      const pod = build('Pod', namespace, buildTemplate(CASES[name]!.bad))
      await expect(getRefusal(tryOut(account, pod))).resolves.toMatch(/^pod-security: /)
    }
    for (const securityContext of [
      { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] } },
      { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsUser: 0 },
    ]) {
      const pod = build('Pod', namespace, buildTemplate(inContainer({ securityContext })))
      await expect(getRefusal(tryOut(account, pod))).resolves.toMatch(/^pod-security: /)
    }
  }
})

const asFileServer = (spec: Spec) =>
  inContainer({ image: IMAGE_NAMES.fileServer, command: undefined, args: ['--mode=ro'] })(spec)
const withClass = inSpec({ priorityClassName: 'moorage-files' })

test.each(Object.keys(FORMS))('a %s is a file server only with its image and its command', async (form) => {
  const { namespace } = space
  const wrong = {
    'the label alone': buildTemplate(undefined, FILE_SERVER_LABELS),
    'a label with a longer name': buildTemplate(undefined, { ...LABELS, 'moorage.dev/fileserver-mode': 'ro' }),
    'the class alone': buildTemplate(withClass),
    'an image whose name only begins so': buildTemplate(
      (spec) => withClass(inContainer({ image: `${IMAGE_NAMES.fileServer}-other`, command: undefined })(spec)),
      FILE_SERVER_LABELS,
    ),
    'a command of its own': buildTemplate(
      (spec) => withClass(inContainer({ image: IMAGE_NAMES.fileServer, command: ['sh'] })(spec)),
      FILE_SERVER_LABELS,
    ),
    'a second container': buildTemplate(
      (spec) => ({
        ...withClass(asFileServer(spec)),
        containers: [
          ...(asFileServer(spec)['containers'] as object[]),
          ...(inContainer({ name: 'other' })(spec)['containers'] as object[]),
        ],
      }),
      FILE_SERVER_LABELS,
    ),
  }
  const right = buildTemplate((spec) => withClass(asFileServer(spec)), FILE_SERVER_LABELS)
  const accounts = FORMS_OF_PORTAL.includes(form) ? [client, portal] : [client]
  for (const account of accounts) {
    await expect(tryOut(account, build(form, namespace, right))).resolves.toBeDefined()
    for (const [what, template] of Object.entries(wrong)) {
      const refused = await getRefusal(tryOut(account, build(form, namespace, template)))
      expect(refused, what).toMatch(/^policy: .*for file servers only/)
    }
  }
})

test.each<[string, object]>([
  [
    'an environment, which can make Node.js run something else',
    { env: [{ name: 'NODE_OPTIONS', value: '--import=data:,' }] },
  ],
  ['an environment from elsewhere', { envFrom: [{ configMapRef: { name: 'settings' } }] }],
  ['a hook', { lifecycle: { postStart: { exec: { command: ['true'] } } } }],
  ['a probe that runs something', { readinessProbe: { exec: { command: ['true'] } } }],
  ['a folder of its own to begin in', { workingDir: '/volume' }],
  ['a volume over its program', { volumeMounts: [{ name: 'volume', mountPath: '/opt/moorage' }] }],
])('a file server has no %s', async (_what, fields) => {
  const { namespace } = space
  const volumes = [{ name: 'volume', persistentVolumeClaim: { claimName: 'disk' } }]
  const buildJob = (extra: object) =>
    build(
      'Job',
      namespace,
      buildTemplate((spec) => ({ ...inContainer(extra)(withClass(asFileServer(spec))), volumes }), FILE_SERVER_LABELS),
    )
  const right = buildJob({ volumeMounts: [{ name: 'volume', mountPath: '/volume' }] })
  await expect(tryOut(portal, right)).resolves.toBeDefined()
  for (const account of [client, portal]) {
    await expect(getRefusal(tryOut(account, buildJob(fields)))).resolves.toMatch(
      /^policy: .*nothing but their own program/,
    )
  }
})

test('a pod that runs does not become a file server, and gets no other kind of debugging container', async () => {
  const { namespace } = space
  const pod = await createObject(portal, build('Pod', namespace, buildTemplate()))
  const ref = { apiVersion: 'v1', kind: 'Pod', namespace, name: pod.metadata.name }
  for (const account of [client, portal]) {
    const label = (labels: Record<string, string>) =>
      patchObject(account, ref, { patch: { metadata: { labels } }, dryRun: true })
    await expect(label({ 'moorage.dev/test': 'yes' })).resolves.toBeDefined()
    await expect(getRefusal(label({ 'moorage.dev/fileserver': 'x' }))).resolves.toMatch(/^policy: .*file servers only/)
  }
  await waitFor('the pod to be on a node', async () => {
    const { spec } = await requireObject(client, ref)
    return (spec as { nodeName?: string }).nodeName
  })
  const debug = (fields: object) =>
    patchObject(client, ref, {
      subresource: 'ephemeralcontainers',
      type: 'strategic',
      patch: {
        spec: {
          ephemeralContainers: [
            {
              name: 'debug',
              image: IMAGE_NAMES.toolbox,
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
              ...fields,
            },
          ],
        },
      },
      dryRun: true,
    })
  await expect(debug({})).resolves.toBeDefined()
  await expect(getRefusal(debug({ securityContext: { privileged: true } }))).resolves.toMatch(/^pod-security: /)
})

test('what was made under older rules is still scaled down, finished and cleared away', async () => {
  const { namespace } = space
  const both = [IMAGE_NAMES.fileServer, IMAGE_NAMES.toolbox].join(',')
  await annotateOwnNamespace({ 'moorage.dev/fileserver-images': both })
  onTestFinished(() => annotateOwnNamespace({ 'moorage.dev/fileserver-images': IMAGE_NAMES.fileServer }))
  const run = (...args: string[]) =>
    buildTemplate((spec) => withClass(inContainer({ command: undefined, args })(spec)), FILE_SERVER_LABELS)
  const deployment = await waitFor('the image to be allowed', () =>
    createObject(portal, build('Deployment', namespace, run('sleep', '1000'))),
  )
  const job = await createObject(portal, build('Job', namespace, run('sleep', '3')))
  const listPods = (labelSelector: string) =>
    listObjects(client, { apiVersion: 'v1', kind: 'Pod', namespace, labelSelector })
  await waitFor('the pods of both to run', async () => {
    const pods = await listPods('moorage.dev/fileserver')
    return pods.filter(({ status }) => (status as { phase: string }).phase === 'Running').length === 2
  })
  await annotateOwnNamespace({ 'moorage.dev/fileserver-images': IMAGE_NAMES.fileServer })
  await waitFor('the image to be refused', () =>
    getRefusal(tryOut(portal, build('Deployment', namespace, run('sleep', '1000')))),
  )

  const scale = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: deployment.metadata.name }
  await patchObject(portal, scale, { subresource: 'scale', patch: { spec: { replicas: 0 } } })
  await waitFor('the pods of the Deployment to go', async () => (await listPods('pod-template-hash')).length === 0)
  // The controller takes a finalizer off the pod that has ended; without that it would stay for ever.
  const jobRef = { apiVersion: 'batch/v1', kind: 'Job', namespace, name: job.metadata.name }
  await waitFor('the Job to finish', async () => {
    const { status } = await requireObject(client, jobRef)
    return (status as { succeeded?: number }).succeeded === 1
  })
  await expect(deleteObject(portal, jobRef)).resolves.toBe(true)
  await waitFor('the pods of the Job to go', async () => (await listPods('moorage.dev/fileserver')).length === 0)
})
