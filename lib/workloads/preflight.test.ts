import { describe, expect, test } from 'vitest'
import { AppError } from '#lib/errors.ts'
import type { QuotaItem, QuotaResource, QuotaView } from '#lib/quota/schema.ts'
import type { Claim } from '#lib/storage/objects-claims.ts'
import type { Pod } from '#lib/storage/objects-pods.ts'
import { toDeploymentFacts } from './objects-controllers.ts'
import { buildLaunch } from './objects-launch.ts'
import { toPodFacts } from './objects-pods.ts'
import { toNodeFacts } from './objects-surroundings.ts'
import { toNodeRooms } from './preflight-nodes.ts'
import { checkStart, getAsked, toContainerLimits, toUsage } from './preflight-quota.ts'
import { requireRoom } from './preflight-refusals.ts'
import { checkLaunch } from './preflight.ts'
import type { PreflightFacts } from './preflight-findings.ts'
import { launchSchema } from './schema-launch.ts'
import type { LaunchFields } from './schema-launch.ts'
import { pod } from './testing/objects.ts'
import { readFieldProblem, readFinding } from './testing/sentences.ts'
import { node } from './testing/surroundings.ts'

const GIB = 1024 ** 3

function launch(changes: Record<string, unknown> = {}) {
  const fields = {
    kind: 'service',
    space: 'u/alice',
    name: 'web',
    launchId: '2f6d8a4e-0c5b-4a51-9b2f-5d6a8c1e7f00',
    image: 'registry.example/web:1.2',
    cpu: '1',
    memory: '4Gi',
    ...changes,
  } as LaunchFields
  return launchSchema.parse(fields)
}

function quota(amounts: Partial<Record<QuotaResource, [number, number]>>): QuotaView {
  const items = Object.entries(amounts).map(([resource, [used, limit]]): QuotaItem => ({
    resource: resource as QuotaResource,
    used,
    limit,
    unit: resource === 'memory' ? 'bytes' : resource === 'cpu' ? 'millicores' : 'count',
    holders: [],
  }))
  return { items, isComplete: true }
}

function running(workload: string, changes: Partial<Pod> & { gib?: number } = {}): Pod {
  const { gib = 1, ...rest } = changes
  return {
    namespace: 'user-alice-storage',
    name: `${workload}-x`,
    uid: workload,
    nodeName: 'node-1',
    isFinished: false,
    isDeleting: false,
    startedAt: null,
    isFileServer: false,
    hasFilesPriority: false,
    workload,
    workloadKind: 'service',
    claims: [],
    limits: { cpuMillicores: 1000, memoryBytes: gib * GIB, ephemeralBytes: 0, gpus: 0 },
    ...rest,
  }
}

const NOTHING_KNOWN: PreflightFacts = {
  current: null,
  quota: null,
  limits: null,
  nodes: null,
  claims: null,
  pods: [],
  names: [],
  configMaps: null,
  secrets: null,
  podSecurity: 'restricted',
  needsRoot: false,
  web: { isOffered: true, isPublicAllowed: false },
  hasUserNamespaces: false,
}

function check(changes: Record<string, unknown>, facts: Partial<PreflightFacts>) {
  const findings = checkLaunch(launch(changes), { ...NOTHING_KNOWN, ...facts })
  // Each of them has its sentences, with all that they are filled with.
  for (const finding of findings) readFinding(finding)
  return findings
}
const codes = (changes: Record<string, unknown>, facts: Partial<PreflightFacts>) =>
  check(changes, facts).map(({ code, level, field }) => `${level} ${code} ${field}`)

test('what is not known says nothing', () => {
  expect(check({}, {})).toEqual([])
})

