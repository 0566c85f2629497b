import { expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { indexObjects } from './objects-index.ts'
import { buildLaunch } from './objects-launch.ts'
import { toWorkload, toWorkloadDetails } from './objects-map.ts'
import { toClusterObjects } from './objects-read.ts'
import { launchSchema } from './schema-launch.ts'
import {
  ago,
  cronJob,
  deployment,
  event,
  job,
  NOW_MS,
  ofCronJob,
  podWith,
  READY_STATUS,
  replicaSet,
} from './testing/objects.ts'
import { node } from './testing/surroundings.ts'

const ADDRESSES = { namespaceUid: '6b1f0f0e-2f53-4f39-9a53-0c2f0d4f5a11', appsDomain: 'apps.example.org' }

function contextOf(objects: KubeObject[]) {
  const index = indexObjects(toClusterObjects(objects))
  const [facts] = index.workloads
  if (!facts) throw new Error('there is no workload')
  return {
    facts,
    context: { space: 'u/alice' as const, index, nowMs: NOW_MS, addresses: ADDRESSES, isForViewers: () => false },
  }
}

const map = (objects: KubeObject[]) => {
  const { facts, context } = contextOf(objects)
  return toWorkload(facts, context)
}
const mapDetails = (objects: KubeObject[]) => {
  const { facts, context } = contextOf(objects)
  return toWorkloadDetails(facts, context)
}

const CONTEXT = { namespace: 'user-alice-storage', kind: 'user' as const, gatewayNamespace: 'moorage' }
const FIELDS = {
  space: 'u/alice',
  name: 'web',
  launchId: '2f6d8a4e-0c5b-4a51-9b2f-5d6a8c1e7f00',
  image: 'registry.example/web:1.2',
  cpu: '1.5',
  memory: '1Gi',
}

/** What a launch made, as the API server sends it back. */
function made(changes: Record<string, unknown>): KubeObject {
  const { workload } = buildLaunch(launchSchema.parse({ ...FIELDS, ...changes }), CONTEXT)
  const metadata = { ...workload.metadata, uid: 'u-1', resourceVersion: '7', creationTimestamp: ago(100) }
  return { ...workload, metadata }
}

test('what was launched is read back as it was meant', () => {
  const workload = mapDetails([
    made({
      kind: 'service',
      template: 'web-site',
      replicas: 2,
      command: ['serve'],
      environment: [
        { source: 'value', name: 'A', value: '1' },
        { source: 'value', name: 'B', value: 'hidden', isSecret: true },
      ],
      mounts: [{ source: 'volume', object: 'data', path: '/data' }],
      files: [{ name: 'x', text: 'y' }],
      ports: [{ name: 'http', port: 8080 }],
      web: { port: 8080, visibility: 'public' },
      idleSeconds: 3600,
    }),
  ])
  expect(workload).toMatchObject({
    kind: 'service',
    name: 'web',
    isManaged: true,
    launchId: FIELDS.launchId,
    template: 'web-site',
    image: FIELDS.image,
    replicas: { wanted: 2, ready: 0, updated: 0 },
    size: {
      cpuRequestMillicores: 150,
      cpuLimitMillicores: 1500,
      memoryRequestBytes: 1024 ** 3,
      memoryLimitBytes: 1024 ** 3,
      gpus: 0,
    },
    web: { port: 8080, isPublic: true, isForViewers: false, host: 'web-zxhy46arx4.apps.example.org' },
    volumes: ['data'],
    idleSeconds: 3600,
    schedule: null,
    command: ['serve'],
    ports: [{ name: 'http', port: 8080 }],
    mounts: [
      { source: 'volume', object: 'data', path: '/data', isReadOnly: false },
      { source: 'config-map', object: 'web-files', path: '/config', isReadOnly: true },
    ],
    environment: [
      { name: 'A', source: 'value', value: '1' },
      { name: 'B', source: 'secret', value: null, object: 'web-env', key: 'B' },
    ],
  })
  expect(JSON.stringify(workload)).not.toContain('hidden')
})

test('a schedule with its next three times, and none while it is paused', () => {
  expect(map([made({ kind: 'scheduled-job', schedule: '0 3 * * *', timeZone: 'Asia/Taipei' })]).schedule).toEqual({
    text: '0 3 * * *',
    timeZone: 'Asia/Taipei',
    nextTimes: ['2026-11-24T19:00:00.000Z', '2026-11-25T19:00:00.000Z', '2026-11-26T19:00:00.000Z'],
    lastTime: null,
  })
  expect(map([cronJob({ spec: { suspend: true } })]).schedule?.nextTimes).toEqual([])
})

test('schedules and zones that make no sense have no times, and stop nobody', () => {
  expect(map([cronJob({ spec: { schedule: '@every 1h' } })]).schedule?.nextTimes).toEqual([])
  expect(map([cronJob({ spec: { timeZone: 'Mars/Olympus' } })])).toMatchObject({
    explanation: { reason: 'schedule-invalid' },
    schedule: { nextTimes: [] },
  })
})

test('a finished job says when it is cleared away', () => {
  const conditions = [{ type: 'Complete', status: 'True', lastTransitionTime: ago(60) }]
  const done = job({
    spec: { ttlSecondsAfterFinished: 3600 },
    status: { active: 0, completionTime: ago(60), conditions },
  })
  expect(map([done])).toMatchObject({ finishedAt: ago(60), expiresAt: new Date(NOW_MS + 3_540_000).toISOString() })
  expect(map([job()])).toMatchObject({ finishedAt: null, expiresAt: null })
})

test('what somebody else made, with nonsense in its annotations, is shown all the same', () => {
  const annotations = {
    'moorage.dev/web-port': '99999,public',
    'moorage.dev/idle-seconds': 'soon',
    big: 'x'.repeat(1_000_000),
  }
  const workload = map([deployment({ metadata: { labels: {}, annotations } })])
  expect(workload).toMatchObject({ isManaged: false, launchId: null, web: null, idleSeconds: null })
  expect(JSON.stringify(workload).length).toBeLessThan(3000)
})

test('pods with their restarts and how they last ended', () => {
  const lastState = { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: ago(30), startedAt: ago(90) } }
  const one = podWith({ running: { startedAt: ago(20) } }, { status: { restartCount: 3, lastState } })
  const details = mapDetails([deployment(), replicaSet(), one, node()])
  expect(details.restarts).toBe(3)
  expect(details.pods).toEqual([
    expect.objectContaining({
      name: 'web-5d4f-abcde',
      node: 'node-1',
      isReady: false,
      restarts: 3,
      lastEnd: { exitCode: 137, reason: 'OOMKilled', at: ago(30) },
    }),
  ])
})

