import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize, requireAdmin } from '#lib/auth/authorize.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, deleteObject, listObjects } from '#lib/kube/verbs.ts'
import { readQuota } from '#lib/quota/operations.ts'
import { removePeople, welcomePerson, type Person } from '#lib/spaces/testing/people.ts'
import { listTemplates, listUsableTemplates } from '#lib/templates/operations.ts'
import { NAMESPACE } from '#cluster/demo/rights.ts'
import { IMAGE_NAMES } from '#cluster/images/image-names.ts'
import { stopCaches } from '#cluster/testing/caches-under-test.ts'
import { client, kubectl, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { catchRefusal } from '#cluster/testing/refusals.ts'
import { getEditForm } from './operations-form.ts'
import { forgetKeys } from './operations-keys.ts'
import { getLaunchOffer } from './operations-offer.ts'
import { previewLaunch } from './operations-preview.ts'
import type { LaunchFields } from './schema-launch.ts'
import type { Finding } from './schema-preview.ts'
import { toFields } from './testing/launch-form.ts'
import { launchObjects } from './testing/launch-objects.ts'
import { becomeLaunchingPortal, toDisk } from './testing/launch-stage.ts'
import { waitForState } from './testing/seen-workloads.ts'
import { readFinding } from './testing/sentences.ts'
import { expectSecretsHidden, HIDDEN, WEB_WITH_SECRET } from './testing/web-with-secret.ts'

const run = randomBytes(3).toString('hex')

let alice: Person
let admin: Actor

beforeAll(async () => {
  await becomeLaunchingPortal()
  alice = await welcomePerson(`alice-${run}`, { memory: '1Gi', pods: 5 })
  admin = { ...alice.actor, uid: 'admin', username: `admin-${run}`, isAdmin: true }
  await launchObjects(alice.namespace, toFields(alice.space, WEB_WITH_SECRET))
  await waitForState(alice, 'web', 'running')
})

afterAll(async () => {
  await removePeople([alice])
  stopCaches()
})

function preview(actor: Actor, given: LaunchFields, editUid: string | null = null) {
  return previewLaunch(actor, { space: given.space as SpaceId, fields: given, editUid })
}

const codes = (findings: readonly Finding[]) => findings.map(({ code, level, field }) => `${level} ${code} ${field}`)

test('an edit counts only the difference, and tells of what was changed by hand', async () => {
  const scope = authorize(alice.actor, 'workload.update', alice.space)
  const form = (await getEditForm(scope, { kind: 'service', name: 'web' }))!
  const used = () => readQuota(alice.namespace).items.find(({ resource }) => resource === 'memory')?.used
  await waitFor('only this one to be counted', async () => used() === 32 * 1024 ** 2)
  // With what runs already, it would be too much; beside what it takes now, it is not.
  const larger = { ...form.fields, memory: '1000Mi', files: [] } as LaunchFields
  const seen = await preview(alice.actor, larger, form.uid)
  expect(codes(seen.findings).filter((code) => code.startsWith('refusal'))).toEqual([])
  expect(seen.objects).toContainEqual({ kind: 'ConfigMap', name: 'web-files', action: 'delete' })
  expect(seen.objects).toContainEqual({ kind: 'Deployment', name: 'web', action: 'update' })
  expectSecretsHidden(seen)
  expect((await catchRefusal(() => preview(alice.actor, larger, 'another'))).code).toBe('CONFLICT')
  await kubectl(['-n', alice.namespace, 'set', 'env', 'deployment/web', 'BY_HAND=1'])
  const after = (await getEditForm(scope, { kind: 'service', name: 'web' }))!
  expect(after.handEdits).toContain('spec.template.spec.containers[web].env[BY_HAND].value')
  expect(after.resourceVersion).not.toBe(form.resourceVersion)
  const warned = await preview(alice.actor, larger, form.uid)
  expect(codes(warned.findings)).toContain('warning edited-by-hand null')
})

test('a preview says what the cluster would say, and makes nothing', async () => {
  const count = async () =>
    (await listObjects(client, { apiVersion: 'apps/v1', kind: 'Deployment', namespace: alice.namespace })).length
  const before = await count()
  const see = async (changes: Record<string, unknown>) => {
    const seen = await preview(alice.actor, toFields(alice.space, { name: 'new', ...changes }))
    expect(seen.isDryRun).toBe(true)
    // Each of them has its sentence in both languages.
    for (const finding of seen.findings) readFinding(finding)
    return codes(seen.findings)
  }
  expect(await see({})).toEqual([])
  expect(await see({ name: 'web' })).toEqual(['refusal name-taken name'])
  expect(await see({ memory: '2Gi' })).toContain('refusal quota memory')
  expect(await see({ memory: '2Gi' })).not.toContainEqual(expect.stringContaining('quota-refused'))
  expect(await see({ userId: 0 })).toEqual(['refusal root-not-allowed userId'])
  expect(await see({ mounts: [{ source: 'volume', object: 'nowhere', path: '/data' }] })).toEqual([
    'refusal volume-missing mounts.0.object',
  ])
  expect(await see({ template: 'no-such' })).toEqual(['refusal template-missing template'])
  expect(
    await see({ mounts: [{ source: 'secret', object: 'web-env', path: '/s' }], pullSecrets: ['nothing'] }),
  ).toEqual(['refusal pull-secret-missing pullSecrets.0'])
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'narrow', namespace: alice.namespace },
    spec: { limits: [{ type: 'Container', max: { memory: '128Mi' }, maxLimitRequestRatio: { cpu: '2' } }] },
  })
  expect(await see({ memory: '256Mi' })).toContain('refusal above-limit memory')
  // Only the cluster knows of this one.
  expect(await see({})).toEqual(['refusal dry-run-refused cpu'])
  await deleteObject(client, { apiVersion: 'v1', kind: 'LimitRange', namespace: alice.namespace, name: 'narrow' })
  expect(await count()).toBe(before)
  const pods = await listObjects(client, { apiVersion: 'v1', kind: 'Pod', namespace: alice.namespace })
  expect(pods.filter(({ metadata }) => metadata.name.endsWith('-preflight'))).toEqual([])
})

