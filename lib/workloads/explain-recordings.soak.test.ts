import { randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, deleteObject, listObjects, patchObject } from '#lib/kube/verbs.ts'
import { parseSummary } from '#lib/usage/objects.ts'
import { parseAmount } from '#lib/quota/objects-amounts.ts'
import { buildSpaceNamespace } from '#cluster/testing/accounts-under-test.ts'
import { client, execInPod, kubectl, layout } from '#cluster/testing/cluster-under-test.ts'
import { explain } from './explain.ts'
import { indexObjects } from './objects-index.ts'
import { buildLiveCase, isOfCase } from './testing/live-case.ts'
import type { LiveCase, LivePlace, LiveSpace } from './testing/live-case.ts'
import { CONTAINER_CASES } from './testing/live-containers.ts'
import { listImageCases } from './testing/live-images.ts'
import { JOB_CASES } from './testing/live-jobs.ts'
import { NODE_CASES } from './testing/live-nodes.ts'
import { PREEMPTION_CASES, PRIORITY_CLASSES, SLOTS } from './testing/live-preemption.ts'
import { buildLivePolicy, buildLiveRules, REFUSAL_CASES } from './testing/live-refusals.ts'
import { SERVICE_CASES } from './testing/live-services.ts'
import { DEAD_CLASS, HOLD, VOLUME_CASES } from './testing/live-volumes.ts'
import { addQuietNode, removeQuietNode } from './testing/quiet-node.ts'
import { loadRootImage, REGISTRY, removeRootImage, startRegistry } from './testing/recording-images.ts'
import { formatRecording } from './testing/recording-file.ts'
import type { RecordingExtras } from './testing/recording-file.ts'
import { RECORDINGS_DIR, toRecordedObjects } from './testing/recordings.ts'
import { readExplanation } from './testing/sentences.ts'

/**
 * With MOORAGE_RECORD, what the cluster sent is written to testing/recordings/, for the tests that need no cluster: "all",
 * or the names of the cases to make, separated by commas.
 */
const RECORD = process.env['MOORAGE_RECORD'] ?? ''
const ALL_CASES: LiveCase[] = [
  ...listImageCases(layout.nodeAddress),
  ...CONTAINER_CASES,
  ...VOLUME_CASES,
  ...REFUSAL_CASES,
  ...SERVICE_CASES,
  ...JOB_CASES,
  ...PREEMPTION_CASES,
  ...NODE_CASES,
]
const CASES = ALL_CASES.filter(({ name }) => RECORD === '' || RECORD === 'all' || RECORD.split(',').includes(name))
const SPACES: LiveSpace[] = ['open', 'quota', 'limits', 'policy']
const ROUND_MS = 6 * 60_000
const POLL_MS = 700
const TAINT = { key: 'moorage.dev/recording', value: 'other-things', effect: 'NoSchedule' }

const toNamespace = (space: LiveSpace) => `user-recording-${space}-storage`
const NODE_REF = { apiVersion: 'v1', kind: 'Node', name: layout.nodeName }
const toRef = ({ apiVersion, kind, metadata }: KubeObject) => ({
  apiVersion,
  kind,
  name: metadata.name,
  ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
})

/** What is made besides the spaces, taken away last. */
const clusterWide: KubeObject[] = [DEAD_CLASS, ...PRIORITY_CLASSES, ...buildLivePolicy(toNamespace('policy'))]
let version = ''

beforeAll(async () => {
  await removeAll()
  version = (await client.request<{ gitVersion: string }>({ path: '/version' })).gitVersion
  for (const object of clusterWide) await createObject(client, object)
  await offerSlots('1')
  for (const space of SPACES) {
    await createObject(client, buildSpaceNamespace(toNamespace(space).slice('user-'.length, -'-storage'.length)))
    for (const rule of buildLiveRules(space, toNamespace(space))) await createObject(client, rule)
  }
  await startRegistry()
  await loadRootImage()
  // Rules count a moment after they are made.
  await sleep(3000)
})

afterAll(removeAll)

test('no case is taken for another one', () => {
  const names = ALL_CASES.map(({ name }) => name)
  expect(names.filter((name) => names.some((one) => one !== name && name.startsWith(`${one}-`)))).toEqual([])
})

