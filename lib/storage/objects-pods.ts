import { z } from 'zod'
import { isGpuResource } from '#lib/env/gpu-resources.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { parseMillis } from '#lib/quota/objects-amounts.ts'
import type { WorkloadKind } from '#lib/workloads/schema.ts'
import { FILE_SERVER_LABEL, FILES_PRIORITY_CLASS, WORKLOAD_LABEL } from '#lib/spaces/objects-marks.ts'

/** A pod, as far as anything is shown or decided by it. */
export interface Pod {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  /** Null until the scheduler found one. */
  readonly nodeName: string | null
  /** Succeeded or failed: it holds nothing any more. */
  readonly isFinished: boolean
  readonly isDeleting: boolean
  readonly startedAt: string | null
  readonly isFileServer: boolean
  /** Counted by the file servers' quota and not by the one of the workloads. */
  readonly hasFilesPriority: boolean
  /** The name of what the person started; null for a pod that stands alone. */
  readonly workload: string | null
  /** Null with it, and for what is no workload of the portal's kinds. */
  readonly workloadKind: WorkloadKind | null
  /** The claims that it mounts. */
  readonly claims: readonly string[]
  /** What a quota on limits counts. */
  readonly limits: PodLimits
}

export interface PodLimits {
  readonly cpuMillicores: number
  readonly memoryBytes: number
  readonly ephemeralBytes: number
  readonly gpus: number
}

const amounts = z.record(z.string(), z.string()).default({})
const resources = z.object({ limits: amounts, requests: amounts }).default({ limits: {}, requests: {} })
const containers = z.array(z.object({ restartPolicy: z.string().optional(), resources })).default([])
const strings = z.record(z.string(), z.string()).default({})

const podSchema = z.object({
  metadata: z.object({
    labels: strings,
    ownerReferences: z
      .array(z.object({ kind: z.string(), name: z.string(), controller: z.boolean().default(false) }))
      .default([]),
  }),
  spec: z.object({
    nodeName: z.string().optional(),
    priorityClassName: z.string().optional(),
    containers,
    initContainers: containers,
    overhead: amounts,
    resources,
    volumes: z.array(z.object({ persistentVolumeClaim: z.object({ claimName: z.string() }).optional() })).default([]),
  }),
  status: z
    .object({ phase: z.string().default('Pending'), startTime: z.string().optional() })
    .default({ phase: 'Pending' }),
})

type ParsedPod = z.output<typeof podSchema>
type Resources = z.output<typeof resources>

export function toPod(raw: KubeObject): Pod {
  const { metadata } = raw
  const pod = podSchema.parse(raw)
  const claims = pod.spec.volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [])
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    uid: metadata.uid ?? '',
    nodeName: pod.spec.nodeName ?? null,
    isFinished: pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed',
    isDeleting: metadata.deletionTimestamp !== undefined,
    startedAt: pod.status.startTime ?? null,
    isFileServer: pod.metadata.labels[FILE_SERVER_LABEL] !== undefined,
    hasFilesPriority: pod.spec.priorityClassName === FILES_PRIORITY_CLASS,
    ...findWorkload(pod.metadata),
    claims: [...new Set(claims)],
    limits: {
      cpuMillicores: sumUp(pod, 'cpu', ({ limits }) => limits.cpu),
      memoryBytes: Math.ceil(sumUp(pod, 'memory', ({ limits }) => limits.memory) / 1000),
      ephemeralBytes: Math.ceil(sumUp(pod, 'ephemeral-storage', ({ limits }) => limits['ephemeral-storage']) / 1000),
      gpus: listGpus(pod).reduce((sum, name) => sum + countGpus(pod, name), 0),
    },
  }
}

function listGpus({ spec }: ParsedPod): string[] {
  const all = [...spec.containers, ...spec.initContainers].map((one) => one.resources)
  return [...new Set([...all, spec.resources].flatMap(({ limits }) => Object.keys(limits)))].filter(isGpuResource)
}

function countGpus(pod: ParsedPod, name: string): number {
  return Math.ceil(sumUp(pod, name, ({ requests, limits }) => requests[name] ?? limits[name]) / 1000)
}

/**
 * Thousandths, counted as quotas do: init containers run one after another, those that restart stay beside the others.
 * https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
 */
function sumUp({ spec }: ParsedPod, resource: string, pick: (resources: Resources) => string | undefined): number {
  const overhead = toMillis(spec.overhead[resource])
  const ofPod = pick(spec.resources)
  if (ofPod !== undefined) return toMillis(ofPod) + overhead
  let beside = 0
  let peak = 0
  for (const container of spec.initContainers) {
    const amount = toMillis(pick(container.resources))
    if (container.restartPolicy === 'Always') beside += amount
    peak = Math.max(peak, container.restartPolicy === 'Always' ? beside : beside + amount)
  }
  const running = spec.containers.reduce((sum, container) => sum + toMillis(pick(container.resources)), beside)
  return Math.max(running, peak) + overhead
}

function toMillis(text: string | undefined): number {
  return text === undefined ? 0 : Number(parseMillis(text))
}

function findWorkload({ labels, ownerReferences }: ParsedPod['metadata']): Pick<Pod, 'workload' | 'workloadKind'> {
  const ours = labels[WORKLOAD_LABEL]
  const owner = ownerReferences.find(({ controller }) => controller)
  if (!owner) return { workload: ours ?? null, workloadKind: null }
  // A Deployment's ReplicaSet is called after it and its template; people know only the Deployment.
  const ending = `-${labels['pod-template-hash'] ?? ''}`
  const isOfDeployment = owner.kind === 'ReplicaSet' && ending !== '-' && owner.name.endsWith(ending)
  const workload = ours ?? (isOfDeployment ? owner.name.slice(0, -ending.length) : owner.name)
  if (isOfDeployment) return { workload, workloadKind: 'service' }
  // A job has the name that it was given, and each run of a schedule one of its own.
  const ofJob = workload === owner.name ? 'job' : 'scheduled-job'
  return { workload, workloadKind: owner.kind === 'Job' ? ofJob : null }
}