test('a preview lists what is made, and hides what is secret', async () => {
  const seen = await preview(
    alice.actor,
    toFields(alice.space, {
      name: 'site',
      environment: [{ source: 'value', name: 'TOKEN', value: HIDDEN, isSecret: true }],
      ports: [{ name: 'http', port: 8080 }],
      web: { port: 8080 },
    }),
  )
  expect(seen.objects).toEqual(
    [
      ['Secret', 'site-env'],
      ['Deployment', 'site'],
      ['Service', 'site'],
      ['NetworkPolicy', 'site-web'],
    ].map(([kind, name]) => ({ kind, name, action: 'create' })),
  )
  expect(seen.kubectl).toContain('kubectl apply')
  expect(seen.quota).toContainEqual(expect.objectContaining({ resource: 'deployments', change: 1 }))
  expectSecretsHidden(seen)
  const wrong = await catchRefusal(() =>
    preview(alice.actor, toFields(alice.space, { image: 'Not An Image', cpu: '-1' })),
  )
  expect(Object.keys(wrong.fields).toSorted()).toEqual(['cpu', 'image'])
})

test('templates are those of Moorage’s own namespace; a wrong one is shown as wrong', async () => {
  const good = `
title: { en: Shell, zh-TW: 工具箱 }
description: { en: A shell., zh-TW: 一個命令列。 }
kind: service
name: web
sizes: [{ id: small, cpu: 50m, memory: 32Mi }]
fixed: [image]
defaults:
  image: ${IMAGE_NAMES.toolbox}
  mounts: [{ source: volume, object: '@own-disk', path: /data }]
`
  const build = (name: string, text: string, namespace = NAMESPACE): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels: { 'moorage.dev/template': '' } },
    data: { 'template.yaml': text },
  })
  const [right, wrong, foreign] = [`right-${run}`, `wrong-${run}`, `foreign-${run}`]
  const objects = [build(right, good), build(wrong, good.replace('kind: service', 'kind: demon'))]
  for (const object of [...objects, build(foreign, good, alice.namespace)]) await createObject(client, object)
  try {
    const all = await waitFor('the templates', async () => {
      const known = listTemplates(requireAdmin(admin, 'read'))
      const ids = known.map((one) => (one.state === 'wrong' ? one.id : one.template.id))
      return [right, wrong].every((id) => ids.includes(id)) && known
    })
    expect(all).toContainEqual({ state: 'wrong', id: wrong, problems: [expect.objectContaining({ path: 'kind' })] })
    expect(listUsableTemplates().map(({ id }) => id)).toContain(right)
    expect(JSON.stringify(all)).not.toContain(foreign)
    expect((await catchRefusal(() => requireAdmin(alice.actor, 'read'))).code).toBe('NOT_FOUND')

    forgetKeys(alice.namespace)
    const offer = await getLaunchOffer(authorize(alice.actor, 'workload.create', alice.space), 'zh-TW')
    expect(offer.wrongTemplates).toBeGreaterThanOrEqual(1)
    expect(offer.templates.find(({ id }) => id === right)).toMatchObject({
      title: '工具箱',
      name: 'web-2',
      fixed: ['image'],
      defaults: { mounts: [{ source: 'volume', object: toDisk(alice.actor), path: '/data' }] },
    })
    expect(offer.volumes).toMatchObject([{ isPrimary: true, accessMode: 'ReadWriteOnce' }])
    expect(offer.configMaps.map(({ name }) => name)).toContain(foreign)
    // What belongs to a workload goes with it, and is nothing to rest on.
    expect(offer.secrets.map(({ name }) => name)).not.toContain('web-env')
    expectSecretsHidden(offer)

    const other = await preview(
      alice.actor,
      toFields(alice.space, { name: 'other', template: right, image: 'other:1' }),
    )
    expect(codes(other.findings)).toContain('refusal template-fixed image')
    const label = await preview(alice.actor, toFields(alice.space, { name: 'other', template: foreign }))
    expect(codes(label.findings)).toContain('refusal template-missing template')
  } finally {
    for (const { metadata } of objects) {
      await deleteObject(client, { apiVersion: 'v1', kind: 'ConfigMap', namespace: NAMESPACE, name: metadata.name })
    }
  }
})
