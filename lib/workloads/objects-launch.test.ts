import { describe, expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { withOwner } from './objects-labels.ts'
import { buildLaunch } from './objects-launch.ts'
import { getWebHost } from './objects-network.ts'
import { buildProbePod } from './objects-workload.ts'
import { launchSchema } from './schema-launch.ts'

const LAUNCH = '2f6d8a4e-0c5b-4a51-9b2f-5d6a8c1e7f00'
const CONTEXT = { namespace: 'user-alice-storage', kind: 'user' as const, gatewayNamespace: 'moorage' }
const LABELS = {
  'app.kubernetes.io/managed-by': 'moorage',
  'moorage.dev/space-kind': 'user',
  'moorage.dev/workload': 'web',
  'moorage.dev/launch': LAUNCH,
}

const FULL: Record<string, unknown> = {
  environment: [
    { source: 'value', name: 'PLAIN', value: 'pays $(NOTHING) $$ $5' },
    { source: 'value', name: 'TOKEN', value: '祕密', isSecret: true },
    { source: 'config-map', name: 'URL', object: 'settings', key: 'url' },
    { source: 'secret', name: 'PASSWORD', object: 'db', key: 'password' },
  ],
  environmentSets: [{ source: 'secret', object: 'more' }],
  mounts: [
    { source: 'volume', object: 'user-alice-disk', path: '/data' },
    { source: 'volume', object: 'user-alice-disk', path: '/site', subPath: 'site', isReadOnly: true },
    { source: 'config-map', object: 'settings', path: '/settings' },
    { source: 'scratch', path: '/tmp', size: '1Gi' },
  ],
  files: [{ name: 'run.sh', text: 'echo' }],
  ports: [{ name: 'http', port: 8080 }],
  web: { port: 8080 },
}

function build(changes: Record<string, unknown> = {}) {
  const fields = {
    kind: 'service',
    space: 'u/alice',
    name: 'web',
    launchId: LAUNCH,
    image: 'registry.example/web:1.2',
    cpu: '1',
    memory: '1Gi',
    ...changes,
  }
  return launchSchema.parse(fields)
}

const launch = (changes: Record<string, unknown> = {}) => buildLaunch(build(changes), CONTEXT)

interface Template {
  metadata: { labels: Record<string, string> }
  spec: Record<string, unknown> & { containers: (Record<string, unknown> & { env: unknown[] })[] }
}

function templateOf({ kind, spec }: KubeObject): Template {
  const { template, jobTemplate } = spec as { template: Template; jobTemplate: { spec: { template: Template } } }
  return kind === 'CronJob' ? jobTemplate.spec.template : template
}

const all = ({ config, workload, network }: ReturnType<typeof launch>) => [...config, workload, ...network]

test('what a launch makes, in its order', () => {
  const names = (changes?: Record<string, unknown>) =>
    all(launch(changes)).map(({ kind, metadata }) => `${kind}/${metadata.name}`)
  expect(names(FULL)).toEqual([
    'ConfigMap/web-files',
    'Secret/web-env',
    'Deployment/web',
    'Service/web',
    'NetworkPolicy/web-web',
  ])
  expect(names()).toEqual(['Deployment/web'])
  expect(names({ kind: 'job' })).toEqual(['Job/web'])
  expect(names({ kind: 'scheduled-job', schedule: '@daily', ports: FULL.ports })).toEqual(['CronJob/web'])
})

test.each(['service', 'job', 'scheduled-job'])(
  'everything of a %s, pods included, carries the labels of the launch',
  (kind) => {
    const made = launch({ ...FULL, web: null, kind, schedule: '@daily' })
    for (const object of all(made)) {
      expect(object.metadata.labels).toEqual(LABELS)
      expect(object.metadata.namespace).toBe('user-alice-storage')
    }
    expect(templateOf(made.workload).metadata.labels).toEqual(LABELS)
  },
)

describe('pods', () => {
  const template = templateOf(launch(FULL).workload)
  const [container] = template.spec.containers

  test('hold no rights, run as the space does and share nothing with the node', () => {
    expect(template.spec).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1000,
        runAsGroup: 1000,
        fsGroup: 1000,
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
      },
    })
    expect(container).toMatchObject({
      imagePullPolicy: 'IfNotPresent',
      terminationMessagePolicy: 'FallbackToLogsOnError',
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    })
    expect(JSON.stringify(template)).not.toMatch(
      /hostPath|hostNetwork|hostPID|hostPort|priorityClassName|serviceAccountName|tolerations|nodeName/,
    )
  })

  test('have memory set aside in full and a tenth of their processors', () => {
    expect(container?.resources).toEqual({
      requests: { cpu: '100m', memory: '1Gi', 'ephemeral-storage': '256Mi' },
      limits: { cpu: '1000m', memory: '1Gi', 'ephemeral-storage': '3Gi' },
    })
    expect(templateOf(launch({ gpus: 2 }).workload).spec.containers[0]).toMatchObject({
      resources: { requests: { 'nvidia.com/gpu': '2' }, limits: { 'nvidia.com/gpu': '2' } },
    })
  })

  test('get what was typed, and secret values only through a Secret', () => {
    expect(container?.env).toEqual([
      { name: 'PLAIN', value: 'pays $$(NOTHING) $$$$ $$5' },
      { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'web-env', key: 'TOKEN' } } },
      { name: 'URL', valueFrom: { configMapKeyRef: { name: 'settings', key: 'url' } } },
      { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
    ])
    expect(launch(FULL).config[1]).toMatchObject({
      type: 'Opaque',
      data: { TOKEN: Buffer.from('祕密').toString('base64') },
    })
    expect(JSON.stringify(launch(FULL).workload)).not.toContain('祕密')
  })

  test('mount one volume once, at all its places', () => {
    expect(template.spec.volumes).toEqual([
      { name: 'volume-0', persistentVolumeClaim: { claimName: 'user-alice-disk' } },
      { name: 'config-map-2', configMap: { name: 'settings' } },
      { name: 'scratch-3', emptyDir: { sizeLimit: '1Gi' } },
      { name: 'files', configMap: { name: 'web-files' } },
    ])
    expect(container?.volumeMounts).toEqual([
      { name: 'volume-0', mountPath: '/data' },
      { name: 'volume-0', mountPath: '/site', subPath: 'site', readOnly: true },
      { name: 'config-map-2', mountPath: '/settings', readOnly: true },
      { name: 'scratch-3', mountPath: '/tmp' },
      { name: 'files', mountPath: '/config', readOnly: true },
    ])
  })

  test.each([
    ['web', 'Always'],
    ['web:latest', 'Always'],
    ['web:1', 'IfNotPresent'],
    [`web@sha256:${'0'.repeat(64)}`, 'IfNotPresent'],
  ])('fetch %s %s', (image, policy) => {
    expect(templateOf(launch({ image }).workload).spec.containers[0]?.imagePullPolicy).toBe(policy)
  })

  test('of another user, and of root', () => {
    const security = (userId: number | null) => templateOf(launch({ userId }).workload).spec
    expect(templateOf(launch({ hasOwnUsers: true }).workload).spec).toMatchObject({ hostUsers: false })
    expect(security(33)).not.toHaveProperty('hostUsers')
    expect(security(33).securityContext).toMatchObject({ runAsUser: 33, fsGroup: 33, runAsNonRoot: true })
    expect(security(null).securityContext).toEqual({
      runAsNonRoot: true,
      fsGroup: 1000,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    })
    expect(security(0).securityContext).not.toHaveProperty('runAsNonRoot')
  })
})

