import { z } from 'zod'
import type { KubeObject } from '#lib/kube/object.ts'
import { conditions, count, listOf, text, texts, time, toFacts } from './objects-facts.ts'
import type { Condition, Facts } from './objects-facts.ts'
import { podSpecSchema, toSlimTemplate, toTemplate } from './objects-template.ts'
import type { TemplateFacts } from './objects-template.ts'

export interface DeploymentFacts extends Facts {
  readonly kind: 'Deployment'
  readonly template: TemplateFacts
  readonly wanted: number
  readonly replicas: number
  readonly ready: number
  readonly available: number
  readonly updated: number
  /** The controller has seen the newest wish. */
  readonly isObserved: boolean
  readonly conditions: readonly Condition[]
}

export interface ReplicaSetFacts extends Facts {
  readonly kind: 'ReplicaSet'
  readonly template: TemplateFacts
  readonly wanted: number
  readonly ready: number
  readonly revision: number
  readonly conditions: readonly Condition[]
}

export interface JobFacts extends Facts {
  readonly kind: 'Job'
  readonly template: TemplateFacts
  readonly active: number
  readonly succeeded: number
  readonly failed: number
  readonly isSuspended: boolean
  readonly retries: number
  readonly timeLimitSeconds: number | null
  readonly ttlSeconds: number | null
  readonly startedAt: string | null
  readonly completedAt: string | null
  readonly conditions: readonly Condition[]
}

export interface CronJobFacts extends Facts {
  readonly kind: 'CronJob'
  readonly template: TemplateFacts
  readonly schedule: string
  readonly timeZone: string | null
  readonly isSuspended: boolean
  readonly lastTime: string | null
  readonly lastSuccess: string | null
}

export type WorkloadFacts = DeploymentFacts | JobFacts | CronJobFacts

const whole = (fallback: number) =>
  z
    .int()
    .nullish()
    .transform((value) => value ?? fallback)
const podTemplate = z.object({ spec: podSpecSchema })
const selector = z.object({ matchLabels: texts }).partial().nullish()

const deploymentSchema = z.object({
  metadata: z.object({ generation: count }),
  spec: z.object({ replicas: whole(1), template: podTemplate, selector }),
  status: z
    .object({
      observedGeneration: count,
      replicas: count,
      readyReplicas: count,
      availableReplicas: count,
      updatedReplicas: count,
      conditions,
    })
    .partial()
    .default({}),
})

export function toDeploymentFacts(raw: KubeObject): DeploymentFacts {
  const { metadata, spec, status } = deploymentSchema.parse(raw)
  return {
    ...toFacts(raw),
    kind: 'Deployment',
    template: toTemplate(spec.template.spec),
    wanted: spec.replicas,
    replicas: status.replicas ?? 0,
    ready: status.readyReplicas ?? 0,
    available: status.availableReplicas ?? 0,
    updated: status.updatedReplicas ?? 0,
    isObserved: (status.observedGeneration ?? 0) >= metadata.generation,
    conditions: status.conditions ?? [],
  }
}

const REVISION = 'deployment.kubernetes.io/revision'
const replicaSetSchema = z.object({
  spec: z.object({ replicas: whole(1), template: podTemplate }),
  status: z.object({ readyReplicas: count, conditions }).partial().default({}),
})

export function toReplicaSetFacts(raw: KubeObject): ReplicaSetFacts {
  const { spec, status } = replicaSetSchema.parse(raw)
  const facts = toFacts(raw)
  return {
    ...facts,
    kind: 'ReplicaSet',
    template: toSlimTemplate(spec.template.spec),
    wanted: spec.replicas,
    ready: status.readyReplicas ?? 0,
    revision: Number(facts.annotations[REVISION] ?? 0) || 0,
    conditions: status.conditions ?? [],
  }
}

const jobSpec = z.object({
  template: podTemplate,
  backoffLimit: whole(6),
  activeDeadlineSeconds: z
    .int()
    .nullish()
    .transform((value) => value ?? null),
  ttlSecondsAfterFinished: z
    .int()
    .nullish()
    .transform((value) => value ?? null),
  suspend: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
})
const jobSchema = z.object({
  spec: jobSpec,
  status: z
    .object({ active: count, succeeded: count, failed: count, startTime: time, completionTime: time, conditions })
    .partial()
    .default({}),
})

export function toJobFacts(raw: KubeObject): JobFacts {
  const { spec, status } = jobSchema.parse(raw)
  return {
    ...toFacts(raw),
    kind: 'Job',
    template: toTemplate(spec.template.spec),
    active: status.active ?? 0,
    succeeded: status.succeeded ?? 0,
    failed: status.failed ?? 0,
    isSuspended: spec.suspend,
    retries: spec.backoffLimit,
    timeLimitSeconds: spec.activeDeadlineSeconds,
    ttlSeconds: spec.ttlSecondsAfterFinished,
    startedAt: status.startTime ?? null,
    completedAt: status.completionTime ?? null,
    conditions: status.conditions ?? [],
  }
}

const cronJobSchema = z.object({
  spec: z.object({
    schedule: z.string(),
    timeZone: text,
    suspend: z
      .boolean()
      .nullish()
      .transform((value) => value ?? false),
    jobTemplate: z.object({ spec: jobSpec }),
  }),
  status: z
    .object({ lastScheduleTime: time, lastSuccessfulTime: time, active: listOf(z.unknown()) })
    .partial()
    .default({}),
})

export function toCronJobFacts(raw: KubeObject): CronJobFacts {
  const { spec, status } = cronJobSchema.parse(raw)
  return {
    ...toFacts(raw),
    kind: 'CronJob',
    template: toTemplate(spec.jobTemplate.spec.template.spec),
    schedule: spec.schedule,
    timeZone: spec.timeZone === '' ? null : spec.timeZone,
    isSuspended: spec.suspend,
    lastTime: status.lastScheduleTime ?? null,
    lastSuccess: status.lastSuccessfulTime ?? null,
  }
}
