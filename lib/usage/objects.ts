import { z } from 'zod'
import type { KubeObject } from '#lib/kube/object.ts'
import type { VolumeUsage } from './schema.ts'

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
        .object({ kubeletEndpoint: z.object({ Port: z.int().min(1).max(65_535) }).optional() })
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
    kubeletPort: daemonEndpoints.kubeletEndpoint?.Port ?? KUBELET_PORT,
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

const bytes = z.int().min(0)
const volumeSchema = z.object({
  pvcRef: z.object({ name: z.string(), namespace: z.string() }),
  usedBytes: bytes,
  time: z.iso.datetime({ offset: true }),
})
const summarySchema = z.object({
  pods: z.array(z.object({ volume: z.array(z.unknown()).default([]) })).default([]),
})

/**
 * What a kubelet says of the claims that are mounted on its node; the newest of each. Volumes that say nothing whole of
 * themselves are left out. Throws for what is no summary. https://kubernetes.io/docs/reference/instrumentation/node-metrics/
 */
export function parseSummary(raw: unknown): ClaimUsage[] {
  const found = new Map<string, ClaimUsage>()
  for (const pod of summarySchema.parse(raw).pods) {
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