describe('checks', () => {
  const probes = (changes: Record<string, unknown>) => {
    const [container] = templateOf(launch({ ports: [{ name: 'http', port: 8080 }], ...changes }).workload).spec
      .containers
    return { ...container } as Record<string, { failureThreshold?: number } | undefined>
  }
  test('look at the first port by themselves, and restart nothing', () => {
    const { startupProbe, readinessProbe, livenessProbe } = probes({})
    expect(startupProbe).toMatchObject({ tcpSocket: { port: 8080 }, periodSeconds: 1, failureThreshold: 300 })
    expect(readinessProbe).toMatchObject({ tcpSocket: { port: 8080 }, periodSeconds: 5 })
    expect(livenessProbe).toBeUndefined()
  })
  test('are as they were wished for', () => {
    const http = { check: 'http', port: 8080, path: '/healthz', startSeconds: 20, isRestarting: true }
    expect(probes({ probe: http })).toMatchObject({
      startupProbe: { failureThreshold: 20 },
      livenessProbe: { httpGet: { path: '/healthz', port: 8080 } },
    })
    expect(probes({ probe: { check: 'none' } }).startupProbe).toBeUndefined()
    expect(probes({ kind: 'job' }).startupProbe).toBeUndefined()
    expect(probes({ ports: [] }).readinessProbe).toBeUndefined()
  })
})

