import { z } from 'zod'
import type { KubeObject } from '#lib/kube/object.ts'
import { isManagedObject, FILE_SERVER_LABEL } from '#lib/spaces/objects-marks.ts'
import { findCondition } from '#lib/workloads/objects-facts.ts'
import type { PodFacts } from '#lib/workloads/objects-pods.ts'
import {
  BASE_PATH_ARGUMENT,
  FILES_URL_ANNOTATION,
  KEYS_ARGUMENT,
  PORTAL_ARGUMENT,
  SETTINGS_ANNOTATION,
  VOLUME_ANNOTATION,
  VOLUME_UID_ANNOTATION,
} from './objects.ts'
import { FILE_MODES, publicKeysSchema } from './protocol/tokens.ts'
import type { FileMode } from './protocol/tokens.ts'

/** The Job of a file server. */
export interface ServerJob {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly resourceVersion: string
  readonly createdAt: string
  readonly kind: 'user' | 'group'
  readonly mode: FileMode
  readonly volume: string
  readonly volumeUid: string
  readonly settingsHash: string
  /** The portal that started it, which it takes every token's issuer for; null: not known, so this one. */
  readonly portalUrl: string | null
  /** Where it is reached; null: not known, so where this portal's settings have it. */
  readonly baseUrl: string | null
  /** Of the keys that it knows when it starts, or starts again. */
  readonly keyIds: readonly string[]
  /** The only node that it may run on; null: any. */
  readonly boundNode: string | null
  /** Complete or failed: it serves nobody any more. */
  readonly isFinished: boolean
  readonly hasFailed: boolean
  readonly isDeleting: boolean
}

/** A pod of such a Job. */
export interface ServerPod {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly jobUid: string | null
  readonly nodeName: string | null
  readonly ip: string | null
  readonly phase: string
  readonly isDeleting: boolean
  readonly scheduledAt: string | null
  /** The scheduler's words while it finds no place. */
  readonly unschedulable: string | null
  readonly runningSince: string | null
  /** Differs after each start of its container. */
  readonly containerId: string | null
  readonly restarts: number
  readonly waiting: { reason: string; message: string } | null
  readonly lastWords: string | null
}

const strings = z.record(z.string(), z.string()).default({})

const serverContainer = z.object({ args: z.array(z.string()).default([]) })

/** As `buildJob` makes it. */
const affinity = z
  .object({
    nodeAffinity: z.object({
      requiredDuringSchedulingIgnoredDuringExecution: z.object({
        nodeSelectorTerms: z.array(z.object({ matchFields: z.array(z.object({ values: z.array(z.string()) })) })),
      }),
    }),
  })
  .optional()
  // What an administrator's rule made of it is none of ours.
  .catch(undefined)

const jobSchema = z.object({
  metadata: z.object({ labels: strings, annotations: strings }),
  spec: z.object({
    template: z.object({
      metadata: z.object({ annotations: strings }).default({ annotations: {} }),
      spec: z.object({ containers: z.array(serverContainer), affinity }),
    }),
  }),
  status: z
    .object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]) })
    .default({ conditions: [] }),
})

/** Null for what is no file server's, or was not made by Moorage. */
export function toServerJob(raw: KubeObject): ServerJob | null {
  const { metadata } = raw
  const { metadata: marks, spec, status } = jobSchema.parse(raw)
  const mode = FILE_MODES.find((one) => one === marks.labels[FILE_SERVER_LABEL])
  const volumeUid = marks.annotations[VOLUME_UID_ANNOTATION]
  const volume = marks.annotations[VOLUME_ANNOTATION]
  if (!isManagedObject(raw) || !mode || !volumeUid || !volume) return null
  const has = (...types: string[]) => status.conditions.some((one) => types.includes(one.type) && one.status === 'True')
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    uid: metadata.uid ?? '',
    resourceVersion: metadata.resourceVersion ?? '',
    createdAt: metadata.creationTimestamp ?? '',
    kind: metadata.namespace?.startsWith('group-') ? 'group' : 'user',
    mode,
    volume,
    volumeUid,
    settingsHash: marks.annotations[SETTINGS_ANNOTATION] ?? '',
    ...readPlace(spec.template),
    boundNode: readBoundNode(spec.template),
    isFinished: has('Complete', 'Failed', 'SuccessCriteriaMet', 'FailureTarget'),
    hasFailed: has('Failed', 'FailureTarget'),
    isDeleting: metadata.deletionTimestamp !== undefined,
  }
}

function readBoundNode({ spec }: z.output<typeof jobSchema>['spec']['template']): string | null {
  const terms = spec.affinity?.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms
  return terms?.[0]?.matchFields[0]?.values[0] ?? null
}

/** As its own template has it, which cannot be changed: annotations of the Job could be. */
function readPlace(template: z.output<typeof jobSchema>['spec']['template']) {
  const args = template.spec.containers.flatMap((one) => one.args)
  const read = (argument: string) => args.find((one) => one.startsWith(argument))?.slice(argument.length)
  const filesUrl = template.metadata.annotations[FILES_URL_ANNOTATION]
  const basePath = read(BASE_PATH_ARGUMENT)
  const baseUrl = filesUrl === undefined || basePath === undefined ? null : `${filesUrl}${basePath}`
  return { portalUrl: read(PORTAL_ARGUMENT) ?? null, baseUrl, keyIds: readKeyIds(read(KEYS_ARGUMENT) ?? '') }
}

function readKeyIds(argument: string): string[] {
  try {
    return publicKeysSchema.parse(JSON.parse(Buffer.from(argument, 'base64url').toString())).map(({ kid }) => kid)
  } catch {
    return []
  }
}

/** A file server's pod, by what is known of every pod. */
export function toServerPod(pod: PodFacts): ServerPod {
  const scheduled = findCondition(pod.conditions, 'PodScheduled')
  const container = pod.statuses.find(({ isInit }) => !isInit)
  return {
    namespace: pod.namespace,
    name: pod.name,
    uid: pod.uid,
    jobUid: pod.ownerUid,
    nodeName: pod.nodeName,
    ip: pod.ip,
    phase: pod.phase,
    isDeleting: pod.deletingSince !== null,
    scheduledAt: scheduled?.status === 'True' ? scheduled.since : null,
    unschedulable: scheduled?.status === 'False' ? scheduled.message : null,
    runningSince: container?.runningSince ?? null,
    containerId: container?.containerId ?? null,
    restarts: container?.restarts ?? 0,
    waiting: container?.waiting ?? null,
    lastWords: container?.end?.message || container?.lastEnd?.message || null,
  }
}
