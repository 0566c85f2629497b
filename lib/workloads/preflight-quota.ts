import { z } from 'zod'
import { formatAmount } from '#lib/format.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { parseAmount } from '#lib/quota/objects-amounts.ts'
import type { QuotaItem, QuotaResource, QuotaView } from '#lib/quota/schema.ts'
import { listShortages } from '#lib/quota/status.ts'
import type { QuotaShortage } from '#lib/quota/status.ts'
import type { Pod } from '#lib/storage/objects-pods.ts'
import { listSecretVariables } from './objects-config.ts'
import type { WorkloadFacts } from './objects-controllers.ts'
import { listGpus } from './objects-gpus.ts'
import { getEphemeralLimit } from './objects-pod.ts'
import { refuse, warn } from './preflight-findings.ts'
import type { PreflightFacts, Usage } from './preflight-findings.ts'
import type { LaunchInput } from './schema-launch.ts'
import type { Finding, NextStepWithParameters } from './schema-preview.ts'

type Asked = Partial<Record<QuotaResource, number>>

/** Amounts in sentences look the same in all languages. */
export const formatPlain = (value: number, unit: QuotaShortage['unit']) => formatAmount({ value, unit }, 'en')

const FIELDS: Partial<Record<QuotaResource, string>> = { cpu: 'cpu', memory: 'memory', gpu: 'gpus', pods: 'replicas' }

/** How many pods run at once. */
export const countPods = (input: LaunchInput) => (input.kind === 'service' ? input.replicas : 1)

/** What it takes of the quota beyond what it takes now: of an edited workload only the difference counts. */
export function getAsked(input: LaunchInput, current: Usage | null): Asked {
  const pods = countPods(input)
  const before = current ?? { pods: 0, cpuMillicores: 0, memoryBytes: 0, gpus: 0, gpuResource: '', ephemeralBytes: 0 }
  const isSameGpu = before.gpuResource === input.gpuResource
  const running: Asked = {
    pods: pods - before.pods,
    cpu: pods * input.cpu - before.pods * before.cpuMillicores,
    memory: pods * input.memory - before.pods * before.memoryBytes,
    gpu: pods * input.gpus - (isSameGpu ? before.pods * before.gpus : 0),
    'ephemeral-storage': pods * getEphemeralLimit(input) - before.pods * before.ephemeralBytes,
  }
  if (current) return running
  const objects: Asked = {
    'config-maps': input.files.length > 0 ? 1 : 0,
    secrets: listSecretVariables(input).length > 0 ? 1 : 0,
    services: input.kind === 'service' && input.ports.length > 0 ? 1 : 0,
  }
  switch (input.kind) {
    case 'service':
      return { ...running, ...objects, deployments: 1 }
    case 'job':
      return { ...running, ...objects, jobs: 1 }
    case 'scheduled-job':
      return { ...running, ...objects, 'cron-jobs': 1 }
  }
}

/** What a workload takes now, for an edit of it; what has no limit counts as nothing, as in the quota. */
export function toUsage(facts: WorkloadFacts): { uid: string } & Usage {
  const sumUp = (name: string, unit: QuotaShortage['unit']) =>
    facts.template.containers.reduce((sum, { limits }) => sum + (parseAmount(limits[name], unit) ?? 0), 0)
  return {
    uid: facts.uid,
    pods: facts.kind === 'Deployment' ? facts.wanted : 1,
    cpuMillicores: sumUp('cpu', 'millicores'),
    memoryBytes: sumUp('memory', 'bytes'),
    ...toGpuUsage(facts),
    ephemeralBytes: sumUp('ephemeral-storage', 'bytes'),
  }
}

/** Of one kind, which is all that the form can hold. */
function toGpuUsage({ template }: WorkloadFacts): Pick<Usage, 'gpus' | 'gpuResource'> {
  const all = template.containers.flatMap(({ limits }) => listGpus(limits))
  const gpuResource = all[0]?.[0] ?? ''
  return { gpuResource, gpus: all.reduce((sum, [kind, count]) => sum + (kind === gpuResource ? count : 0), 0) }
}