test.each([1, 2, 3])(
  'each way to be is explained as it is on a real cluster, round %d',
  { retry: 0 },
  async (round) => {
    const open = new Map(CASES.filter((one) => (one.round ?? 1) === round).map((one) => [one.name, one]))
    const places = new Map<string, LivePlace>()
    const said = new Map<string, string>()
    const changed = new Set<string>()
    // Nothing else is disturbed for a round that has nothing to look at.
    if (open.size === 0) return
    if (round === 2) await taint([TAINT])
    if (round === 3) await addQuietNode()
    try {
      for (const one of open.values()) places.set(one.name, await make(one))
      const deadline = Date.now() + ROUND_MS
      while (open.size > 0 && Date.now() < deadline) {
        const snapshot = await readSnapshot()
        for (const one of open.values()) {
          const seen = look(one, snapshot)
          said.set(one.name, `${one.name}: ${JSON.stringify(seen?.explanation ?? null)}`)
          if (!seen) continue
          if (one.after?.at === seen.explanation.reason && !changed.has(one.name)) {
            changed.add(one.name)
            await goOn(one, seen.workload, places.get(one.name)!)
          } else if (isExpected(one, seen.explanation)) {
            open.delete(one.name)
            await keep(one, seen, snapshot)
          }
        }
        await sleep(POLL_MS)
      }
    } finally {
      if (round === 2) await taint([])
      if (round === 3) await removeQuietNode()
    }
    expect([...open.keys()].map((name) => said.get(name))).toEqual([])
  },
)

interface Snapshot {
  at: string
  objects: KubeObject[]
  usage: NonNullable<RecordingExtras['usage']>
  sockets: NonNullable<RecordingExtras['sockets']>
}

async function make(one: LiveCase): Promise<LivePlace> {
  const place = { namespace: toNamespace(one.space ?? 'open'), node: layout.nodeName, launchId: randomUUID() }
  for (const object of buildLiveCase(one, place)) {
    await createObject(client, object)
    if (object.kind === 'PersistentVolumeClaim' && object.metadata.finalizers) await deleteObject(client, toRef(object))
  }
  return place
}

async function goOn({ after }: LiveCase, workload: KubeObject, place: LivePlace): Promise<void> {
  for (const object of after?.make?.(place) ?? []) await createObject(client, object)
  const patch = after?.change
  // As the portal does it: its pods first.
  if (patch === null) await deleteObject(client, toRef(workload), { propagationPolicy: 'Foreground' })
  else if (patch) await patchObject(client, toRef(workload), { patch, type: 'strategic' })
}

const KINDS = [
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'ReplicaSet'],
  ['batch/v1', 'CronJob'],
  ['batch/v1', 'Job'],
  ['v1', 'Pod'],
  ['v1', 'Event'],
  ['v1', 'PersistentVolumeClaim'],
  ['v1', 'Service'],
  ['networking.k8s.io/v1', 'Ingress'],
] as const

