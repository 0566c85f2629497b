import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { removePeople, welcomePerson, type Person } from '#lib/spaces/testing/people.ts'
import { stopCaches } from '#cluster/testing/caches-under-test.ts'
import { countWrites } from '#cluster/testing/count-writes.ts'
import { tellRefusal } from '#cluster/testing/refusals.ts'
import { getOfKind } from '#cluster/testing/workload-objects.ts'
import { launchWorkload } from './operations-launch.ts'
import { fillForm, PORTS, SECRET } from './testing/launch-form.ts'
import type { Changes } from './testing/launch-form.ts'
import { becomeLaunchingPortal, placeTemplate, toDisk, toTemplateChanges } from './testing/launch-stage.ts'
import type { PlacedTemplate } from './testing/launch-stage.ts'

const run = randomBytes(3).toString('hex')

let alice: Person
let bob: Person
let template: PlacedTemplate

beforeAll(async () => {
  await becomeLaunchingPortal()
  ;[alice, bob, template] = await Promise.all([
    welcomePerson(`alice-${run}`),
    welcomePerson(`bob-${run}`),
    placeTemplate(),
  ])
})

afterAll(async () => {
  await removePeople([alice, bob])
  await template.remove()
  stopCaches()
})

test.each<[string, Changes, string, Record<string, string>]>([
  ['another image', { image: 'example.org/other:1' }, 'INVALID_INPUT', { image: 'template-fixed' }],
  ['another command', { command: ['sh'] }, 'INVALID_INPUT', { command: 'template-fixed' }],
  ['no own disk', { mounts: [] }, 'INVALID_INPUT', { mounts: 'template-fixed' }],
  ['another size', { memory: '33Mi' }, 'INVALID_INPUT', { cpu: 'template-size' }],
])('a form that says %s than its template lets it is refused', async (_what, changes, code, fields) => {
  const writes = await countWrites(async () => {
    const refused = await tellRefusal(
      launchWorkload(alice.actor, fillForm(alice, { ...toTemplateChanges(template.id, alice), ...changes })),
    )
    const keys = Object.entries(fields).map(([field, finding]) => [field, `workloads.findings.${finding}`])
    expect(refused).toMatchObject({ code, fields: Object.fromEntries(keys) })
  })
  expect(writes).toBe(0)
})

test('what browsers may say and forms never do is refused before anything is made', async () => {
  const forged: [Changes, { code: string; fields?: object }][] = [
    [{ template: 'nonsense' }, { code: 'INVALID_INPUT' }],
    [{ kind: 'job', template: template.id }, { code: 'INVALID_INPUT' }],
    [
      { environment: [{ ...SECRET, value: '', isKept: true }] },
      { code: 'INVALID_INPUT', fields: { 'environment.0.value': 'workloads.valueNotKept' } },
    ],
    [{ environment: [{ source: 'value', name: 'A', value: '', isKept: true }] }, { code: 'INVALID_INPUT' }],
    [
      { mounts: [{ source: 'volume', object: toDisk(bob.actor), path: '/data' }] },
      { code: 'INVALID_INPUT', fields: { 'mounts.0.object': 'workloads.findings.volume-missing' } },
    ],
    [{ pullSecrets: ['of-somebody-else'] }, { code: 'INVALID_INPUT' }],
    [{ userId: 0 }, { code: 'INVALID_INPUT', fields: { userId: 'workloads.findings.root-not-allowed' } }],
    [{ memory: '1Pi' }, { code: 'QUOTA_EXCEEDED' }],
    [{ web: { port: 8080, visibility: 'public' }, ports: PORTS }, { code: 'INVALID_INPUT' }],
  ]
  const writes = await countWrites(async () => {
    for (const [changes, refusal] of forged) {
      expect(
        await tellRefusal(launchWorkload(alice.actor, fillForm(alice, { name: 'forged', ...changes }))),
        JSON.stringify(changes),
      ).toMatchObject(refusal)
    }
  })
  expect(writes).toBe(0)
  // What is no field of the form has no way in.
  const more = {
    name: 'more',
    replicas: 0,
    priorityClassName: 'system-node-critical',
    tolerations: [{ operator: 'Exists' }],
    hostNetwork: true,
    serviceAccountName: 'moorage',
    namespace: bob.namespace,
    labels: { 'moorage.dev/fileserver': 'rw' },
    ownerReferences: [{ uid: randomUUID() }],
    ...(JSON.parse('{"__proto__": {"isAdmin": true, "hostNetwork": true}}') as object),
  }
  await launchWorkload(alice.actor, fillForm(alice, more))
  const { spec, metadata } = (await getOfKind(alice, 'Deployment', 'more')) as KubeObject & {
    spec: { template: KubeObject }
  }
  expect(metadata.ownerReferences).toBeUndefined()
  expect(spec.template.metadata.labels).toMatchObject({ 'app.kubernetes.io/managed-by': 'moorage' })
  expect(Object.keys(spec.template.metadata.labels ?? {})).not.toContain('moorage.dev/fileserver')
  for (const field of ['priorityClassName', 'tolerations', 'hostNetwork', 'serviceAccountName']) {
    expect(spec.template.spec).not.toHaveProperty(field)
  }
  for (const name of [
    'moorage-web',
    'web\n---',
    '../web',
    'web;id',
    '$(id)',
    'Web',
    '__proto__',
    'ｗｅｂ',
    'a'.repeat(51),
  ]) {
    expect(() => fillForm(alice, { name }), name).toThrow(/workloads\.name/)
  }
  for (const object of ['moorage-activity', '@own-disk', '../other/disk', `${bob.namespace}/disk`]) {
    expect(() => fillForm(alice, { mounts: [{ source: 'volume', object, path: '/data' }] }), object).toThrow(
      /workloads\.reference/,
    )
  }
})
