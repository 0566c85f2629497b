import type { SpaceId } from '#lib/auth/space-id.ts'
import { parseAmount } from '#lib/quota/objects-amounts.ts'
import { MANAGED_BY, MANAGED_BY_LABEL } from '#lib/auth/managed-namespace.ts'
import { LAUNCH_LABEL } from '#lib/spaces/objects-marks.ts'
import type { Consumption } from '#lib/usage/schema.ts'
import { explain, listPods } from './explain.ts'
import type { WorkloadFacts } from './objects-controllers.ts'
import { findCondition, isTrue } from './objects-facts.ts'
import { toMs } from './objects-index.ts'
import type { ObjectIndex } from './objects-index.ts'
import { IDLE_ANNOTATION, parseWeb, TEMPLATE_ANNOTATION, WEB_ANNOTATION } from './objects-labels.ts'
import { getWebHost } from './objects-network.ts'
import { countGpus } from './objects-gpus.ts'
import type { PodFacts } from './objects-pods.ts'
import type { TemplateFacts } from './objects-template.ts'
import type { WorkloadDetails, WorkloadRun } from './schema-details.ts'
import type { PodSize, Workload, WorkloadKind, WorkloadPod } from './schema.ts'
import { isTimeZone, listNextTimes, parseSchedule } from './schema-schedule.ts'
import { toMounts, toSteps } from './objects-page.ts'

const KINDS: Record<WorkloadFacts['kind'], WorkloadKind> = {
  Deployment: 'service',
  Job: 'job',
  CronJob: 'scheduled-job',
}
export const toWorkloadKind = (kind: WorkloadFacts['kind']): WorkloadKind => KINDS[kind]

const NEXT_TIMES = 3

/** What everything is mapped with. */
export interface MapContext {
  space: SpaceId
  index: ObjectIndex
  nowMs: number
  /** What web addresses are made of; null: the installation gives out none. */
  addresses: { namespaceUid: string; appsDomain: string } | null
  /** Whether the template of a workload shows it to viewers. */
  isForViewers: (facts: WorkloadFacts) => boolean
}

export function toWorkload(facts: WorkloadFacts, context: MapContext): Workload {
  const { index, nowMs, space } = context
  const pods = listPods(facts, index)
  const finishedAt = getFinishedAt(facts)
  return {
    space,
    kind: KINDS[facts.kind],
    name: facts.name,
    uid: facts.uid,
    resourceVersion: facts.resourceVersion,
    isManaged: facts.labels[MANAGED_BY_LABEL] === MANAGED_BY,
    launchId: facts.labels[LAUNCH_LABEL] ?? null,
    template: facts.annotations[TEMPLATE_ANNOTATION] ?? null,
    explanation: explain(facts, index, nowMs),
    image: facts.template.containers[0]?.image ?? '',
    replicas: facts.kind === 'Deployment' ? { wanted: facts.wanted, ready: facts.ready, updated: facts.updated } : null,
    restarts: pods.reduce((sum, pod) => sum + countRestarts(pod), 0),
    size: toPodSize(facts.template),
    web: toWeb(facts, context),
    volumes: [
      ...new Set(facts.template.volumes.flatMap(({ source, object }) => (source === 'volume' ? [object] : []))),
    ],
    idleSeconds: parseIdle(facts.annotations[IDLE_ANNOTATION]),
    schedule: facts.kind === 'CronJob' ? toSchedule(facts, nowMs) : null,
    createdAt: facts.createdAt,
    finishedAt,
    expiresAt: getExpiry(facts, finishedAt),
  }
}

/** `usageHistory` is what its pods use, the oldest first. */
export function toWorkloadDetails(
  facts: WorkloadFacts,
  context: MapContext,
  usageHistory: Consumption[] = [],
): WorkloadDetails {
  const pods = listPods(facts, context.index).toSorted((a, b) => b.createdAt.localeCompare(a.createdAt, 'en'))
  const container = facts.template.containers[0]
  const workload = toWorkload(facts, context)
  const sets = context.index.replicaSetsByOwner.get(facts.uid) ?? []
  const current = Math.max(0, ...sets.map(({ revision }) => revision))
  return {
    ...workload,
    // Remembered elsewhere: operations-idle.ts.
    idle: null,
    usage: usageHistory.at(-1) ?? null,
    usageHistory,
    pods: pods.map(toWorkloadPod),
    steps: toSteps(pods[0] ?? null, {
      createdAt: facts.createdAt,
      reason: workload.explanation.reason,
      index: context.index,
    }),
    command: [...(container?.command ?? [])],
    args: [...(container?.args ?? [])],
    ports: (container?.ports ?? []).map(({ name, port }) => ({ name, port })),
    mounts: toMounts(facts.template),
    environment: (container?.environment ?? []).map((one) => ({ ...one })),
    environmentSets: (container?.environmentSets ?? []).map((one) => ({ ...one })),
    rollouts: sets
      .map(({ revision, template, createdAt }) => ({
        revision,
        image: template.containers[0]?.image ?? '',
        at: createdAt,
        isCurrent: revision === current,
      }))
      .toSorted((a, b) => b.revision - a.revision),
    runs: toRuns(facts, context),
  }
}

