import { z } from 'zod'
import type { ContainerUsage } from './objects-containers.ts'
import type { ClaimUsage } from './objects.ts'

// As the kubelet names them, at /metrics and at /metrics/cadvisor or /metrics/resource:
// https://kubernetes.io/docs/reference/instrumentation/metrics/ and https://github.com/google/cadvisor/blob/master/docs/storage/prometheus.md
const USED_BYTES = 'kubelet_volume_stats_used_bytes'
const CPU = 'container_cpu_usage_seconds_total'
const MEMORY = 'container_memory_working_set_bytes'

/** One question gives values and their times of the same moment; this label, which nobody else has, tells them apart. */
const PART_LABEL = 'moorage_part'

/** As long as Prometheus itself looks back for the last sample; two have to lie within it. */
const CPU_RANGE = '5m'

const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

/** Matches exactly these. A name that Kubernetes does not know could end the string, or match more than itself. */
function matchNamespaces(namespaces: readonly string[]): string {
  return `namespace=~"${namespaces.filter((name) => NAMESPACE.test(name)).join('|')}"`
}

function joinParts(parts: Readonly<Record<string, string>>, labels: string): string {
  return (
    Object.entries(parts)
      // Where the same is collected twice, one of both counts, and not their sum.
      .map(([part, query]) => `label_replace(max by (${labels}) (${query}), "${PART_LABEL}", "${part}", "", "")`)
      .join(' or ')
  )
}

export function buildClaimsQuery(namespaces: readonly string[]): string {
  const series = `${USED_BYTES}{${matchNamespaces(namespaces)},persistentvolumeclaim!=""}`
  // Several nodes that have it mounted measure it at different moments.
  return joinParts({ used: series, at: `timestamp(${series})` }, 'namespace, persistentvolumeclaim, instance')
}

export function buildContainersQuery(namespaces: readonly string[]): string {
  const kinds = [
    // Older runtimes call POD what only holds the network of a pod.
    'container!="",container!="POD"',
    // The pod's own cgroup, where containers have no names, as with runtimes that cAdvisor does not know.
    'container="",image="",name=""',
  ]
  return kinds
    .map((kind) => {
      const labels = `{${matchNamespaces(namespaces)},pod!="",${kind}}`
      const parts = {
        // Of the last two samples, as kubelets say it: a mean of minutes hides that somebody has just begun to work.
        cpu: `irate(${CPU}${labels}[${CPU_RANGE}])`,
        memory: `${MEMORY}${labels}`,
        at: `timestamp(${CPU}${labels})`,
      }
      // Each run of a container has a cgroup ("id") of its own; the last one may still be known.
      return joinParts(parts, 'namespace, pod, container, id')
    })
    .join(' or ')
}

const SERIES_MAX = 100_000

const answerSchema = z.object({
  status: z.literal('success'),
  data: z.object({ resultType: z.literal('vector'), result: z.array(z.unknown()).max(SERIES_MAX) }),
})
// "NaN" and "+Inf" are values, too.
const amount = z
  .string()
  .regex(/^\d+(\.\d+)?(e[+-]?\d+)?$/)
  .transform(Number)
  .refine(Number.isFinite)
const seriesSchema = z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), amount]) })

/** What belongs together but for the part; a part that is no whole number is left out. */
function toRows(raw: unknown): { labels: Record<string, string>; parts: Record<string, number> }[] {
  const rows = new Map<string, { labels: Record<string, string>; parts: Record<string, number> }>()
  for (const one of answerSchema.parse(raw).data.result) {
    const parsed = seriesSchema.safeParse(one)
    if (!parsed.success) continue
    const { [PART_LABEL]: part = '', ...labels } = parsed.data.metric
    const key = JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    const row = rows.get(key) ?? { labels, parts: {} }
    row.parts[part] = parsed.data.value[1]
    rows.set(key, row)
  }
  return [...rows.values()]
}

/** The times that there are in a calendar. */
const moment = z
  .number()
  .max(8_640_000_000_000)
  .transform((seconds) => new Date(Math.round(seconds * 1000)).toISOString())

const claimRowSchema = z.object({
  labels: z.object({ namespace: z.string().min(1), persistentvolumeclaim: z.string().min(1) }),
  parts: z.object({ used: z.int(), at: moment }),
})

/** The used bytes of each claim, the newest of each. Throws for what is no answer. */
export function parseClaims(raw: unknown): ClaimUsage[] {
  const found = new Map<string, ClaimUsage>()
  for (const row of toRows(raw)) {
    const parsed = claimRowSchema.safeParse(row)
    if (!parsed.success) continue
    const { namespace, persistentvolumeclaim: claim } = parsed.data.labels
    const { used: usedBytes, at } = parsed.data.parts
    const known = found.get(`${namespace}/${claim}`)
    if (known && Date.parse(known.at) >= Date.parse(at)) continue
    found.set(`${namespace}/${claim}`, { namespace, claim, usedBytes, at })
  }
  return [...found.values()]
}

const containerRowSchema = z.object({
  labels: z.object({ namespace: z.string().min(1), pod: z.string().min(1), container: z.string().optional() }),
  parts: z.object({ cpu: z.number(), memory: z.int(), at: moment }),
})

/** What each run of a container, or a pod as a whole, uses. Throws for what is no answer. */
export function parseContainers(raw: unknown): ContainerUsage[] {
  return toRows(raw).flatMap((row) => {
    const parsed = containerRowSchema.safeParse(row)
    if (!parsed.success) return []
    const { labels, parts } = parsed.data
    const { namespace, pod, container } = labels
    const amounts = { cpuMillicores: parts.cpu * 1000, memoryBytes: parts.memory, at: parts.at }
    return [{ namespace, pod, container: container || null, ...amounts }]
  })
}

/** Which of the metrics an answer has nothing of. */
export function listMissing(raw: unknown, kind: 'claims' | 'containers'): string[] {
  const seen = new Set(toRows(raw).flatMap(({ parts }) => Object.keys(parts)))
  const needed = kind === 'claims' ? { used: USED_BYTES } : { cpu: CPU, memory: MEMORY }
  return Object.entries(needed).flatMap(([part, metric]) => (seen.has(part) ? [] : [metric]))
}

const errorSchema = z.object({ status: z.literal('error'), error: z.string() })

/** Why a question was not answered, in Prometheus's own words. */
export function parseRefusal(text: string): string | null {
  try {
    return errorSchema.parse(JSON.parse(text)).error.slice(0, 500)
  } catch {
    return null
  }
}