async function readSnapshot(): Promise<Snapshot> {
  const inSpaces = SPACES.flatMap((space) =>
    KINDS.map(([apiVersion, kind]) => listObjects(client, { apiVersion, kind, namespace: toNamespace(space) })),
  )
  const around = [
    listObjects(client, { apiVersion: 'v1', kind: 'PersistentVolume' }),
    listObjects(client, { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass' }),
    listObjects(client, { apiVersion: 'v1', kind: 'Node' }),
  ]
  const lists = await Promise.all([...inSpaces, ...around])
  const objects = lists.flat()
  return { objects, usage: await readUsage(objects), sockets: await readSockets(objects), at: new Date().toISOString() }
}

async function readUsage(objects: readonly KubeObject[]): Promise<Snapshot['usage']> {
  const summary = await client.request<unknown>({ path: `/api/v1/nodes/${layout.nodeName}/proxy/stats/summary` })
  return Object.fromEntries(
    parseSummary(summary).claims.flatMap(({ namespace, claim, usedBytes }) => {
      const found = objects.find(
        ({ kind, metadata }) =>
          kind === 'PersistentVolumeClaim' && metadata.namespace === namespace && metadata.name === claim,
      )
      const { capacity } = (found?.['status'] ?? {}) as { capacity?: { storage?: string } }
      const capacityBytes = parseAmount(capacity?.storage, 'bytes')
      return capacityBytes === null ? [] : [[`${namespace}/${claim}`, { usedBytes, capacityBytes }] as const]
    }),
  )
}

const known = new Map<string, string>()

/** Asked once of each pod, as soon as its program has had the time to open them. */
async function readSockets(objects: readonly KubeObject[]): Promise<Snapshot['sockets']> {
  const cases = CASES.filter(({ hasListeners }) => hasListeners)
  for (const pod of objects.filter(({ kind }) => kind === 'Pod')) {
    const { name, namespace = '', uid = '' } = pod.metadata
    const { containerStatuses = [] } = pod['status'] as {
      containerStatuses?: { state: { running?: { startedAt: string } } }[]
    }
    const startedAt = containerStatuses[0]?.state.running?.startedAt
    const isDue = startedAt !== undefined && Date.now() - Date.parse(startedAt) > 8000
    if (!isDue || known.has(uid) || !cases.some((one) => isOfCase(one.name, pod))) continue
    const command = ['sh', '-c', 'cat /proc/net/tcp /proc/net/tcp6 2>/dev/null || true']
    known.set(uid, await execInPod({ namespace, pod: name, command }))
  }
  return Object.fromEntries(known)
}

function pick(one: LiveCase, { objects }: Snapshot): KubeObject[] {
  const own = objects.filter(
    (object) => object.kind !== 'Node' && object.kind !== 'StorageClass' && isOfCase(one.name, object),
  )
  const classes = new Set(own.map(({ spec }) => (spec as { storageClassName?: string } | undefined)?.storageClassName))
  return [
    ...own,
    ...objects.filter(
      ({ kind, metadata }) => kind === 'Node' || (kind === 'StorageClass' && classes.has(metadata.name)),
    ),
  ]
}

function pickExtras(one: LiveCase, objects: readonly KubeObject[], { usage, sockets }: Snapshot): RecordingExtras {
  const keys = new Set(objects.flatMap(({ metadata }) => [metadata.uid, `${metadata.namespace}/${metadata.name}`]))
  const ofCase = <T>(record: Record<string, T>) => Object.entries(record).filter(([key]) => keys.has(key))
  const [used, listening] = [ofCase(usage), one.hasListeners ? ofCase(sockets) : []]
  return {
    ...(used.length > 0 ? { usage: Object.fromEntries(used) } : {}),
    ...(listening.length > 0 ? { sockets: Object.fromEntries(listening) } : {}),
  }
}

function look(one: LiveCase, snapshot: Snapshot) {
  const objects = pick(one, snapshot)
  const extras = pickExtras(one, objects, snapshot)
  const index = indexObjects(toRecordedObjects(objects, extras))
  const facts = index.workloads[0]
  const workload = objects.find(({ metadata }) => metadata.uid === facts?.uid)
  if (!facts || !workload) return null
  const explanation = explain(facts, index, Date.parse(snapshot.at))
  return { workload, explanation, objects, extras }
}

type Seen = NonNullable<ReturnType<typeof look>>

function isExpected({ expected, hasListeners }: LiveCase, explanation: Seen['explanation']): boolean {
  // A sentence that lacks a word in any language is thrown here.
  readExplanation(explanation)
  const { parameters = {}, causes = [], ...rest } = expected
  try {
    expect(explanation).toMatchObject({ ...rest, parameters, ...(causes.length > 0 ? { causes } : {}) })
  } catch {
    return false
  }
  return !hasListeners || known.size > 0
}

async function keep(one: LiveCase, { explanation, objects, extras }: Seen, { at }: Snapshot): Promise<void> {
  if (RECORD === '') return
  const { state, reason, parameters, causes } = explanation
  const expected = { state, reason, parameters, causes: causes.map(({ code }) => ({ code })) }
  await mkdir(RECORDINGS_DIR, { recursive: true })
  const text = formatRecording({ how: one.how, kubernetes: version, at, expected, ...extras, objects })
  await writeFile(path.join(RECORDINGS_DIR, `${one.name}.json`), text)
}

async function taint(taints: unknown[]): Promise<void> {
  await patchObject(client, NODE_REF, { patch: { spec: { taints } } })
}

/** Null: the machine no longer offers them. */
async function offerSlots(amount: string | null): Promise<void> {
  const slots = Object.fromEntries(Object.values(SLOTS).map((name) => [name, amount]))
  const status = { capacity: slots, ...(amount === null ? { allocatable: slots } : {}) }
  await patchObject(client, NODE_REF, { subresource: 'status', patch: { status } })
}

async function removeAll(): Promise<void> {
  const namespaces = [...SPACES.map(toNamespace), REGISTRY]
  for (const namespace of namespaces) {
    for (const [apiVersion, kind] of [
      ['apps/v1', 'Deployment'],
      ['v1', 'PersistentVolumeClaim'],
    ] as const) {
      for (const object of await listObjects(client, { apiVersion, kind, namespace })) {
        if (!object.metadata.finalizers?.includes(HOLD)) continue
        await patchObject(client, toRef(object), { patch: { metadata: { finalizers: [] } } })
      }
    }
    await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace })
  }
  await offerSlots(null)
  await removeQuietNode()
  await removeRootImage()
  for (const object of clusterWide) await deleteObject(client, toRef(object))
  for (const volume of await listObjects(client, { apiVersion: 'v1', kind: 'PersistentVolume' })) {
    if (volume.metadata.name.startsWith(toNamespace('open'))) await deleteObject(client, toRef(volume))
  }
  await kubectl(['wait', '--for=delete', '--timeout=90s', ...namespaces.map((name) => `namespace/${name}`)])
}