describe('quota', () => {
  const tight = quota({ memory: [14 * GIB, 16 * GIB], cpu: [0, 8000], pods: [3, 10] })

  test('what is missing, and what would make it fit', () => {
    const pods = [running('notebook-1', { gib: 2 }), running('big', { gib: 9 }), running('tiny', { gib: 1 })]
    expect(check({}, { quota: tight, pods })).toEqual([
      {
        code: 'quota',
        level: 'refusal',
        field: 'memory',
        parameters: {
          resource: 'memory',
          used: '14 GiB',
          limit: '16 GiB',
          asked: '4 GiB',
          left: '2 GiB',
          missing: '2 GiB',
        },
        fixes: [
          { code: 'less', target: 'memory', parameters: { amount: '2 GiB' } },
          { code: 'stop', target: 'notebook-1', parameters: { names: 'notebook-1' } },
          { code: 'ask-for-more', target: 'memory', parameters: { resource: 'memory' } },
        ],
      },
    ])
  })

  test('several are named when none alone is enough, and nobody when all together are not', () => {
    const fixes = (pods: Pod[]) => check({}, { quota: tight, pods })[0]?.fixes.filter(({ code }) => code === 'stop')
    expect(fixes([running('a', { gib: 1.5 }), running('b', { gib: 1 })])).toMatchObject([
      { target: null, parameters: { names: 'a, b' } },
    ])
    expect(fixes([running('a', { gib: 1 })])).toEqual([])
    expect(
      fixes([
        running('a', { gib: 3, isFinished: true }),
        running('b', { gib: 3, hasFilesPriority: true }),
        running('web', { gib: 3 }),
      ]),
    ).toEqual([])
  })

  test('of what is edited only the difference counts', () => {
    const current = {
      uid: 'd-1',
      pods: 1,
      cpuMillicores: 1000,
      memoryBytes: 2 * GIB,
      gpus: 0,
      gpuResource: '',
      ephemeralBytes: 0,
    }
    expect(codes({}, { quota: tight, current })).toEqual([])
    expect(codes({ memory: '5Gi' }, { quota: tight, current })).toEqual(['refusal quota memory'])
    expect(codes({ memory: '1Gi' }, { quota: quota({ memory: [16 * GIB, 16 * GIB] }), current })).toEqual([])
  })

  test('each replica counts, and none when it is stopped', () => {
    expect(check({ replicas: 4, memory: '1Gi' }, { quota: tight })[0]?.fixes[0]).toEqual({
      code: 'less',
      target: 'memory',
      parameters: { amount: '512 MiB' },
    })
    expect(codes({ replicas: 0 }, { quota: tight })).toEqual([])
    const few = quota({ pods: [8, 10] })
    expect(check({ replicas: 5, memory: '6Mi' }, { quota: few })[0]).toMatchObject({
      field: 'replicas',
      fixes: [{ code: 'fewer-replicas', parameters: { amount: 2 } }, { code: 'ask-for-more' }],
    })
  })

  test('what is started is held to it, and what its own programs still hold is free for it', () => {
    const usage = { pods: 2, cpuMillicores: 500, memoryBytes: 2 * GIB, gpus: 0, gpuResource: '', ephemeralBytes: 0 }
    const start = (pods: Pod[], share = tight) => checkStart({ name: 'web', usage }, { quota: share, pods })
    expect(start([])).toMatchObject([{ code: 'quota', parameters: { asked: '4 GiB', missing: '2 GiB' } }])
    expect(start([running('web', { gib: 1 }), running('web', { gib: 1, isDeleting: true })])).toEqual([])
    expect(checkStart({ name: 'web', usage }, { quota: null, pods: [] })).toEqual([])

    const say = (pods: Pod[], share = tight) => {
      try {
        requireRoom('web', start(pods, share))
        return null
      } catch (error) {
        return error instanceof AppError ? readFieldProblem(error.messageKey ?? '', error.params)[0] : error
      }
    }
    const left = '“web” does not start. memory: 2 GiB left (14 GiB of 16 GiB used), 4 GiB asked for.'
    expect(say([running('notebook-1', { gib: 2 })])).toBe(`${left} 1 GiB less, or stop notebook-1.`)
    expect(say([running('notebook-1', { gib: 1 })])).toBe(`${left} 1 GiB less would fit.`)
    const few = quota({ pods: [9, 10] })
    expect(say([running('notebook-1')], few)).toMatch(/Stop notebook-1 first\.$/)
    expect(say([], few)).toMatch(/2 asked for\.$/)
    expect(say([], quota({ memory: [0, 16 * GIB] }))).toBeNull()
  })

  test('scratch space counts too, and what an edited workload takes is read from it', () => {
    const scratch = {
      ...quota({}),
      items: [
        { resource: 'ephemeral-storage', used: 9 * GIB, limit: 10 * GIB, unit: 'bytes', holders: [] } as QuotaItem,
      ],
    }
    expect(check({}, { quota: scratch })).toMatchObject([
      { field: null, parameters: { asked: '2 GiB', missing: '1 GiB' } },
    ])
    const input = launch({ replicas: 2, mounts: [{ source: 'scratch', path: '/tmp', size: '1Gi' }] })
    const { workload } = buildLaunch(input, {
      namespace: 'user-alice-storage',
      kind: 'user',
      gatewayNamespace: 'moorage',
    })
    const current = toUsage(toDeploymentFacts({ ...workload, metadata: { ...workload.metadata, uid: 'd-1' } }))
    expect(current).toEqual({
      uid: 'd-1',
      pods: 2,
      cpuMillicores: 1000,
      memoryBytes: 4 * GIB,
      gpus: 0,
      gpuResource: '',
      ephemeralBytes: 3 * GIB,
    })
    expect(Object.values(getAsked(input, current))).toEqual([0, 0, 0, 0, 0])
  })

  test('a scheduled job that does not fit now may fit in the night', () => {
    const nightly = { kind: 'scheduled-job', schedule: '@daily' }
    expect(codes(nightly, { quota: tight })).toEqual(['warning quota memory'])
    expect(codes({ ...nightly, memory: '20Gi' }, { quota: tight })).toEqual(['refusal quota memory'])
    expect(codes(nightly, { quota: quota({ 'cron-jobs': [20, 20] }) })).toEqual(['refusal quota null'])
  })
})

