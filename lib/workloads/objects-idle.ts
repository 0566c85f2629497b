import { z } from 'zod'
import type { KubeObject } from '#lib/kube/object.ts'
import type { IdleUse } from './schema-details.ts'
import type { IdleRecord } from './status-idle.ts'

/** Until when somebody has put off that it is stopped. */
export const KEPT_ANNOTATION = 'moorage.dev/kept-until'

const LEASE = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' }
/** On what is remembered of one workload. Annotations of the workload itself would change it each minute. */
export const USE_LABEL = 'moorage.dev/use'
const MEASURED_ANNOTATION = 'moorage.dev/measured-since'
const NAME = 'moorage-use-'
const USES: readonly IdleUse[] = ['cpu', 'web', 'terminal', 'start']

/** In Moorage's own namespace, where the gateway writes as well. */
export function toUseRef(namespace: string, workloadUid: string) {
  return { ...LEASE, namespace, name: `${NAME}${workloadUid}` }
}

/** The uid of the workload; null for another Lease. */
export function getUsedUid({ metadata }: KubeObject): string | null {
  return metadata.name.startsWith(NAME) ? metadata.name.slice(NAME.length) : null
}

/** As a patch: what is left out stays as it is. */
export function buildUse(change: { lastUse: IdleUse; lastUsedAt: string }): Pick<KubeObject, 'spec'> {
  return { spec: { holderIdentity: change.lastUse, renewTime: toMicroTime(change.lastUsedAt) } }
}

/** The same with what was measured, which only the portal knows. */
export function buildRecord({ lastUse, lastUsedAt, measuredSince }: IdleRecord) {
  return {
    metadata: { annotations: { [MEASURED_ANNOTATION]: measuredSince } },
    ...(lastUse !== null && lastUsedAt !== null ? buildUse({ lastUse, lastUsedAt }) : {}),
  }
}

export function buildUseLease(ref: ReturnType<typeof toUseRef>, patch: object): KubeObject {
  const { apiVersion, kind, namespace, name } = ref
  const { metadata = {}, ...rest } = patch as { metadata?: { annotations?: Record<string, string | null> } }
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([, value]) => value !== null)
  return {
    apiVersion,
    kind,
    metadata: {
      namespace,
      name,
      labels: { 'app.kubernetes.io/managed-by': 'moorage', [USE_LABEL]: '' },
      annotations: Object.fromEntries(annotations) as Record<string, string>,
    },
    ...rest,
  }
}

const time = z.iso.datetime({ offset: true }).nullish().catch(null)
const leaseSchema = z.object({
  metadata: z.object({ annotations: z.record(z.string(), z.string()).default({}) }),
  spec: z.object({ holderIdentity: z.string().nullish(), renewTime: time }).default({ renewTime: null }),
})

/** What is remembered; everything null for no Lease. */
export function toIdleRecord(lease: KubeObject | null): IdleRecord {
  if (!lease) return { lastUsedAt: null, lastUse: null, measuredSince: null }
  const { metadata, spec } = leaseSchema.parse(lease)
  const use = USES.find((one) => one === spec.holderIdentity) ?? null
  return {
    lastUse: use,
    lastUsedAt: use === null || !spec.renewTime ? null : new Date(spec.renewTime).toISOString(),
    measuredSince: time.parse(metadata.annotations[MEASURED_ANNOTATION]) ?? null,
  }
}

/** The API server takes times of Leases with all six digits only. */
const toMicroTime = (at: string) => new Date(at).toISOString().replace('Z', '000Z')