test('a service is found by its launch, and replaced without a second pod where it has a disk', () => {
  const { workload, network } = launch(FULL)
  const selector = { 'moorage.dev/workload': 'web', 'moorage.dev/launch': LAUNCH }
  expect(workload.spec).toMatchObject({
    replicas: 1,
    selector: { matchLabels: selector },
    strategy: { type: 'Recreate' },
  })
  expect(launch().workload.spec).toMatchObject({ strategy: { type: 'RollingUpdate' } })
  expect(network[0]?.spec).toMatchObject({
    type: 'ClusterIP',
    selector,
    ports: [{ name: 'http', port: 8080, targetPort: 8080 }],
  })
  expect(network[1]?.spec).toEqual({
    podSelector: { matchLabels: selector },
    policyTypes: ['Ingress'],
    ingress: [
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'moorage' } },
            podSelector: {
              matchLabels: { 'app.kubernetes.io/name': 'moorage', 'app.kubernetes.io/component': 'gateway' },
            },
          },
        ],
        ports: [{ protocol: 'TCP', port: 8080 }],
      },
    ],
  })
})

test('jobs end, are cleared away and wait for each other', () => {
  expect(launch({ kind: 'job', retries: 2, timeLimitSeconds: 60, ttlSeconds: 100 }).workload.spec).toMatchObject({
    backoffLimit: 2,
    activeDeadlineSeconds: 60,
    ttlSecondsAfterFinished: 100,
    podReplacementPolicy: 'Failed',
    template: { spec: { restartPolicy: 'Never' } },
  })
  expect(
    launch({ kind: 'scheduled-job', schedule: '30 3 * * *', timeZone: 'Asia/Taipei', isSuspended: true }).workload.spec,
  ).toMatchObject({
    schedule: '30 3 * * *',
    timeZone: 'Asia/Taipei',
    suspend: true,
    concurrencyPolicy: 'Forbid',
    successfulJobsHistoryLimit: 3,
    jobTemplate: { metadata: { labels: LABELS }, spec: { backoffLimit: 3 } },
  })
})

test('what is only written down for Moorage is an annotation', () => {
  const annotations = (changes: Record<string, unknown>) => launch(changes).workload.metadata.annotations
  expect(annotations({ ...FULL, template: 'web-site', idleSeconds: 3600, replicas: 0 })).toEqual({
    'moorage.dev/from-template': 'web-site',
    'moorage.dev/web-port': '8080',
    'moorage.dev/replicas': '1',
    'moorage.dev/idle-seconds': '3600',
  })
  expect(annotations({ ...FULL, web: { port: 8080, visibility: 'public' } })?.['moorage.dev/web-port']).toBe(
    '8080,public',
  )
  expect(annotations({ kind: 'job' })).toBeUndefined()
})

test('the owner is the workload that exists, and never holds up its own deletion', () => {
  const { config, workload } = launch(FULL)
  const [object] = config
  const made = { ...workload, metadata: { ...workload.metadata, uid: 'd-1' } }
  expect(withOwner(object!, made).metadata.ownerReferences).toEqual([
    { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'd-1', blockOwnerDeletion: false },
  ])
  expect(() => withOwner(object!, workload)).toThrow('no uid')
})

test('the pod of the dry run is the one that the workload makes', () => {
  const input = build(FULL)
  const pod = buildProbePod(input, CONTEXT)
  expect(pod).toMatchObject({
    kind: 'Pod',
    metadata: { name: 'web-preflight', namespace: 'user-alice-storage', labels: LABELS },
  })
  expect(pod.spec).toEqual(templateOf(buildLaunch(input, CONTEXT).workload).spec)
})

describe('web addresses', () => {
  const host = (name: string, namespaceUid: string) =>
    getWebHost({ name, namespaceUid, appsDomain: 'apps.example.org' })
  test('are the name and ten characters of whose it is', () => {
    // printf %s 6b1f… | openssl dgst -sha256 -binary | base32
    expect(host('web', '6b1f0f0e-2f53-4f39-9a53-0c2f0d4f5a11')).toBe('web-zxhy46arx4.apps.example.org')
    expect(host('web', 'a')).not.toBe(host('web', 'b'))
    expect(host('a'.repeat(50), 'x').split('.')[0]).toMatch(/^a{50}-[a-z2-7]{10}$/)
  })
})
