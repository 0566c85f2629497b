import { glob, readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { fillTemplate, toTemplate } from '#lib/templates/objects.ts'
import { launchSchema } from '#lib/workloads/schema-launch.ts'
import type { LaunchFields } from '#lib/workloads/schema-launch.ts'
import { createLaunchFormSchema } from './launch-form-schema.ts'
import { listMissing } from './list-missing.ts'
import { toLaunchFields, toLaunchValues } from './launch-values.ts'

const TEMPLATES = path.resolve(import.meta.dirname, '../../../cluster/demo/templates')
const place = { space: 'u/alice' as const, launchId: '2f6d8a4e-0c5b-4a51-9b2f-5d6a8c1e7f00' }
const full = {
  ...place,
  kind: 'service',
  name: 'web',
  image: 'registry.example/web:1.2',
  command: ['sh', '-c', `echo "it's"`],
  args: ['', 'two words'],
  cpu: '500m',
  memory: '1Gi',
  gpus: 1,
  replicas: 0,
  idleSeconds: 3600,
  environment: [
    { source: 'value', name: 'PLAIN', value: 'a' },
    { source: 'value', name: 'PASSWORD', value: 'p', isSecret: true },
    { source: 'value', name: 'KEPT', value: '', isSecret: true, isKept: true },
    { source: 'secret', name: 'TOKEN', object: 'tokens', key: 'one' },
  ],
  environmentSets: [{ source: 'config-map', object: 'settings' }],
  mounts: [
    { source: 'volume', object: 'disk', path: '/data', subPath: 'site', isReadOnly: true },
    { source: 'secret', object: 'tokens', path: '/tokens' },
    { source: 'scratch', path: '/tmp', size: '1Gi' },
  ],
  files: [{ name: 'a.txt', text: 'a' }],
  ports: [{ name: 'http', port: 8080 }],
  web: { port: 8080, visibility: 'public' },
  probe: { check: 'tcp', port: 8080, startSeconds: 20 },
  pullPolicy: 'Always',
  pullSecrets: ['registry'],
  userId: null,
} satisfies LaunchFields
const minimal = {
  ...place,
  kind: 'scheduled-job',
  name: 'n',
  image: 'a:1',
  cpu: '1',
  memory: '1Gi',
  schedule: '@daily',
} satisfies LaunchFields

function goRound(fields: Partial<LaunchFields>) {
  return launchSchema.parse(toLaunchFields(toLaunchValues(fields), place))
}

test.each<[string, LaunchFields]>([
  ['everything', full],
  ['the least', minimal],
])('%s comes out of the form as it went in', (_, fields) => {
  expect(goRound(fields)).toEqual(launchSchema.parse(fields))
})

test('so does each template of the demo, or what it holds fast would seem changed', async () => {
  for await (const file of glob(path.join(TEMPLATES, '*.yaml'))) {
    const read = toTemplate(parse(await readFile(file, 'utf8')), 'moorage')
    if (read?.state !== 'usable') throw new Error(`${file} is no template.`)
    const fields = fillTemplate(read.template, { ...place, name: 'x', size: null, ownDisk: 'disk' })
    expect(goRound(fields)).toEqual(launchSchema.parse(fields))
  }
})

test('problems are found at the places of the form, missing numbers and open quotes among them', () => {
  const schema = createLaunchFormSchema(place)
  const listPaths = (changes: object) =>
    (schema.safeParse({ ...toLaunchValues(full), ...changes }).error?.issues ?? []).map(
      ({ path: at, message }) => `${at.join('.')} ${message}`,
    )
  expect(listPaths({})).toEqual([])
  expect(
    listPaths({ replicas: null, gpus: Number.NaN, memory: '1 GB', ports: [{ name: 'http', port: null }] }),
  ).toEqual([
    'memory workloads.memoryInvalid',
    'gpus workloads.gpusInvalid',
    'ports.0.port workloads.portInvalid',
    'replicas workloads.replicasInvalid',
  ])
  expect(listPaths({ command: `sh -c 'x` })).toEqual(['command workloads.quoteOpen'])
  // What the kind does not have is not looked at.
  expect(listPaths({ schedule: 'never', retries: null })).toEqual([])
})

test('before the schema is there, the same is said of what stands empty', () => {
  for (const changes of [{ name: '', image: ' ' }, { name: '' }, { image: '' }, {}]) {
    const values = { ...toLaunchValues(full), ...changes }
    const said = createLaunchFormSchema(place).safeParse(values).error?.issues ?? []
    expect(listMissing(values, (key) => key)).toEqual(
      said.map(({ path: at, message }) => ({ path: at.join('.'), text: message })),
    )
  }
})

test('a draft without its secret values asks for them with empty ones', () => {
  const values = toLaunchValues(full)
  const restored = JSON.parse(JSON.stringify(values, (key, value) => (key === 'secretValue' ? undefined : value)))
  expect(toLaunchFields(restored, place).environment?.[1]).toMatchObject({ name: 'PASSWORD', value: '' })
})
