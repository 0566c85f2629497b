import { expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { encode } from './objects-config.ts'
import { toLaunchForm } from './objects-launched.ts'
import { buildLaunch } from './objects-launch.ts'
import { launchSchema } from './schema-launch.ts'
import { pod } from './testing/objects.ts'

const LAUNCH = '2f6d8a4e-0c5b-4a51-9b2f-5d6a8c1e7f00'
const CONTEXT = { namespace: 'user-alice-storage', kind: 'user' as const, gatewayNamespace: 'moorage' }
const BASE = {
  space: 'u/alice',
  name: 'web',
  launchId: LAUNCH,
  image: 'registry.example/web:1.2',
  cpu: '1500m',
  memory: '1Gi',
}
const PORTS = [
  { name: 'http', port: 8080 },
  { name: 'admin', port: 9090 },
]

function readBack(input: ReturnType<typeof launchSchema.parse>) {
  const { config, workload } = buildLaunch(input, CONTEXT)
  const files = config.find(({ kind }) => kind === 'ConfigMap')?.data as Record<string, string> | undefined
  return toLaunchForm(workload, { space: input.space, files: files ?? null })
}

test.each<[Record<string, unknown>]>([
  [{ kind: 'service' }],
  [{ kind: 'service', replicas: 0, idleSeconds: 3600, template: 'web-site', userId: null, hasOwnUsers: true, gpus: 2 }],
  [{ kind: 'service', ports: PORTS, web: { port: 9090, visibility: 'public' }, probe: { check: 'auto' } }],
  [{ kind: 'service', ports: PORTS, probe: { check: 'tcp', port: 9090, startSeconds: 20 } }],
  [
    {
      kind: 'service',
      ports: PORTS,
      probe: { check: 'http', port: 8080, path: '/healthz', startSeconds: 60, isRestarting: true },
    },
  ],
  [{ kind: 'service', ports: PORTS, probe: { check: 'none' } }],
  [
    {
      kind: 'job',
      command: ['sh', '-c'],
      args: ['echo $(A)'],
      environment: [
        { source: 'value', name: 'A', value: 'pays $(B) $$' },
        { source: 'secret', name: 'C', object: 'db', key: 'password' },
        { source: 'config-map', name: 'D', object: 'settings', key: 'url' },
      ],
      environmentSets: [
        { source: 'secret', object: 'x' },
        { source: 'config-map', object: 'y' },
      ],
      retries: 0,
      timeLimitSeconds: 60,
      ttlSeconds: 0,
    },
  ],
  [
    {
      kind: 'scheduled-job',
      schedule: '30 3 * * *',
      timeZone: 'Asia/Taipei',
      isSuspended: true,
      mounts: [
        { source: 'volume', object: 'disk', path: '/data', isReadOnly: true },
        { source: 'volume', object: 'disk', path: '/backup', subPath: 'backups' },
        { source: 'secret', object: 'keys', path: '/keys' },
        { source: 'config-map', object: 'settings', path: '/settings' },
        { source: 'scratch', path: '/tmp', size: '1Gi' },
      ],
      files: [{ name: 'run.sh', text: 'echo\n' }],
      pullSecrets: ['registry'],
      pullPolicy: 'Always',
    },
  ],
])('%#: the form of what was launched is the one that launched it', (changes) => {
  const input = launchSchema.parse({ ...BASE, pullPolicy: 'IfNotPresent', ...changes })
  const { fields, unknown } = readBack(input)
  expect(unknown).toEqual([])
  const again = launchSchema.parse({ ...fields, launchId: LAUNCH })
  // Without a port nothing is checked, whatever was wished for.
  const probe = input.ports.length > 0 ? input.probe : { check: 'none' }
  expect(again).toEqual({ ...input, probe })
})

test('secret values never come back, and stay as they are', () => {
  const secret = { source: 'value', name: 'TOKEN', value: 'hidden', isSecret: true }
  const { fields } = readBack(launchSchema.parse({ ...BASE, kind: 'service', environment: [secret] }))
  expect(fields.environment).toEqual([{ source: 'value', name: 'TOKEN', value: '', isSecret: true, isKept: true }])
  const again = launchSchema.parse({ ...fields, launchId: LAUNCH })
  const [kept] = buildLaunch(again, { ...CONTEXT, keptSecrets: { TOKEN: encode('hidden') } }).config
  expect(kept?.data).toEqual({ TOKEN: encode('hidden') })
})

test('an edit does not forget the last restart', () => {
  const restartedAt = '2026-11-24T10:00:00.000Z'
  const { workload } = buildLaunch(launchSchema.parse({ ...BASE, kind: 'service' }), { ...CONTEXT, restartedAt })
  expect(workload.spec).toMatchObject({
    template: { metadata: { annotations: { 'moorage.dev/restarted-at': restartedAt } } },
  })
})

test('what the form cannot hold is named', () => {
  const { workload } = buildLaunch(launchSchema.parse({ ...BASE, kind: 'service' }), CONTEXT)
  const container = {
    name: 'web',
    env: [{ name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
    volumeMounts: [{ name: 'odd', mountPath: '/odd' }],
  }
  const podSpec = {
    containers: [container, { name: 'side' }],
    initContainers: [{ name: 'first' }],
    volumes: [{ name: 'odd', projected: {} }],
  }
  const changed: KubeObject = { ...workload, spec: { template: { spec: podSpec } } }
  expect(toLaunchForm(changed, { space: 'u/alice', files: null }).unknown).toEqual([
    'containers',
    'initContainers',
    'env.IP',
    'volumes.odd',
  ])
  expect(() => toLaunchForm(pod(), { space: 'u/alice', files: null })).toThrow('no workload')
})