test('limits of the space', () => {
  const range = (limits: unknown[]) => ({
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'l' },
    spec: { limits },
  })
  const limits = toContainerLimits([
    range([
      { type: 'Container', max: { memory: '2Gi' }, min: { cpu: '100m' } },
      { type: 'PersistentVolumeClaim', max: { storage: '1Gi' } },
    ]),
    range([{ type: 'Pod', max: { memory: '3Gi', cpu: '4' } }]),
  ])
  expect(limits).toEqual({ min: { cpu: 100 }, max: { memory: 2 * GIB, cpu: 4000 } })
  expect(codes({ cpu: '50m' }, { limits })).toEqual(['refusal below-limit cpu', 'refusal above-limit memory'])
  expect(codes({ memory: '2Gi' }, { limits })).toEqual([])
})

describe('nodes', () => {
  const nodes = [node(), node({ name: 'node-2', allocatable: { memory: '2Gi', cpu: '8' } })].map((raw) =>
    toNodeFacts(raw),
  )
  const used = pod({
    spec: { nodeName: 'node-1' },
    container: { resources: { requests: { memory: '6Gi', cpu: '1900m' } } },
    status: { phase: 'Running' },
  })
  const rooms = toNodeRooms(nodes, [toPodFacts(used)])

  test('rooms are what nobody has asked for', () => {
    expect(rooms[0]).toMatchObject({
      all: { cpu: 2000, memory: 8 * GIB },
      free: { cpu: 100, memory: 2 * GIB, pods: 109 },
    })
    expect(toNodeRooms([toNodeFacts(node({ isReady: false }))], [])).toEqual([])
  })

  test.each<[Record<string, unknown>, string[]]>([
    [{ memory: '1Gi' }, []],
    [{ memory: '9Gi' }, ['refusal larger-than-nodes memory']],
    [{ memory: '3Gi' }, ['warning no-node-free memory']],
    [{ memory: '3Gi', cpu: '40' }, ['refusal larger-than-nodes-together null']],
    [{ memory: '1Gi', gpus: 1 }, ['refusal no-gpus gpus']],
  ])('%j gives %j', (changes, expected) => {
    expect(codes(changes, { nodes: rooms })).toEqual(expected)
  })

  test('nobody is told that nothing is free who does not know', () => {
    expect(codes({ memory: '3Gi' }, { nodes: toNodeRooms(nodes, null) })).toEqual([])
  })
})

describe('volumes', () => {
  const claim = (changes: Partial<Claim> = {}) =>
    ({ name: 'data', state: 'bound', isDeleting: false, accessModes: ['ReadWriteOnce'], ...changes }) as Claim
  const mounts = [
    { source: 'volume', object: 'data', path: '/data' },
    { source: 'volume', object: 'data', path: '/more' },
  ]
  const holder = running('notebook-1', { claims: ['data'] })
  test.each<[Partial<Claim>[], Pod[], number, string[]]>([
    [[], [], 1, ['refusal volume-missing mounts.0.object']],
    [[{ isDeleting: true }], [], 1, ['refusal volume-deleting mounts.0.object']],
    [[{ state: 'lost' }], [], 1, ['refusal volume-lost mounts.0.object']],
    [[{}], [], 1, []],
    [[{}], [holder], 1, ['warning volume-on-node mounts.0.object']],
    [[{}], [], 2, ['warning volume-on-one-node mounts.0.object']],
    [[{ accessModes: ['ReadWriteMany'] }], [holder], 2, []],
    [[{ accessModes: ['ReadWriteOncePod'] }], [], 1, []],
    [[{ accessModes: ['ReadWriteOncePod'] }], [holder], 1, ['refusal volume-in-use mounts.0.object']],
    [[{ accessModes: ['ReadWriteOncePod'] }], [running('f', { claims: ['data'], isFileServer: true })], 1, []],
    [[{ accessModes: ['ReadWriteOncePod'] }], [running('web', { claims: ['data'] })], 1, []],
    [[{ accessModes: ['ReadWriteOncePod'] }], [], 2, ['refusal volume-for-one-pod mounts.0.object']],
  ])('%#: %j with %j', (claims, pods, replicas, expected) => {
    expect(codes({ mounts, replicas }, { claims: claims.map((one) => claim(one)), pods })).toEqual(expected)
  })
})

