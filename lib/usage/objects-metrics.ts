import { z } from 'zod'
import { parseAmount } from '#lib/quota/objects-amounts.ts'
import type { ContainerUsage } from './objects-containers.ts'

const podSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  timestamp: z.iso.datetime({ offset: true }),
  containers: z.array(z.object({ name: z.string(), usage: z.object({ cpu: z.string(), memory: z.string() }) })),
})
const listSchema = z.object({ items: z.array(z.unknown()) })

/**
 * What metrics.k8s.io says of the containers of a namespace. What says nothing whole of itself is left out. Throws for
 * what is no list. https://kubernetes.io/docs/reference/external-api/metrics.v1beta1/
 */
export function parsePodMetrics(raw: unknown): ContainerUsage[] {
  return listSchema.parse(raw).items.flatMap((item) => {
    const parsed = podSchema.safeParse(item)
    if (!parsed.success) return []
    const { metadata, timestamp, containers } = parsed.data
    const at = new Date(timestamp).toISOString()
    return containers.flatMap(({ name, usage }) => {
      const cpuMillicores = parseAmount(usage.cpu, 'millicores')
      const memoryBytes = parseAmount(usage.memory, 'bytes')
      if (cpuMillicores === null || memoryBytes === null) return []
      return [{ namespace: metadata.namespace, pod: metadata.name, container: name, cpuMillicores, memoryBytes, at }]
    })
  })
}
