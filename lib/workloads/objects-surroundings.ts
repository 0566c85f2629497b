import { z } from 'zod'
import type { KubeObject } from '#lib/kube/object.ts'
import { conditions, count, listOf, text, texts, time, toFacts } from './objects-facts.ts'
import type { Condition, Facts } from './objects-facts.ts'

/** Something that the cluster said about an object. */
export interface EventFacts {
  readonly uid: string
  readonly namespace: string
  /** Of the object that it is about. */
  readonly objectUid: string
  readonly objectKind: string
  readonly objectName: string
  readonly isWarning: boolean
  readonly reason: string
  readonly message: string
  readonly count: number
  readonly firstAt: string | null
  readonly lastAt: string | null
}

const involved = z.object({ kind: text, name: text, uid: text })
const eventSchema = z.object({
  // Events are asked for as those of core/v1 or of events.k8s.io/v1, which call the same things differently.
  involvedObject: involved.optional(),
  regarding: involved.optional(),
  type: text,
  reason: text,
  message: text,
  note: text,
  count,
  deprecatedCount: count,
  firstTimestamp: time,
  lastTimestamp: time,
  deprecatedFirstTimestamp: time,
  deprecatedLastTimestamp: time,
  eventTime: time,
  series: z.object({ count, lastObservedTime: time }).nullish(),
})

export function toEventFacts(raw: KubeObject): EventFacts {
  const event = eventSchema.parse(raw)
  const object = event.involvedObject ?? event.regarding ?? { kind: '', name: '', uid: '' }
  const first = event.firstTimestamp ?? event.deprecatedFirstTimestamp ?? event.eventTime
  const last = event.series?.lastObservedTime ?? event.lastTimestamp ?? event.deprecatedLastTimestamp ?? first
  return {
    uid: raw.metadata.uid ?? '',
    namespace: raw.metadata.namespace ?? '',
    objectUid: object.uid,
    objectKind: object.kind,
    objectName: object.name,
    isWarning: event.type === 'Warning',
    reason: event.reason,
    message: event.message || event.note,
    count: Math.max(1, event.series?.count ?? 0, event.count, event.deprecatedCount),
    firstAt: first ?? raw.metadata.creationTimestamp ?? null,
    lastAt: last ?? raw.metadata.creationTimestamp ?? null,
  }
}

export interface ClaimFacts extends Facts {
  readonly phase: string
  readonly storageClass: string | null
  readonly accessModes: readonly string[]
  readonly volumeName: string | null
  /** The node that the first pod was given, so that the disk is made there. */
  readonly selectedNode: string | null
}

const claimSchema = z.object({
  spec: z.object({ storageClassName: z.string().nullish(), accessModes: listOf(z.string()), volumeName: text }),
  status: z.object({ phase: text }).partial().default({}),
})

export function toClaimFacts(raw: KubeObject): ClaimFacts {
  const { spec, status } = claimSchema.parse(raw)
  const facts = toFacts(raw)
  return {
    ...facts,
    phase: status.phase || 'Pending',
    storageClass: spec.storageClassName ?? null,
    accessModes: spec.accessModes,
    volumeName: spec.volumeName === '' ? null : spec.volumeName,
    selectedNode: facts.annotations['volume.kubernetes.io/selected-node'] ?? null,
  }
}

/** The disk behind a claim: a PersistentVolume. */
export interface DiskFacts {
  readonly name: string
  readonly phase: string
  /** The nodes that can reach it; empty: all of them. */
  readonly nodes: readonly string[]
}

const diskSchema = z.object({
  spec: z.object({
    nodeAffinity: z
      .object({
        required: z.object({
          nodeSelectorTerms: listOf(
            z.object({
              matchExpressions: listOf(z.object({ key: z.string(), operator: z.string(), values: listOf(z.string()) })),
            }),
          ),
        }),
      })
      .partial()
      .nullish(),
  }),
  status: z.object({ phase: text }).partial().default({}),
})