test('names are taken by workloads of any kind, and by the inner address of another', () => {
  const names = [{ name: 'web', uid: 'd-1', kind: 'job' as const }]
  const current = { uid: 'd-1', pods: 0, cpuMillicores: 0, memoryBytes: 0, gpus: 0, gpuResource: '', ephemeralBytes: 0 }
  expect(codes({}, { names })).toEqual(['refusal name-taken name'])
  expect(codes({}, { names, current })).toEqual([])
  expect(codes({}, { names: [{ name: 'web', uid: 's-1', kind: 'inner-address' }] })).toEqual([
    'refusal name-taken name',
  ])
})

test('what it refers to has to be there', () => {
  const changes = {
    environment: [
      { source: 'secret', name: 'A', object: 'db', key: 'password' },
      { source: 'secret', name: 'B', object: 'db', key: 'nothing' },
      { source: 'config-map', name: 'C', object: 'gone', key: 'x' },
      { source: 'config-map', name: 'D', object: 'gone', key: 'y' },
    ],
    environmentSets: [{ source: 'secret', object: 'absent' }],
    pullSecrets: ['registry', 'db', 'none'],
  }
  const secrets = new Map([
    ['db', ['password']],
    ['registry', ['.dockerconfigjson']],
  ])
  expect(codes(changes, { secrets, configMaps: new Map() })).toEqual([
    'refusal secret-key-missing environment.1.key',
    'refusal config-map-missing environment.2',
    'refusal secret-missing environmentSets.0',
    'refusal pull-secret-wrong pullSecrets.1',
    'refusal pull-secret-missing pullSecrets.2',
  ])
})

test.each<[Record<string, unknown>, Partial<PreflightFacts>, string[]]>([
  [{ userId: 0 }, {}, ['refusal root-not-allowed userId']],
  [{ userId: 0 }, { podSecurity: 'baseline' }, ['warning other-user userId']],
  [{}, { needsRoot: true }, ['refusal needs-root null']],
  [{}, { needsRoot: true, podSecurity: 'baseline' }, ['warning root-expected userId']],
  [{ hasOwnUsers: true }, {}, ['refusal no-own-users hasOwnUsers']],
  [{ hasOwnUsers: true }, { hasUserNamespaces: true }, []],
  [{ userId: 33 }, {}, ['warning other-user userId']],
  [{ image: 'nginx' }, {}, ['warning moving-tag image']],
  [{ image: `nginx@sha256:${'a'.repeat(64)}` }, {}, []],
])('%j with %j gives %j', (changes, facts, expected) => {
  expect(codes(changes, facts)).toEqual(expected)
})

test.each<[Record<string, unknown>, Partial<PreflightFacts>, string[]]>([
  [{}, {}, []],
  [{ visibility: 'public' }, {}, ['refusal public-not-allowed web.visibility']],
  [{ visibility: 'public' }, { web: { isOffered: true, isPublicAllowed: true } }, []],
  [{}, { web: { isOffered: false, isPublicAllowed: true } }, ['refusal no-web-addresses web']],
])('a web address with %j and %j gives %j', (web, facts, expected) => {
  expect(codes({ ports: [{ name: 'http', port: 8080 }], web: { port: 8080, ...web } }, facts)).toEqual(expected)
})

test('each kind of GPU has the limit for itself, and one that the quota has no line for is refused', () => {
  const kinds = { 'nvidia.com/gpu': 2, 'amd.com/gpu': 1 }
  const gpus = { resource: 'gpu' as const, unit: 'count' as const, used: 2, limit: 2, holders: [], kinds }
  const ask = (gpuResource: string) => codes({ gpus: 1, gpuResource }, { quota: { items: [gpus], isComplete: true } })
  expect(ask('nvidia.com/gpu')).toEqual(['refusal quota gpus'])
  expect(ask('amd.com/gpu')).toEqual([])
  expect(ask('nvidia.com/mig-1g.5gb')).toEqual(['refusal no-gpus gpus'])

  const allocatable = { cpu: '4', memory: '8Gi', pods: '10', 'amd.com/gpu': '2' }
  const [room] = toNodeRooms([{ ...toNodeFacts(node({})), allocatable }], [])
  const nodes = room ? [room] : []
  expect(codes({ gpus: 2, gpuResource: 'amd.com/gpu' }, { nodes })).toEqual([])
  expect(codes({ gpus: 3, gpuResource: 'amd.com/gpu' }, { nodes })).toEqual(['refusal larger-than-nodes gpus'])
  expect(codes({ gpus: 1, gpuResource: 'nvidia.com/gpu' }, { nodes })).toEqual(['refusal no-gpus gpus'])
})