function toRuns({ kind, uid }: WorkloadFacts, { index, nowMs }: MapContext): WorkloadRun[] {
  if (kind !== 'CronJob') return []
  return (index.jobsByOwner.get(uid) ?? [])
    .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt, 'en'))
    .map((job) => ({
      name: job.name,
      uid: job.uid,
      explanation: { ...explain(job, index, nowMs), evidence: [] },
      at: getFinishedAt(job) ?? job.startedAt ?? job.createdAt,
    }))
}

function toWorkloadPod(pod: PodFacts): WorkloadPod {
  const ends = pod.statuses.flatMap(({ end, lastEnd }) => end ?? lastEnd ?? [])
  const last = ends.toSorted((a, b) => toMs(b.finishedAt) - toMs(a.finishedAt))[0]
  return {
    name: pod.name,
    uid: pod.uid,
    node: pod.nodeName,
    phase: pod.phase,
    isReady: isTrue(pod.conditions, 'Ready'),
    isDeleting: pod.deletingSince !== null,
    restarts: countRestarts(pod),
    lastEnd: last ? { exitCode: last.exitCode, reason: last.reason, at: last.finishedAt } : null,
    containers: pod.statuses
      .filter(({ isInit }) => !isInit)
      .map(({ name, image, isReady, restarts }) => ({ name, image, isReady, restarts })),
    createdAt: pod.createdAt,
    startedAt: pod.startedAt,
  }
}

const countRestarts = ({ statuses }: PodFacts) => statuses.reduce((sum, { restarts }) => sum + restarts, 0)

/** Of all containers of one pod together; one without a limit means that the pod has none. */
function toPodSize({ containers }: TemplateFacts): PodSize {
  const add = (pick: (container: TemplateFacts['containers'][number]) => number | null) => {
    let sum = 0
    for (const container of containers) {
      const amount = pick(container)
      if (amount === null) return null
      sum += amount
    }
    return sum
  }
  return {
    cpuRequestMillicores: add(({ requests }) => parseAmount(requests.cpu, 'millicores') ?? 0) ?? 0,
    cpuLimitMillicores: add(({ limits }) => parseAmount(limits.cpu, 'millicores')),
    memoryRequestBytes: add(({ requests }) => parseAmount(requests.memory, 'bytes') ?? 0) ?? 0,
    memoryLimitBytes: add(({ limits }) => parseAmount(limits.memory, 'bytes')),
    gpus: add(({ limits }) => countGpus(limits)) ?? 0,
  }
}

function toWeb(facts: WorkloadFacts, { addresses, isForViewers }: MapContext): Workload['web'] {
  const { name, annotations } = facts
  const web = parseWeb(annotations[WEB_ANNOTATION])
  return web && { ...web, isForViewers: isForViewers(facts), host: addresses && getWebHost({ name, ...addresses }) }
}

export function parseIdle(text: string | undefined): number | null {
  return /^\d{1,8}$/.test(text ?? '') ? Number(text) : null
}

function toSchedule(facts: Extract<WorkloadFacts, { kind: 'CronJob' }>, nowMs: number): Workload['schedule'] {
  const schedule = parseSchedule(facts.schedule)
  const timeZone = facts.timeZone ?? 'UTC'
  const isKnown = schedule !== null && !facts.isSuspended && isTimeZone(timeZone)
  const times = isKnown ? listNextTimes({ schedule, timeZone, afterMs: nowMs, count: NEXT_TIMES }) : []
  return {
    text: facts.schedule,
    timeZone,
    nextTimes: times.map((atMs) => new Date(atMs).toISOString()),
    lastTime: facts.lastTime,
  }
}

function getFinishedAt(facts: WorkloadFacts): string | null {
  if (facts.kind !== 'Job') return null
  return facts.completedAt ?? findTrue(facts, 'Failed') ?? findTrue(facts, 'Complete')
}

function findTrue({ conditions }: Extract<WorkloadFacts, { kind: 'Job' }>, type: string): string | null {
  const found = findCondition(conditions, type)
  return found?.status === 'True' ? found.since : null
}

function getExpiry(facts: WorkloadFacts, finishedAt: string | null): string | null {
  if (facts.kind !== 'Job' || facts.ttlSeconds === null || finishedAt === null) return null
  return new Date(toMs(finishedAt) + facts.ttlSeconds * 1000).toISOString()
}