export function toDiskFacts(raw: KubeObject): DiskFacts {
  const { spec, status } = diskSchema.parse(raw)
  const terms = spec.nodeAffinity?.required?.nodeSelectorTerms ?? []
  const nodes = terms.flatMap(({ matchExpressions }) =>
    matchExpressions.flatMap(({ key, operator, values }) =>
      key === 'kubernetes.io/hostname' && operator === 'In' ? values : [],
    ),
  )
  return { name: raw.metadata.name, phase: status.phase ?? '', nodes }
}

export interface NodeFacts {
  readonly name: string
  readonly isReady: boolean
  /** Why it is not, in the cluster's words. */
  readonly notReadyText: string
  readonly notReadySince: string | null
  readonly isClosed: boolean
  readonly labels: Readonly<Record<string, string>>
  readonly taints: readonly { readonly key: string; readonly value: string; readonly effect: string }[]
  readonly allocatable: Readonly<Record<string, string>>
  readonly conditions: readonly Condition[]
}

const nodeSchema = z.object({
  spec: z
    .object({
      unschedulable: z.boolean().default(false),
      taints: listOf(z.object({ key: z.string(), value: text, effect: z.string() })),
    })
    .partial()
    .default({}),
  status: z.object({ allocatable: texts, conditions }).partial().default({}),
})

export function toNodeFacts(raw: KubeObject): NodeFacts {
  const { spec, status } = nodeSchema.parse(raw)
  const ready = status.conditions?.find(({ type }) => type === 'Ready')
  const isReady = ready?.status === 'True'
  return {
    name: raw.metadata.name,
    isReady,
    notReadyText: isReady ? '' : (ready?.message ?? ''),
    notReadySince: isReady ? null : (ready?.since ?? null),
    isClosed: spec.unschedulable ?? false,
    labels: raw.metadata.labels ?? {},
    taints: spec.taints ?? [],
    allocatable: status.allocatable ?? {},
    conditions: status.conditions ?? [],
  }
}

export interface ServiceFacts extends Facts {
  readonly selector: Readonly<Record<string, string>>
  readonly ports: readonly { readonly port: number; readonly targetPort: number | string }[]
}

const serviceSchema = z.object({
  spec: z.object({
    selector: texts,
    ports: listOf(z.object({ port: z.int(), targetPort: z.union([z.int(), z.string()]).optional() })),
  }),
})

export function toServiceFacts(raw: KubeObject): ServiceFacts {
  const { spec } = serviceSchema.parse(raw)
  return {
    ...toFacts(raw),
    selector: spec.selector,
    ports: spec.ports.map(({ port, targetPort }) => ({ port, targetPort: targetPort ?? port })),
  }
}

export interface IngressFacts extends Facts {
  readonly hosts: readonly string[]
  readonly addresses: readonly string[]
  readonly services: readonly string[]
}

const ingressSchema = z.object({
  spec: z.object({
    rules: listOf(
      z.object({
        host: text,
        http: z
          .object({ paths: listOf(z.object({ backend: z.object({ service: z.object({ name: text }).optional() }) })) })
          .nullish(),
      }),
    ),
  }),
  status: z
    .object({ loadBalancer: z.object({ ingress: listOf(z.object({ ip: text, hostname: text })) }).partial() })
    .partial()
    .default({}),
})

export function toIngressFacts(raw: KubeObject): IngressFacts {
  const { spec, status } = ingressSchema.parse(raw)
  return {
    ...toFacts(raw),
    hosts: spec.rules.map(({ host }) => host).filter((host) => host !== ''),
    addresses: (status.loadBalancer?.ingress ?? [])
      .map(({ ip, hostname }) => ip || hostname)
      .filter((one) => one !== ''),
    services: spec.rules.flatMap(({ http }) =>
      (http?.paths ?? []).flatMap(({ backend }) => backend.service?.name ?? []),
    ),
  }
}