/** The lines of a quota for who wants this kind of GPU: each kind has the limit for itself. */
export function listItems(quota: QuotaView, gpuResource: string): QuotaItem[] {
  return quota.items.map((item) => (item.kinds ? { ...item, used: item.kinds[gpuResource] ?? 0 } : item))
}

export function checkQuota(input: LaunchInput, facts: PreflightFacts): Finding[] {
  const { quota, current, pods } = facts
  if (!quota) return []
  const { name, cpu, memory, gpus, gpuResource } = input
  const kinds = quota.items.find(({ resource }) => resource === 'gpu')?.kinds
  // What the quota has no line for would not be limited.
  if (gpus > 0 && kinds && !Object.hasOwn(kinds, gpuResource)) return [refuse('no-gpus', 'gpus')]
  const wanted = { name, pods: countPods(input), cpu, memory, gpus, isLater: input.kind === 'scheduled-job' }
  return listShortages(listItems(quota, gpuResource), getAsked(input, current)).map((one) =>
    toFinding(one, { wanted, pods }),
  )
}

/**
 * What stands against a start of something that is there already, with as many pods as `usage` says. What pods of its own
 * still hold will be free for it.
 */
export function checkStart(
  { name, usage }: { name: string; usage: Usage },
  { quota, pods }: Pick<PreflightFacts, 'quota' | 'pods'>,
): Finding[] {
  if (!quota) return []
  const { pods: count, cpuMillicores: cpu, memoryBytes: memory, gpus, ephemeralBytes } = usage
  const own = pods.filter((pod) => pod.workload === name && !pod.isFinished && !pod.hasFilesPriority)
  const held = (resource: QuotaResource) => own.reduce((sum, pod) => sum + (RUNNING[resource]?.(pod) ?? 0), 0)
  const asked: Asked = {
    pods: count - held('pods'),
    cpu: count * cpu - held('cpu'),
    memory: count * memory - held('memory'),
    gpu: count * gpus - held('gpu'),
    'ephemeral-storage': count * ephemeralBytes - held('ephemeral-storage'),
  }
  const wanted = { name, pods: count, cpu, memory, gpus, isLater: false }
  return listShortages(listItems(quota, usage.gpuResource), asked).map((one) => toFinding(one, { wanted, pods }))
}

/** What is to run, as far as it could be less. */
interface Wanted {
  name: string
  pods: number
  /** Of each pod, in thousandths. */
  cpu: number
  memory: number
  gpus: number
  /** It takes nothing until its time comes. */
  isLater: boolean
}

function toFinding(shortage: QuotaShortage, { wanted, pods }: { wanted: Wanted; pods: readonly Pod[] }): Finding {
  const { resource, unit, used, limit, asked, missing } = shortage
  const format = (value: number) => formatPlain(value, unit)
  const parameters = {
    resource,
    used: format(used),
    limit: format(limit),
    asked: format(asked),
    left: format(Math.max(0, limit - used)),
    missing: format(missing),
  }
  // By the time of a schedule there may be room.
  const isLater = wanted.isLater && asked <= limit && resource in RUNNING
  const fixes = [
    ...listLess(shortage, wanted),
    ...listStops(shortage, { pods, own: wanted.name }),
    askForMore(resource),
  ]
  return (isLater ? warn : refuse)('quota', FIELDS[resource] ?? null, parameters, fixes)
}

function askForMore(resource: QuotaResource): NextStepWithParameters {
  return { code: 'ask-for-more', target: resource, parameters: { resource } }
}

function listLess({ resource, unit, missing }: QuotaShortage, wanted: Wanted): NextStepWithParameters[] {
  const { pods, cpu, memory, gpus } = wanted
  if (resource === 'pods') {
    return pods > missing
      ? [{ code: 'fewer-replicas', target: 'replicas', parameters: { amount: pods - missing } }]
      : []
  }
  const field = FIELDS[resource]
  const ofEach = { cpu, memory, gpu: gpus }[resource as string] ?? 0
  const less = Math.ceil(missing / Math.max(1, pods))
  if (!field || less >= ofEach) return []
  return [{ code: 'less', target: field, parameters: { amount: formatPlain(less, unit) } }]
}

