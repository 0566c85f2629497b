import { describe, expect, test } from 'vitest'
import { parseImage } from './schema-fields.ts'
import { launchSchema } from './schema-launch.ts'
import { readFieldProblem } from './testing/sentences.ts'

const BASE = {
  kind: 'service',
  space: 'u/alice',
  name: 'web',
  launchId: '2f6d8a4e-0c5b-4a51-9b2f-5d6a8c1e7f00',
  image: 'registry.example/web:1.2',
  cpu: '500m',
  memory: '1Gi',
}

function problems(changes: Record<string, unknown>) {
  const parsed = launchSchema.safeParse({ ...BASE, ...changes })
  const found = (parsed.error?.issues ?? []).map(({ path, message }) =>
    // What no form can send has no sentence of ours.
    [path.join('.'), message.startsWith('workloads.') ? message : ''].join(' ').trim(),
  )
  // Each sentence is there, in both languages.
  for (const { message } of parsed.error?.issues ?? []) if (message.startsWith('workloads.')) readFieldProblem(message)
  return found
}

test('the least that has to be said, and what follows from it', () => {
  expect(launchSchema.parse(BASE)).toEqual({
    ...BASE,
    cpu: 500,
    memory: 1024 ** 3,
    template: null,
    command: [],
    args: [],
    gpus: 0,
    gpuResource: 'nvidia.com/gpu',
    environment: [],
    environmentSets: [],
    mounts: [],
    files: [],
    ports: [],
    web: null,
    probe: { check: 'auto' },
    pullPolicy: null,
    pullSecrets: [],
    userId: 1000,
    hasOwnUsers: false,
    replicas: 1,
    idleSeconds: null,
  })
})

const volume = (path: string, object = 'data') => ({ source: 'volume', object, path })
const value = (name: string) => ({ source: 'value', name, value: '1' })

