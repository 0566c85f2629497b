import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Actor } from '#lib/auth/actor.ts'
import { usersKind } from '#lib/auth/cached-kinds.ts'
import { listCachedKinds, startCachedKinds } from '#lib/kube/cache.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, deleteObject, listObjects } from '#lib/kube/verbs.ts'
import { podsKind } from '#lib/storage/operations-cache.ts'
import { withOwner } from '#lib/workloads/objects-labels.ts'
import { launchWorkload } from '#lib/workloads/operations-launch.ts'
import { launchSchema } from '#lib/workloads/schema-launch.ts'
import type { LaunchFields } from '#lib/workloads/schema-launch.ts'
import { getIssuer } from '#cluster/identity/addresses.ts'
import type { BenchCluster } from './bench-cluster.ts'
import { formatBenchName } from './bench-sessions.ts'
import { buildFigure, getQuantile, type Figure } from './figure.ts'
import { scale } from './scale.ts'
import { buildFields, buildObjects, getNamespace } from './workloads-visit.ts'

const ALONE = scale(20)
const AT_ONCE_ROUNDS = scale(5)
const PODS_TIMEOUT_MS = 120_000
const POLL_MS = 100
/** So many times in a row, which is longer than the cluster takes to count. */
const SAME_COUNTS = 60

interface Launch {
  index: number
  fields: LaunchFields
}

/** From the click to a pod that runs, in this process with the portal's own rights; in turn with the bare objects. */
export async function measureLaunches(cluster: BenchCluster, spaces: number): Promise<Figure[]> {
  await becomePortal(cluster)
  try {
    await waitForCounts(cluster, new Set(Array.from({ length: spaces }, (_, index) => getNamespace(index))))
    const one = await compare(cluster, { rounds: ALONE, build: () => [build(0)] })
    const ten = await compare(cluster, {
      rounds: AT_ONCE_ROUNDS,
      build: () => Array.from({ length: 10 }, () => build(0)),
    })
    const many = await compare(cluster, {
      rounds: AT_ONCE_ROUNDS,
      build: () => Array.from({ length: 30 }, (_, number) => build(number % spaces)),
    })
    const alone = getQuantile(one.ours)
    const bare = getQuantile(one.bare)
    return [
      buildFigure('launch to running, median', alone, 'ms', {
        comparedWith: 'the bare objects',
        ratio: Number((alone / bare).toFixed(2)),
      }),
      buildFigure('bare objects to running, median', bare, 'ms'),
      buildFigure('launch over the bare objects, median', alone - bare, 'ms', { target: '<= 150' }),
      ...toFigures('10 launches at once, last one running', ten),
      ...toFigures(`30 launches over ${spaces} spaces, last one running`, many),
    ]
  } finally {
    for (const kind of listCachedKinds()) kind.stop()
  }
}

const build = (index: number): Launch => ({ index, fields: buildFields(index) })

function toFigures(name: string, { ours, bare }: Times): Figure[] {
  const ratio = getQuantile(ours) / getQuantile(bare)
  return [
    buildFigure(`${name}, median`, getQuantile(ours), 'ms'),
    buildFigure(`${name}: share of the bare objects`, ratio, 'times', {
      target: '<= 1.15',
      comparedWith: 'the bare objects',
      ratio: Number(ratio.toFixed(2)),
    }),
  ]
}

/** The settings that the measured portal has. */
async function becomePortal({ layout }: BenchCluster): Promise<void> {
  Object.assign(process.env, {
    MOORAGE_URL: 'http://moorage.localhost:8080',
    MOORAGE_DEMO: 'true',
    MOORAGE_KUBECONFIG: path.join(layout.dir, 'portal.kubeconfig'),
    MOORAGE_OIDC_ISSUER: getIssuer(layout),
    MOORAGE_OIDC_CLIENT_ID: 'moorage',
    MOORAGE_OIDC_CLIENT_SECRET: 'unused',
    MOORAGE_SESSION_SECRET: 'unused'.repeat(8),
    MOORAGE_LOG_LEVEL: 'fatal',
  })
  startCachedKinds()
  await Promise.all(listCachedKinds().map((kind) => kind.synced))
}

interface Times {
  ours: number[]
  bare: number[]
}

/** Turn by turn, so that both meet the same machine; the first turn of each does not count. */
async function compare(
  cluster: BenchCluster,
  { rounds, build: buildAll }: { rounds: number; build: () => Launch[] },
): Promise<Times> {
  const times: Times = { ours: [], bare: [] }
  for (let round = 0; round <= rounds; round += 1) {
    const ours = await run(cluster, buildAll(), launchOurs)
    const bare = await run(cluster, buildAll(), launchBare)
    if (round > 0) {
      times.ours.push(ours)
      times.bare.push(bare)
    }
  }
  return times
}

type Start = (cluster: BenchCluster, launch: Launch) => Promise<unknown>