test('the steps of a start, how far it has come and where it stopped', () => {
  const steps = (...objects: KubeObject[]) =>
    mapDetails([deployment(), replicaSet(), node(), ...objects]).steps.map(({ id, state }) => `${id} ${state}`)
  const pulling = event({ type: 'Normal', reason: 'Pulling', message: 'Pulling image "x:1"', seconds: 5 })
  expect(steps()).toEqual([
    'accepted now',
    'placed waiting',
    'volumes waiting',
    'image waiting',
    'started waiting',
    'ready waiting',
  ])
  expect(steps(podWith({ waiting: { reason: 'ContainerCreating' } }), pulling)).toEqual([
    'accepted done',
    'placed done',
    'volumes done',
    'image now',
    'started waiting',
    'ready waiting',
  ])
  expect(steps(podWith({ waiting: { reason: 'ImagePullBackOff', message: 'not found' } }), pulling)).toContain(
    'image failed',
  )
  const running = podWith(
    { running: { startedAt: ago(200) } },
    {
      status: { ready: true, started: true },
      pod: {
        conditions: [
          { type: 'PodScheduled', status: 'True' },
          { type: 'Ready', status: 'True' },
        ],
      },
    },
  )
  expect(steps(running).every((step) => step.endsWith('done'))).toBe(true)
})

test('rollouts, the newest first', () => {
  const old = replicaSet({
    metadata: { name: 'web-1', uid: 'rs-0', annotations: { 'deployment.kubernetes.io/revision': '1' } },
    spec: { replicas: 0 },
  })
  const current = replicaSet({ metadata: { annotations: { 'deployment.kubernetes.io/revision': '2' } } })
  expect(mapDetails([deployment({ status: READY_STATUS }), old, current]).rollouts).toMatchObject([
    { revision: 2, isCurrent: true },
    { revision: 1, isCurrent: false },
  ])
})

test('the runs of a scheduled job, the latest first, each with what became of it', () => {
  const run = (name: string, seconds: number, status: Record<string, unknown>) =>
    job({ metadata: { ...ofCronJob, name, uid: name, creationTimestamp: ago(seconds) }, status })
  const ended = (type: string, seconds: number) => ({
    active: 0,
    startTime: ago(seconds + 5),
    completionTime: type === 'Complete' ? ago(seconds) : undefined,
    conditions: [{ type, status: 'True', reason: 'X', message: 'x', lastTransitionTime: ago(seconds) }],
  })
  const objects = [cronJob(), run('nightly-1', 200, ended('Complete', 190)), run('nightly-2', 100, ended('Failed', 90))]
  expect(mapDetails(objects).runs).toMatchObject([
    { name: 'nightly-2', at: ago(90), explanation: { state: 'failed' } },
    { name: 'nightly-1', at: ago(190), explanation: { state: 'completed', evidence: [] } },
  ])
  expect(mapDetails([deployment({ status: READY_STATUS })]).runs).toEqual([])
})