test.each<[Record<string, unknown>, string[]]>([
  [{ name: '' }, ['name workloads.nameMissing']],
  [{ name: 'Web' }, ['name workloads.nameInvalid']],
  [{ name: 'web-' }, ['name workloads.nameInvalid']],
  [{ name: '1web' }, ['name workloads.nameInvalid']],
  [{ name: 'a/../b' }, ['name workloads.nameInvalid']],
  [{ name: 'a'.repeat(51) }, ['name workloads.nameTooLong']],
  [{ name: 'moorage-web' }, ['name workloads.nameReserved']],
  [{ space: '../alice' }, ['space']],
  [{ image: '' }, ['image workloads.imageMissing']],
  [{ image: 'Web:1' }, ['image workloads.imageInvalid']],
  [{ image: 'web:1 --privileged' }, ['image workloads.imageInvalid']],
  [{ cpu: '-1' }, ['cpu workloads.cpuInvalid']],
  [{ cpu: '0' }, ['cpu workloads.cpuTooSmall']],
  [{ cpu: '1e18' }, ['cpu workloads.cpuInvalid']],
  [{ memory: '-1Gi' }, ['memory workloads.memoryInvalid']],
  [{ memory: '0.1m' }, ['memory workloads.memoryTooSmall']],
  [{ memory: '1e18' }, ['memory workloads.memoryInvalid']],
  [{ gpus: -1 }, ['gpus workloads.gpusInvalid']],
  [{ gpus: 0.5 }, ['gpus workloads.gpusInvalid']],
  [{ replicas: 1_000_000 }, ['replicas workloads.replicasInvalid']],
  [{ environment: [value('A'), value('A')] }, ['environment.1.name workloads.variableTwice']],
  [{ environment: [value('1A')] }, ['environment.0.name workloads.variableInvalid']],
  [
    { environment: [{ source: 'secret', name: 'A', object: 'moorage-keys', key: 'x' }] },
    ['environment.0.object workloads.referenceReserved'],
  ],
  [
    { environment: [{ source: 'secret', name: 'A', object: 'db', key: 'a/x' }] },
    ['environment.0.key workloads.keyInvalid'],
  ],
  [{ mounts: [volume('/data'), volume('/data/')] }, ['mounts.1.path workloads.pathTwice']],
  [{ mounts: [volume('data')] }, ['mounts.0.path workloads.pathInvalid']],
  [{ mounts: [volume('/')] }, ['mounts.0.path workloads.pathInvalid']],
  [{ mounts: [volume('/data/../etc')] }, ['mounts.0.path workloads.pathInvalid']],
  [{ mounts: [volume('/proc/self')] }, ['mounts.0.path workloads.pathReserved']],
  [{ mounts: [volume('/run/secrets/x')] }, ['mounts.0.path workloads.pathReserved']],
  [{ mounts: [{ ...volume('/data'), subPath: '../other' }] }, ['mounts.0.subPath workloads.subPathInvalid']],
  [{ mounts: [volume('/config')], files: [{ name: 'a', text: '' }] }, ['mounts.0.path workloads.pathOfFiles']],
  [{ mounts: [{ source: 'host', path: '/x' }] }, ['mounts.0.source']],
  [
    {
      files: [
        { name: 'a', text: '' },
        { name: 'a', text: '' },
      ],
    },
    ['files.1.name workloads.fileTwice'],
  ],
  [
    {
      ports: [
        { name: 'http', port: 80 },
        { name: 'http', port: 80 },
      ],
    },
    ['ports.1.name workloads.portNameTwice', 'ports.1.port workloads.portTwice'],
  ],
  [
    { ports: [{ name: '80', port: 0 }] },
    ['ports.0.name workloads.portNameInvalid', 'ports.0.port workloads.portInvalid'],
  ],
  [{ web: { port: 80 } }, ['web.port workloads.portUnknown']],
  [
    { probe: { check: 'http', port: 80, path: 'x' } },
    ['probe.path workloads.probePathInvalid', 'probe.port workloads.portUnknown'],
  ],
  [{ probe: { check: 'tcp', port: 80 } }, ['probe.port workloads.portUnknown']],
  [{ userId: -1 }, ['userId workloads.userInvalid']],
  [{ idleSeconds: 5 }, ['idleSeconds workloads.idleInvalid']],
  [{ kind: 'job', retries: 1e6 }, ['retries workloads.retriesInvalid']],
  [{ kind: 'scheduled-job', schedule: 'sometimes' }, ['schedule workloads.scheduleInvalid']],
  [{ kind: 'scheduled-job', schedule: '0 0 31 2 *' }, ['schedule workloads.scheduleNever']],
  [{ kind: 'scheduled-job', schedule: '@daily', timeZone: 'Mars/Olympus' }, ['timeZone workloads.timeZoneUnknown']],
  [{ kind: 'daemon' }, ['kind']],
])('%j', (changes, expected) => {
  expect(problems(changes)).toEqual(expected)
})

test('what is not a field of the form is not taken', () => {
  const parsed = launchSchema.parse({
    ...BASE,
    namespace: 'kube-system',
    hostNetwork: true,
    serviceAccountName: 'admin',
    replicas: 2,
  })
  expect(Object.keys(parsed).filter((key) => /namespace|host|serviceAccount/.test(key))).toEqual([])
})

describe('names of images', () => {
  test.each([
    ['nginx', { registry: null, repository: 'nginx', tag: null }],
    ['library/nginx:1.29', { registry: null, repository: 'library/nginx', tag: '1.29' }],
    ['localhost/app:1', { registry: 'localhost', repository: 'app', tag: '1' }],
    ['registry:5000/team/app', { registry: 'registry:5000', repository: 'team/app', tag: null }],
    ['moorage.dev/toolbox:1', { registry: 'moorage.dev', repository: 'toolbox', tag: '1' }],
  ])('%s', (text, expected) => {
    expect(parseImage(text)).toMatchObject(expected)
  })

  test.each([
    '',
    'a b',
    'Nginx',
    'nginx:',
    'nginx@sha256:abc',
    'http://x/y',
    '../x',
    'a//b',
    `a:${'b'.repeat(129)}`,
    '-x',
  ])('%j is none', (text) => {
    expect(parseImage(text)).toBeNull()
  })
})
