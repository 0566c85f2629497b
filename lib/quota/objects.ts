import { z } from 'zod'
import { isGpuResource } from '#lib/env/gpu-resources.ts'
import type { AmountUnit } from '#lib/format.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { toFoundObject } from '#lib/spaces/objects-digest.ts'
import type { FoundObject } from '#lib/spaces/objects-digest.ts'
import { COMPUTE_QUOTA, RECOUNT_KEY, STORAGE_QUOTA } from '#lib/spaces/objects-quota.ts'
import { parseAmount } from './objects-amounts.ts'
import type { QuotaResource } from './schema.ts'

interface QuotaEntry {
  resource: QuotaResource
  quota: string
  key: string
  unit: AmountUnit
}

/** Where the number behind each line of the page stands. */
const ENTRIES: QuotaEntry[] = [
  { resource: 'storage', quota: STORAGE_QUOTA, key: 'requests.storage', unit: 'bytes' },
  { resource: 'volumes', quota: STORAGE_QUOTA, key: 'persistentvolumeclaims', unit: 'count' },
  { resource: 'pods', quota: COMPUTE_QUOTA, key: 'pods', unit: 'count' },
  { resource: 'cpu', quota: COMPUTE_QUOTA, key: 'limits.cpu', unit: 'millicores' },
  { resource: 'memory', quota: COMPUTE_QUOTA, key: 'limits.memory', unit: 'bytes' },
  { resource: 'ephemeral-storage', quota: STORAGE_QUOTA, key: 'limits.ephemeral-storage', unit: 'bytes' },
  { resource: 'deployments', quota: STORAGE_QUOTA, key: 'count/deployments.apps', unit: 'count' },
  { resource: 'jobs', quota: STORAGE_QUOTA, key: 'count/jobs.batch', unit: 'count' },
  { resource: 'cron-jobs', quota: STORAGE_QUOTA, key: 'count/cronjobs.batch', unit: 'count' },
  { resource: 'config-maps', quota: STORAGE_QUOTA, key: 'count/configmaps', unit: 'count' },
  { resource: 'secrets', quota: STORAGE_QUOTA, key: 'count/secrets', unit: 'count' },
  { resource: 'services', quota: STORAGE_QUOTA, key: 'count/services', unit: 'count' },
  { resource: 'ingresses', quota: STORAGE_QUOTA, key: 'count/ingresses.networking.k8s.io', unit: 'count' },
]

export interface QuotaAmount {
  readonly resource: QuotaResource
  readonly unit: AmountUnit
  readonly limit: number
  readonly used: number
  /** Of GPUs: how many of each kind; the limit is that of each kind for itself, and `used` that of the most used. */
  readonly kinds?: Readonly<Record<string, number>>
}

/** One ResourceQuota of a space. */
export interface CachedQuota extends FoundObject {
  /** The cluster has counted what there is; before that, `used` is not known, and nothing is limited. */
  readonly isCounted: boolean
  /** It has done so since it was last asked to. */
  readonly isRecounted: boolean
  readonly amounts: readonly QuotaAmount[]
}

const amounts = z.record(z.string(), z.string()).default({})
const quotaSchema = z.object({
  spec: z.object({ hard: amounts }).default({ hard: {} }),
  status: z.object({ hard: amounts.optional(), used: amounts }).default({ used: {} }),
})

export function toCachedQuota(raw: KubeObject): CachedQuota {
  const { spec, status } = quotaSchema.parse(raw)
  const entries = ENTRIES.filter(({ quota }) => quota === raw.metadata.name)
  return {
    ...toFoundObject(raw),
    isCounted: status.hard !== undefined,
    isRecounted: status.hard !== undefined && status.hard[RECOUNT_KEY] === spec.hard[RECOUNT_KEY],
    amounts: [
      ...entries.flatMap(({ resource, key, unit }) => {
        const limit = parseAmount(spec.hard[key], unit)
        if (limit === null) return []
        return [{ resource, unit, limit, used: parseAmount(status.used[key], unit) ?? 0 }]
      }),
      ...toGpuAmounts(spec.hard, status.used),
    ],
  }
}

const REQUESTS = 'requests.'

function toGpuAmounts(hard: Record<string, string>, used: Record<string, string>): QuotaAmount[] {
  const names = Object.keys(hard).flatMap((key) => (key.startsWith(REQUESTS) ? [key.slice(REQUESTS.length)] : []))
  const kinds = names.filter(isGpuResource).map((name): [string, number] => {
    return [name, parseAmount(used[`${REQUESTS}${name}`], 'count') ?? 0]
  })
  if (kinds.length === 0) return []
  const limits = kinds.map(([name]) => parseAmount(hard[`${REQUESTS}${name}`], 'count') ?? 0)
  return [
    {
      resource: 'gpu',
      unit: 'count',
      limit: Math.min(...limits),
      used: Math.max(...kinds.map(([, amount]) => amount)),
      kinds: Object.fromEntries(kinds),
    },
  ]
}
