import { beforeAll, expect, onTestFinished, test } from 'vitest'
import type { KubeClient } from '#lib/kube/client.ts'
import { createObject, deleteObject, listObjects, patchObject, requireObject } from '#lib/kube/verbs.ts'
import { IMAGE_NAMES } from '#cluster/images/image-names.ts'
import { annotateOwnNamespace, getRefusal, tryOut, type TestSpace } from '#cluster/testing/accounts-under-test.ts'
import { client, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { openTestPlaces } from '#cluster/testing/places-under-test.ts'
import {
  build,
  buildTemplate,
  FILE_SERVER_LABELS,
  FORMS,
  FORMS_OF_PORTAL,
  inContainer,
  inSpec,
  LABELS,
} from './testing/pod-forms.ts'
import type { Spec } from './testing/pod-forms.ts'

let portal: KubeClient
let space: TestSpace

beforeAll(async () => {
  const places = await openTestPlaces()
  ;({ portal, space } = places)
  return places.remove
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