/** Milliseconds until the last of them runs; takes them away again. */
async function run(cluster: BenchCluster, launches: readonly Launch[], start: Start): Promise<number> {
  const namespaces = new Set(launches.map(({ index }) => getNamespace(index)))
  const before = await readUsed(cluster, namespaces)
  const startedMs = performance.now()
  const running = Promise.all(launches.map((launch) => waitForPod(launch, (phase) => phase === 'Running')))
  await Promise.all([running, ...launches.map((launch) => start(cluster, launch))])
  const ms = performance.now() - startedMs
  const gone = Promise.all(launches.map((launch) => waitForPod(launch, (phase) => phase === null)))
  await Promise.all(
    launches.map(({ index, fields }) =>
      deleteObject(
        cluster.client,
        { apiVersion: 'apps/v1', kind: 'Deployment', namespace: getNamespace(index), name: fields.name },
        { propagationPolicy: 'Foreground' },
      ),
    ),
  )
  await gone
  // Those that were made bare belong to nothing that takes them along.
  await Promise.all(launches.flatMap((launch) => listConfig(launch).map((ref) => deleteObject(cluster.client, ref))))
  // What belongs to a workload goes after it, and the quota is counted after that.
  const deadline = Date.now() + PODS_TIMEOUT_MS
  for (let used = ''; used !== before; used = await readUsed(cluster, namespaces)) {
    if (Date.now() > deadline) throw new Error(`The quota is not free again after two minutes: ${diff(before, used)}`)
    await sleep(POLL_MS)
  }
  return ms
}

const listConfig = ({ index, fields }: Launch) =>
  buildObjects(index, fields).config.map(({ apiVersion, kind, metadata }) => ({
    apiVersion,
    kind,
    namespace: getNamespace(index),
    name: metadata.name,
  }))

function diff(before: string, after: string): string {
  const known = new Set(before.split('\n'))
  return after
    .split('\n')
    .filter((line) => !known.has(line))
    .join(', ')
}

/** What new spaces use is counted a while after they were made. */
async function waitForCounts(cluster: BenchCluster, namespaces: ReadonlySet<string>): Promise<void> {
  const deadline = Date.now() + PODS_TIMEOUT_MS
  let known = ''
  for (let same = 0; same < SAME_COUNTS; same += 1) {
    if (Date.now() > deadline) throw new Error('What the spaces use goes on changing.')
    const used = await readUsed(cluster, namespaces)
    if (used !== known) same = 0
    known = used
    await sleep(POLL_MS)
  }
}

async function readUsed({ client }: BenchCluster, namespaces: ReadonlySet<string>): Promise<string> {
  const quotas = await Promise.all(
    [...namespaces].map((namespace) => listObjects(client, { apiVersion: 'v1', kind: 'ResourceQuota', namespace })),
  )
  const describe = ({ metadata, status }: KubeObject) =>
    Object.entries((status as { used?: Record<string, string> } | undefined)?.used ?? {})
      // The first launch in a space also makes that of its activity, which stays.
      .filter(([name]) => name !== 'count/configmaps')
      .map(([name, used]) => `${metadata.namespace}/${metadata.name} ${name} ${used}`)
      .toSorted((a, b) => a.localeCompare(b))
  return quotas.flat().flatMap(describe).join('\n')
}

function launchOurs(_cluster: BenchCluster, { index, fields }: Launch): Promise<unknown> {
  const username = formatBenchName(index)
  const uid = usersKind.get({ name: username })?.uid ?? ''
  const actor: Actor = { uid, username, displayName: username, isAdmin: false, sid: 'bench', groups: new Map() }
  return launchWorkload(actor, launchSchema.parse(fields))
}

/** As fast as the cluster takes it: whatever waits for nothing is written at once. */
async function launchBare({ client }: BenchCluster, { index, fields }: Launch): Promise<void> {
  const { config, workload, network } = buildObjects(index, fields)
  await Promise.all(config.map((object) => createObject(client, object)))
  const made = await createObject(client, workload)
  await Promise.all(network.map((object) => createObject(client, withOwner(object, made))))
}

/** Told by the same watch for both. Null: it is gone. */
function waitForPod({ index, fields }: Launch, isWanted: (phase: string | null) => boolean): Promise<void> {
  const namespace = getNamespace(index)
  const getPhase = () => podsKind.list(namespace).find(({ workload }) => workload === fields.name)?.facts.phase ?? null
  return new Promise((resolve, reject) => {
    const check = () => {
      if (!isWanted(getPhase())) return
      clearTimeout(timer)
      end()
      resolve()
    }
    const end = podsKind.subscribe(check)
    const timer = setTimeout(() => {
      end()
      reject(new Error(`${fields.name} is ${getPhase()} after two minutes.`))
    }, PODS_TIMEOUT_MS)
    check()
  })
}
