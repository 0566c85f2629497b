import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { removePeople, welcomePerson, type Person } from '#lib/spaces/testing/people.ts'
import { stopCaches } from '#cluster/testing/caches-under-test.ts'
import { kubectl, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { catchRefusal, tellRefusal } from '#cluster/testing/refusals.ts'
import { getOfKind, listOfWorkload } from '#cluster/testing/workload-objects.ts'
import { launchWorkload } from './operations-launch.ts'
import { updateWorkload } from './operations-update.ts'
import { updateWorkloadSchema } from './schema-update.ts'
import { openForm } from './testing/edit-form.ts'
import { FILES, fillForm, PORTS, SECRET, WHOLE } from './testing/launch-form.ts'
import { becomeLaunchingPortal, placeTemplate, toDisk, toTemplateChanges } from './testing/launch-stage.ts'
import type { PlacedTemplate } from './testing/launch-stage.ts'
import { waitForState } from './testing/seen-workloads.ts'

let alice: Person
let template: PlacedTemplate

beforeAll(async () => {
  await becomeLaunchingPortal()
  ;[alice, template] = await Promise.all([welcomePerson(`alice-${randomBytes(3).toString('hex')}`), placeTemplate()])
})

afterAll(async () => {
  await removePeople([alice])
  await template.remove()
  stopCaches()
})

test('an edit adds, changes and removes what belongs to a workload, and keeps the secrets that stay', async () => {
  const { uid } = await launchWorkload(alice.actor, fillForm(alice, { ...WHOLE, name: 'edited', replicas: 0 }))
  const first = await openForm(alice, { kind: 'service', name: 'edited' })
  expect(first).toMatchObject({
    uid,
    unknown: [],
    fields: { environment: [{ name: 'TOKEN', value: '', isKept: true }] },
  })
  const other = { ...SECRET, name: 'OTHER', value: 'new' }
  await first.save({ environment: [...(first.fields.environment ?? []), other], cpu: '60m' })
  const secret = await getOfKind(alice, 'Secret', 'edited-env')
  const decode = (text: string) => Buffer.from(text, 'base64').toString()
  expect(Object.entries(secret?.data as object).map(([name, value]) => [name, decode(String(value))])).toEqual([
    ['OTHER', 'new'],
    ['TOKEN', 'hidden'],
  ])
  // New values are read by a program that starts, so it was told to.
  const restarted = (await getOfKind(alice, 'Deployment', 'edited')) as KubeObject & { spec: { template: KubeObject } }
  expect(restarted.spec.template.metadata.annotations).toHaveProperty(['moorage.dev/restarted-at'])
  expect(restarted.spec.template.spec).toMatchObject({ containers: [{ resources: { limits: { cpu: '60m' } } }] })

  // The second tab was opened before the first one saved.
  expect(await tellRefusal(first.save({ cpu: '70m' }))).toMatchObject({
    code: 'CONFLICT',
    messageKey: 'workloads.changedSince',
  })

  const second = await openForm(alice, { kind: 'service', name: 'edited' })
  await second.save({ files: [], environment: [], ports: [], web: null, probe: { check: 'none' } })
  expect(await listOfWorkload(alice, 'edited')).toEqual(['Deployment/edited'])
  expect((await getOfKind(alice, 'Deployment', 'edited'))?.metadata.annotations).not.toHaveProperty([
    'moorage.dev/web-port',
  ])
  const third = await openForm(alice, { kind: 'service', name: 'edited' })
  // Two pods cannot have the disk, so that the new one waits for the old one's end.
  const mounts = [{ source: 'volume', object: toDisk(alice.actor), path: '/data' }]
  await third.save({ ...WHOLE, mounts })
  expect((await getOfKind(alice, 'Deployment', 'edited'))?.spec).toMatchObject({ strategy: { type: 'Recreate' } })
  expect(await listOfWorkload(alice, 'edited')).toHaveLength(5)
  expect((await getOfKind(alice, 'Service', 'edited'))?.metadata.ownerReferences?.[0]?.uid).toBe(uid)

  // What Moorage noted besides the form stays, and so does the number of replicas that it goes back to.
  const noted = { 'moorage.dev/replicas': '3', 'moorage.dev/kept-until': '2030-01-01T00:00:00Z' }
  await kubectl([
    'annotate',
    '-n',
    alice.namespace,
    'deployment/edited',
    '--overwrite',
    ...Object.entries(noted).map((one) => one.join('=')),
  ])
  await (await openForm(alice, { kind: 'service', name: 'edited' })).save({ cpu: '80m' })
  expect((await getOfKind(alice, 'Deployment', 'edited'))?.metadata.annotations).toMatchObject(noted)
})

test('what keeps failing is mended with the form that was opened while it failed', async () => {
  await launchWorkload(alice.actor, fillForm(alice, { name: 'failing', command: ['false'] }))
  const form = await openForm(alice, { kind: 'service', name: 'failing' })
  const opened = await getOfKind(alice, 'Deployment', 'failing')
  await waitFor('its pod to come and go', async () => {
    const now = await getOfKind(alice, 'Deployment', 'failing')
    return now?.metadata.resourceVersion !== opened?.metadata.resourceVersion
  })
  await form.save({ command: fillForm(alice).command })
  await waitForState(alice, 'failing', 'running')
  expect(await getOfKind(alice, 'Deployment', 'failing')).toMatchObject({
    spec: { template: { spec: { containers: [{ command: fillForm(alice).command }] } } },
  })
})

test('what somebody set by hand is shown and not overwritten', async () => {
  await launchWorkload(alice.actor, fillForm(alice, { name: 'by-hand', replicas: 0, ports: PORTS, files: FILES }))
  const set = (...args: string[]) => kubectl(['-n', alice.namespace, ...args])
  await set('set', 'image', 'deployment/by-hand', 'by-hand=moorage.dev/toolbox:other')
  const form = await openForm(alice, { kind: 'service', name: 'by-hand' })
  expect(form).toMatchObject({ fields: { image: 'moorage.dev/toolbox:other' } })
  expect(form.handEdits.length).toBeGreaterThan(0)
  const refused = await catchRefusal(form.save({ image: 'moorage.dev/toolbox:mine', cpu: '70m' }))
  expect([refused.code, refused.messageKey]).toEqual(['CONFLICT', 'workloads.handEdits'])
  expect(refused.fields).toMatchObject({ image: { params: { manager: 'kubectl-set' } } })
  expect(refused.details.data).toMatchObject([{ kind: 'Deployment', manager: 'kubectl-set', field: 'image' }])
  const live = (await getOfKind(alice, 'Deployment', 'by-hand')) as KubeObject & { spec: { template: KubeObject } }
  const container = { image: 'moorage.dev/toolbox:other', resources: { limits: { cpu: '50m' } } }
  expect(live.spec.template.spec).toMatchObject({ containers: [container] })

  // Everything else can be changed beside it.
  await form.save({ cpu: '70m' })
  expect(await getOfKind(alice, 'Deployment', 'by-hand')).toMatchObject({
    spec: { template: { spec: { containers: [{ ...container, resources: { limits: { cpu: '70m' } } }] } } },
  })

  await set('set', 'env', 'deployment/by-hand', 'EXTRA=1')
  const next = await openForm(alice, { kind: 'service', name: 'by-hand' })
  expect(next.fields.environment).toMatchObject([{ name: 'EXTRA', value: '1' }])
  expect((await catchRefusal(next.save({ environment: [] }))).fields).toMatchObject({
    environment: { params: { manager: 'kubectl-set' } },
  })
  expect(await getOfKind(alice, 'Deployment', 'by-hand')).toMatchObject({
    spec: { template: { spec: { containers: [{ env: [{ name: 'EXTRA', value: '1' }] }] } } },
  })
  await set('patch', 'configmap/by-hand-files', '--type=merge', '-p', '{"data":{"motd":"by hand"}}')
  const files = await openForm(alice, { kind: 'service', name: 'by-hand' })
  const mine = { image: 'moorage.dev/toolbox:mine', environment: [], files: [{ name: 'motd', text: 'mine' }] }
  const { data: shown } = (await catchRefusal(files.save(mine))).details
  expect(shown).toMatchObject([
    { kind: 'ConfigMap', path: '.data.motd', field: 'files' },
    { kind: 'Deployment', field: 'image' },
    { kind: 'Deployment', field: 'environment' },
  ])

  // With one of them not wanted, or by who may only look, nothing is overwritten.
  const [first, ...others] = shown as object[]
  expect((await catchRefusal(files.save(mine, others))).details.data).toEqual(shown)
  const { fields, uid, resourceVersion } = files
  const sent = updateWorkloadSchema.parse({ fields: { ...fields, ...mine }, uid, resourceVersion, overwrite: shown })
  const other = { ...alice.actor, username: 'other', groups: new Map([['team', 'viewer' as const]]) }
  expect((await tellRefusal(updateWorkload(other, sent))).code).toBe('NOT_FOUND')
  const ofTeam = { ...sent, fields: { ...sent.fields, space: 'g/team' as const } }
  expect((await tellRefusal(updateWorkload(other, ofTeam))).code).toBe('FORBIDDEN')
  expect((await getOfKind(alice, 'ConfigMap', 'by-hand-files'))?.data).toEqual({ motd: 'by hand' })

  await files.save(mine, [first, ...others])
  expect((await getOfKind(alice, 'ConfigMap', 'by-hand-files'))?.data).toEqual({ motd: 'mine' })
  const now = (await getOfKind(alice, 'Deployment', 'by-hand')) as typeof live
  expect(now.spec.template.spec).toMatchObject({ containers: [{ image: 'moorage.dev/toolbox:mine' }] })
  expect(JSON.stringify(now.spec)).not.toContain('EXTRA')
  // From now on it is Moorage's.
  const after = await openForm(alice, { kind: 'service', name: 'by-hand' })
  await after.save({ image: 'moorage.dev/toolbox:later' })
  expect(await tellRefusal(next.save({ cpu: '60m' }))).toMatchObject({ messageKey: 'workloads.changedSince' })
})

test('an edit is held to the template as it stands in the cluster, not to what the form says of it', async () => {
  await launchWorkload(alice.actor, fillForm(alice, { ...toTemplateChanges(template.id, alice), replicas: 0 }))
  const form = await openForm(alice, { kind: 'service', name: 'from-template' })
  expect(await tellRefusal(form.save({ template: null, image: 'example.org/other:1' }))).toMatchObject({
    fields: { image: 'workloads.findings.template-fixed' },
  })
  await form.save({ template: null, environment: [{ source: 'value', name: 'A', value: 'b' }] })
  expect((await getOfKind(alice, 'Deployment', 'from-template'))?.metadata.annotations).toMatchObject({
    'moorage.dev/from-template': template.id,
  })
})
