import { expect, test } from 'vitest'
import { launchSchema } from '#lib/workloads/schema-launch.ts'
import type { LaunchFields } from '#lib/workloads/schema-launch.ts'
import type { LaunchOffer } from '#lib/workloads/schema-offer.ts'
import { fillFromScratch, fillFromWorkload, findFreeName } from './fill-form.ts'
import { toLaunchFields } from './launch-values.ts'

const place = { space: 'u/alice' as const, launchId: '2f6d8a4e-0c5b-4a51-9b2f-5d6a8c1e7f00' }
const offer: LaunchOffer = {
  templates: [],
  wrongTemplates: 0,
  gpus: [],
  largestNode: null,
  volumes: [
    { name: 'results', title: null, accessMode: 'ReadWriteOnce', isPrimary: false, usedBy: [] },
    { name: 'disk', title: null, accessMode: 'ReadWriteOnce', isPrimary: true, usedBy: [] },
  ],
  configMaps: [],
  secrets: [],
  web: { isOffered: true, isPublicAllowed: false, appsDomain: null },
  hasUserNamespaces: false,
  hasKubectl: true,
  defaultTimeZone: 'Asia/Taipei',
}

test.each(['service', 'job', 'scheduled-job'] as const)('a %s from scratch lacks a name and an image', (kind) => {
  const { initial } = fillFromScratch(kind, offer)
  expect(initial.mounts).toMatchObject([{ object: 'disk', path: '/data' }])
  const fields = toLaunchFields(initial, place)
  expect(launchSchema.safeParse(fields).error?.issues.map(({ path }) => path.join('.'))).toEqual(['name', 'image'])
  expect(launchSchema.safeParse({ ...fields, name: 'a', image: 'b:1' }).success).toBe(true)
})

test('a clone runs, has a name of its own, and asks for what is secret', () => {
  const fields = {
    ...place,
    kind: 'service',
    name: 'web',
    template: 'gone',
    image: 'a:1',
    cpu: '1',
    memory: '1Gi',
    replicas: 0,
    environment: [{ source: 'value', name: 'TOKEN', value: '', isSecret: true, isKept: true }],
  } satisfies LaunchFields
  const form = { fields, unknown: ['initContainers'], uid: 'u', resourceVersion: '1', handEdits: [] }
  const { initial, clone } = fillFromWorkload(
    { kind: 'service', name: 'web' },
    { form, offer, names: ['web', 'web-2'] },
  )
  expect(initial).toMatchObject({ name: 'web-3', replicas: 1, template: null })
  expect(initial.environment).toMatchObject([{ name: 'TOKEN', isSecret: true, isKept: false }])
  expect(clone).toEqual({ name: 'web', secrets: ['TOKEN'], unknown: ['initContainers'] })
})

test.each([
  ['api', 'api-2'],
  ['web-2', 'web-3'],
  ['a'.repeat(50), `${'a'.repeat(46)}-2`],
])('%s becomes %s', (name, free) => {
  expect(findFreeName(name, ['web', 'web-2'])).toBe(free)
})
