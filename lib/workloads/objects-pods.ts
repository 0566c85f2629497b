import { z } from 'zod'
import type { KubeObject } from '#lib/kube/object.ts'
import { conditions, count, listOf, text, time, toFacts } from './objects-facts.ts'
import type { Condition, Facts } from './objects-facts.ts'
import { podSpecSchema, toSlimTemplate } from './objects-template.ts'
import type { TemplateFacts } from './objects-template.ts'

export interface ContainerEndFacts {
  readonly exitCode: number
  /** 0: it was not ended by a signal. */
  readonly signal: number
  readonly reason: string
  readonly message: string
  readonly startedAt: string | null
  readonly finishedAt: string | null
}

export interface ContainerFacts {
  readonly name: string
  readonly image: string
  readonly isInit: boolean
  /** Differs after each start; null before the first. */
  readonly containerId: string | null
  readonly isReady: boolean
  /** Its start-up probe has been answered, or it has none. */
  readonly isStarted: boolean
  readonly restarts: number
  /** Null: it does not wait. */
  readonly waiting: { readonly reason: string; readonly message: string } | null
  readonly runningSince: string | null
  readonly end: ContainerEndFacts | null
  /** Of the run before this one. */
  readonly lastEnd: ContainerEndFacts | null
}

export interface PodFacts extends Facts, TemplateFacts {
  readonly phase: string
  readonly reason: string
  readonly message: string
  readonly nodeName: string | null
  readonly ip: string | null
  readonly startedAt: string | null
  readonly graceSeconds: number
  readonly conditions: readonly Condition[]
  readonly statuses: readonly ContainerFacts[]
}

const end = z.object({
  exitCode: z.int(),
  signal: count,
  reason: text,
  message: text,
  startedAt: time,
  finishedAt: time,
})
const state = z.object({
  waiting: z.object({ reason: text, message: text }).optional(),
  running: z.object({ startedAt: time }).optional(),
  terminated: end.optional(),
})
const status = z.object({
  name: z.string(),
  image: text,
  containerID: text,
  ready: z.boolean().default(false),
  started: z.boolean().nullish(),
  restartCount: count,
  state: state.nullish().transform((value) => value ?? {}),
  lastState: state.nullish().transform((value) => value ?? {}),
})

const podSchema = z.object({
  spec: podSpecSchema.extend({
    terminationGracePeriodSeconds: z
      .int()
      .nullish()
      .transform((value) => value ?? 30),
  }),
  status: z
    .object({
      phase: text,
      reason: text,
      message: text,
      startTime: time,
      podIP: text,
      conditions,
      initContainerStatuses: listOf(status),
      containerStatuses: listOf(status),
    })
    .partial()
    .default({}),
})

/** There are many pods: what only templates are read for, the environment and where volumes are mounted, is left out. */
export function toPodFacts(raw: KubeObject): PodFacts {
  const pod = podSchema.parse(raw)
  const toStatus =
    (isInit: boolean) =>
    (one: z.output<typeof status>): ContainerFacts => ({
      name: one.name,
      image: one.image,
      isInit,
      containerId: one.containerID || null,
      isReady: one.ready,
      isStarted: one.started ?? false,
      restarts: one.restartCount,
      waiting: one.state.waiting ?? null,
      runningSince: one.state.running?.startedAt ?? null,
      end: one.state.terminated ?? null,
      lastEnd: one.lastState.terminated ?? null,
    })
  return {
    ...toFacts({ ...raw, kind: 'Pod' }),
    ...toSlimTemplate(pod.spec),
    phase: pod.status.phase || 'Pending',
    reason: pod.status.reason ?? '',
    message: pod.status.message ?? '',
    nodeName: pod.spec.nodeName ?? null,
    ip: pod.status.podIP || null,
    startedAt: pod.status.startTime ?? null,
    graceSeconds: pod.spec.terminationGracePeriodSeconds,
    conditions: pod.status.conditions ?? [],
    statuses: [
      ...(pod.status.initContainerStatuses ?? []).map(toStatus(true)),
      ...(pod.status.containerStatuses ?? []).map(toStatus(false)),
    ],
  }
}
