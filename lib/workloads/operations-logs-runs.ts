import { podsKind } from '#lib/storage/operations-cache.ts'
import type { WorkloadFacts } from './objects-controllers.ts'
import type { ContainerEndFacts, ContainerFacts, PodFacts } from './objects-pods.ts'
import { jobsKind, replicaSetsKind } from './operations-cache.ts'

/** One run of one container of a workload, whose log can be read. */
export interface ContainerRun {
  /** No other run has it. */
  key: string
  pod: string
  container: string
  restarts: number
  startedAt: string | null
  isRunning: boolean
  /** How it ended; null: it has not, or nobody has heard of it yet. */
  end: ContainerEndFacts | null
  /** How the run before this one ended. */
  previousEnd: ContainerEndFacts | null
}

/** The pods below a workload by the chain of their owners: names and labels are anybody's to write. The newest first. */
export function listWorkloadPods({ namespace, kind, uid }: WorkloadFacts): PodFacts[] {
  const owners = new Set([uid])
  const between = kind === 'Deployment' ? replicaSetsKind : kind === 'CronJob' ? jobsKind : null
  for (const one of between?.list(namespace) ?? []) if (one.ownerUid === uid) owners.add(one.uid)
  return podsKind
    .list(namespace)
    .map(({ facts }) => facts)
    .filter(({ ownerUid }) => ownerUid !== null && owners.has(ownerUid))
    .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt, 'en') || a.name.localeCompare(b.name, 'en'))
}

/** What has begun to run; `pod` and `container` choose among it. */
export function listRuns(pods: readonly PodFacts[], choice: { pod?: string; container?: string }): ContainerRun[] {
  return pods
    .filter(({ name }) => choice.pod === undefined || name === choice.pod)
    .flatMap((pod) => pod.statuses.map((status) => toRun(pod, status)))
    .filter((run) => run !== null)
    .filter(({ container }) => choice.container === undefined || container === choice.container)
}

function toRun(pod: PodFacts, status: ContainerFacts): ContainerRun | null {
  const { name, restarts, runningSince, lastEnd } = status
  // While it waits to be started again, the count is still that of the run before.
  const end = status.end ?? (runningSince === null ? lastEnd : null)
  if (runningSince === null && end === null) return null
  return {
    key: `${pod.uid}/${name}/${restarts}`,
    pod: pod.name,
    container: name,
    restarts,
    startedAt: runningSince ?? end?.startedAt ?? null,
    isRunning: runningSince !== null,
    end,
    previousEnd: lastEnd,
  }
}
