import { z } from 'zod'
import type { KubeObject } from '#lib/kube/object.ts'
import type { Consumption, VolumeUsage } from './schema.ts'

/** A node, as far as its kubelet is asked for anything. */
export interface Node {
  readonly name: string
  /** Null: it has none that can be reached from elsewhere. */
  readonly address: string | null
  readonly kubeletPort: number
}

const KUBELET_PORT = 10_250

const nodeSchema = z.object({
  status: z
    .object({
      addresses: z.array(z.object({ type: z.string(), address: z.string() })).default([]),
      daemonEndpoints: z
        .object({ kubeletEndpoint: z.object({ Port: z.int().min(0).max(65_535) }).optional() })
        .default({}),
    })
    .default({ addresses: [], daemonEndpoints: {} }),
})

export function toNode(raw: KubeObject): Node {
  const { addresses, daemonEndpoints } = nodeSchema.parse(raw).status
  const find = (type: string) => addresses.find((one) => one.type === type)?.address
  return {
    name: raw.metadata.name,
    // The order that the API server itself prefers for what has to be reached from inside.
    address: find('InternalIP') ?? find('Hostname') ?? find('ExternalIP') ?? null,
    // 0 stands there until a kubelet says something.
    kubeletPort: daemonEndpoints.kubeletEndpoint?.Port || KUBELET_PORT,
  }
}

export function buildSummaryUrl({ address, kubeletPort }: Node & { address: string }): URL {
  const host = address.includes(':') ? `[${address}]` : address
  return new URL(`https://${host}:${kubeletPort}/stats/summary`)
}

export interface ClaimUsage extends VolumeUsage {
  namespace: string
  claim: string
}

/** What one pod uses, as its node says. */
export interface PodUsage extends Consumption {
  namespace: string
  uid: string
}

/** What its node says of everything on it. */
export interface NodeUsage {
  claims: ClaimUsage[]
  pods: PodUsage[]
}

const bytes = z.int().min(0)
const moment = z.iso.datetime({ offset: true })
const volumeSchema = z.object({
  pvcRef: z.object({ name: z.string(), namespace: z.string() }),
  usedBytes: bytes,
  time: moment,
})
const consumptionSchema = z.object({
  podRef: z.object({ namespace: z.string(), uid: z.string() }),
  cpu: z.object({ time: moment, usageNanoCores: z.int().min(0) }),
  memory: z.object({ workingSetBytes: bytes }),
})
const summarySchema = z.object({
  pods: z.array(z.looseObject({ volume: z.array(z.unknown()).default([]) })).default([]),
})

/**
 * What a kubelet says of the claims that are mounted on its node, the newest of each, and of its pods. What says nothing
 * whole of itself is left out. Throws for what is no summary.
 * https://kubernetes.io/docs/reference/instrumentation/node-metrics/
 */
export function parseSummary(raw: unknown): NodeUsage {
  const { pods } = summarySchema.parse(raw)
  return { claims: toClaimUsage(pods), pods: pods.flatMap((pod) => toPodUsage(pod) ?? []) }
}

function toPodUsage(raw: unknown): PodUsage | null {
  const parsed = consumptionSchema.safeParse(raw)
  if (!parsed.success) return null
  const { podRef, cpu, memory } = parsed.data
  return {
    namespace: podRef.namespace,
    uid: podRef.uid,
    cpuMillicores: Math.round(cpu.usageNanoCores / 1_000_000),
    memoryBytes: memory.workingSetBytes,
    at: new Date(cpu.time).toISOString(),
  }
}

function toClaimUsage(pods: { volume: unknown[] }[]): ClaimUsage[] {
  const found = new Map<string, ClaimUsage>()
  for (const pod of pods) {
    for (const volume of pod.volume) {
      const parsed = volumeSchema.safeParse(volume)
      if (!parsed.success) continue
      const { pvcRef, usedBytes, time } = parsed.data
      const key = `${pvcRef.namespace}/${pvcRef.name}`
      const known = found.get(key)
      if (known && Date.parse(known.at) >= Date.parse(time)) continue
      found.set(key, { namespace: pvcRef.namespace, claim: pvcRef.name, usedBytes, at: new Date(time).toISOString() })
    }
  }
  return [...found.values()]
}