/** What running pods take; other lines of the quota hold nothing that could be stopped. */
const RUNNING: Partial<Record<QuotaResource, (pod: Pod) => number>> = {
  pods: () => 1,
  cpu: ({ limits }) => limits.cpuMillicores,
  memory: ({ limits }) => limits.memoryBytes,
  gpu: ({ limits }) => limits.gpus,
  'ephemeral-storage': ({ limits }) => limits.ephemeralBytes,
}

/** Which workloads would have to be stopped: the smallest that is enough, else the largest ones together. */
function listStops(
  { resource, missing }: QuotaShortage,
  { pods, own }: { pods: readonly Pod[]; own: string },
): NextStepWithParameters[] {
  const pick = RUNNING[resource]
  if (!pick) return []
  const held = new Map<string, number>()
  for (const pod of pods) {
    if (pod.isFinished || pod.isDeleting || pod.hasFilesPriority || pod.workload === null || pod.workload === own)
      continue
    held.set(pod.workload, (held.get(pod.workload) ?? 0) + pick(pod))
  }
  const holders = [...held].toSorted(([, a], [, b]) => a - b)
  const enough = holders.find(([, amount]) => amount >= missing)
  if (enough) return [{ code: 'stop', target: enough[0], parameters: { names: enough[0] } }]
  const names: string[] = []
  let freed = 0
  for (const [name, amount] of holders.toReversed()) {
    if (freed >= missing || amount === 0) break
    names.push(name)
    freed += amount
  }
  return freed >= missing ? [{ code: 'stop', target: null, parameters: { names: names.join(', ') } }] : []
}

type Bounds = Partial<Record<'cpu' | 'memory', number>>

/** What the LimitRanges of a space allow a container; in thousandths of a CPU and in bytes. */
export interface ContainerLimits {
  min: Bounds
  max: Bounds
}

const amounts = z.record(z.string(), z.string()).optional()
const limitRangeSchema = z.object({
  spec: z.object({ limits: z.array(z.object({ type: z.string(), min: amounts, max: amounts })) }),
})

/** The narrowest of all of them, since each has to be met. */
export function toContainerLimits(limitRanges: readonly Pick<KubeObject, 'spec'>[]): ContainerLimits {
  const limits: ContainerLimits = { min: {}, max: {} }
  for (const raw of limitRanges) {
    for (const { type, min, max } of limitRangeSchema.parse(raw).spec.limits) {
      if (type !== 'Container' && type !== 'Pod') continue
      for (const resource of ['cpu', 'memory'] as const) {
        const unit = resource === 'cpu' ? 'millicores' : 'bytes'
        const least = parseAmount(min?.[resource], unit)
        const most = parseAmount(max?.[resource], unit)
        if (least !== null) limits.min[resource] = Math.max(least, limits.min[resource] ?? 0)
        if (most !== null) limits.max[resource] = Math.min(most, limits.max[resource] ?? Infinity)
      }
    }
  }
  return limits
}

export function checkLimits(input: LaunchInput, limits: ContainerLimits | null): Finding[] {
  if (!limits) return []
  return (['cpu', 'memory'] as const).flatMap((resource) => {
    const unit = resource === 'cpu' ? 'millicores' : 'bytes'
    const asked = input[resource]
    const { [resource]: max } = limits.max
    const { [resource]: min } = limits.min
    if (max !== undefined && asked > max) {
      const fixes = [{ code: 'less', target: resource, parameters: { amount: formatPlain(asked - max, unit) } }]
      return [
        refuse(
          'above-limit',
          resource,
          { resource, asked: formatPlain(asked, unit), limit: formatPlain(max, unit) },
          fixes,
        ),
      ]
    }
    if (min !== undefined && asked < min) {
      return [
        refuse('below-limit', resource, { resource, asked: formatPlain(asked, unit), limit: formatPlain(min, unit) }),
      ]
    }
    return []
  })
}
