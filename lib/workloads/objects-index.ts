import { LAUNCH_LABEL } from '#lib/spaces/objects-marks.ts'
import type { CronJobFacts, DeploymentFacts, JobFacts, ReplicaSetFacts, WorkloadFacts } from './objects-controllers.ts'
import type { Listener } from './objects-listeners.ts'
import type { PodFacts } from './objects-pods.ts'
import type {
  ClaimFacts,
  DiskFacts,
  EventFacts,
  IngressFacts,
  NodeFacts,
  ServiceFacts,
} from './objects-surroundings.ts'

/** Everything that explanations are made from. What is left out is not known, which is not the same as not there. */
export interface ClusterObjects {
  deployments?: readonly DeploymentFacts[]
  replicaSets?: readonly ReplicaSetFacts[]
  jobs?: readonly JobFacts[]
  cronJobs?: readonly CronJobFacts[]
  pods?: readonly PodFacts[]
  events?: readonly EventFacts[]
  claims?: readonly ClaimFacts[]
  disks?: readonly DiskFacts[]
  nodes?: readonly NodeFacts[]
  services?: readonly ServiceFacts[]
  ingresses?: readonly IngressFacts[]
  /** Names of classes whose volumes get their disk when something first uses them. */
  lateClasses?: readonly string[]
  /** How full volumes are, by "namespace/claim". */
  usage?: ReadonlyMap<string, { usedBytes: number; capacityBytes: number }>
  /** On which addresses the programs of a pod listen, by the pod's uid; looked up only when a probe is refused. */
  listeners?: ReadonlyMap<string, readonly Listener[]>
}

/** The same, so that each look-up costs the same however much there is. */
export interface ObjectIndex {
  readonly workloads: readonly WorkloadFacts[]
  readonly replicaSetsByOwner: ReadonlyMap<string, readonly ReplicaSetFacts[]>
  readonly jobsByOwner: ReadonlyMap<string, readonly JobFacts[]>
  readonly podsByOwner: ReadonlyMap<string, readonly PodFacts[]>
  /** Who controls a ReplicaSet, Job or pod, by uid. */
  readonly owners: ReadonlyMap<string, string>
  /** The newest last. */
  readonly eventsByObject: ReadonlyMap<string, readonly EventFacts[]>
  /** What was said last of a pod that had to make room, by `getPodFamily`: the pod itself is gone soon. */
  readonly preemptions: ReadonlyMap<string, EventFacts>
  /** Null: claims were not read. */
  readonly claims: ReadonlyMap<string, ClaimFacts> | null
  readonly podsByClaim: ReadonlyMap<string, readonly PodFacts[]>
  readonly disks: ReadonlyMap<string, DiskFacts>
  readonly nodes: ReadonlyMap<string, NodeFacts>
  readonly servicesByOwner: ReadonlyMap<string, readonly ServiceFacts[]>
  readonly ingressesByOwner: ReadonlyMap<string, readonly IngressFacts[]>
  readonly lateClasses: ReadonlySet<string>
  readonly usage: ReadonlyMap<string, { usedBytes: number; capacityBytes: number }>
  readonly listeners: ReadonlyMap<string, readonly Listener[]>
}

export function indexObjects(objects: ClusterObjects): ObjectIndex {
  const { deployments = [], jobs = [], cronJobs = [], pods = [], events = [] } = objects
  const cronUids = new Set(cronJobs.map(({ uid }) => uid))
  return {
    // The runs of a scheduled job are part of it, and not workloads of their own.
    workloads: [
      ...deployments,
      ...jobs.filter(({ ownerUid }) => ownerUid === null || !cronUids.has(ownerUid)),
      ...cronJobs,
    ],
    replicaSetsByOwner: groupBy(objects.replicaSets ?? [], ({ ownerUid }) => ownerUid),
    jobsByOwner: groupBy(jobs, ({ ownerUid }) => ownerUid),
    podsByOwner: groupBy(pods, ({ ownerUid }) => ownerUid),
    owners: new Map(
      [...(objects.replicaSets ?? []), ...jobs, ...pods].flatMap(({ uid, ownerUid }) =>
        ownerUid === null ? [] : [[uid, ownerUid] as const],
      ),
    ),
    eventsByObject: sortEvents(groupBy(events, ({ objectUid }) => objectUid || null)),
    preemptions: findPreemptions(events),
    claims: objects.claims ? new Map(objects.claims.map((claim) => [toKey(claim), claim])) : null,
    podsByClaim: groupPodsByClaim(pods),
    disks: new Map((objects.disks ?? []).map((disk) => [disk.name, disk])),
    nodes: new Map((objects.nodes ?? []).map((node) => [node.name, node])),
    servicesByOwner: groupBy(objects.services ?? [], findAnyOwner),
    ingressesByOwner: groupBy(objects.ingresses ?? [], findAnyOwner),
    lateClasses: new Set(objects.lateClasses),
    usage: objects.usage ?? new Map(),
    listeners: objects.listeners ?? new Map(),
  }
}

const toKey = ({ namespace, name }: { namespace: string; name: string }) => `${namespace}/${name}`

/** What belongs to a workload without being controlled by it is found by the launch that made both. */
const findAnyOwner = ({ namespace, labels }: ServiceFacts | IngressFacts) => {
  const launch = labels[LAUNCH_LABEL]
  return launch === undefined ? null : `${namespace}/${launch}`
}

function groupBy<T>(items: readonly T[], getKey: (item: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = getKey(item)
    if (key === null) continue
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}

// As texts: the API server writes all times alike, and reading ten thousand of them takes longer than everything else.
function sortEvents(groups: Map<string, EventFacts[]>): Map<string, EventFacts[]> {
  const compare = (a: EventFacts, b: EventFacts) => {
    const [first, second] = [a.lastAt ?? '', b.lastAt ?? '']
    return first < second ? -1 : first > second ? 1 : 0
  }
  for (const group of groups.values()) if (group.length > 1) group.sort(compare)
  return groups
}

function findPreemptions(events: readonly EventFacts[]): Map<string, EventFacts> {
  const newest = new Map<string, EventFacts>()
  for (const event of events) {
    if (event.reason !== 'Preempted' || event.objectKind !== 'Pod') continue
    const family = getPodFamily({ namespace: event.namespace, name: event.objectName })
    if ((newest.get(family)?.lastAt ?? '') <= (event.lastAt ?? '')) newest.set(family, event)
  }
  return newest
}

/** The same for all pods that one controller makes: their names end with five characters of chance. */
export const getPodFamily = ({ namespace, name }: { namespace: string; name: string }) =>
  `${namespace}/${name.slice(0, -5)}`

function groupPodsByClaim(pods: readonly PodFacts[]): Map<string, PodFacts[]> {
  const pairs = pods.flatMap((pod) =>
    pod.volumes.flatMap((volume) =>
      volume.source === 'volume' ? [{ key: `${pod.namespace}/${volume.object}`, pod }] : [],
    ),
  )
  const groups = groupBy(pairs, ({ key }) => key)
  return new Map([...groups].map(([key, group]) => [key, group.map(({ pod }) => pod)]))
}

/** 0 for what has no time. */
export const toMs = (at: string | null) => (at === null ? 0 : Date.parse(at) || 0)
